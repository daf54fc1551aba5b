import dataclasses
import json

import duckdb
import pytest

from assets.store.delivery import deliver, is_delivered
from assets.store.exports import export_tables
from assets.store.folders import Store
from assets.store.publishing import (
    exports_build,
    mark_current,
    new_build,
    prune,
    publish_database,
    publish_exports,
)
from gongkai.object_store import ObjectFolder, ObjectStoreError


@pytest.fixture
def store(tmp_path, bucket):
    return Store(tmp_path, keep=2, publish_to=f"{bucket}/open data")


@pytest.fixture
def place(store):
    return ObjectFolder(store.publish_to, "TEST")


def publish(store, number):
    """A version whose only fact is a number."""
    build = new_build(store, f"f{number}")
    with duckdb.connect(build) as connection:
        connection.execute(f"create table fct_requests as select {number} as value")
    version = publish_database(store, build)
    draft = version / "building-exports"
    (draft / "fct_requests").mkdir(parents=True)
    (draft / "fct_requests" / "2019.parquet").write_bytes(b"%d" % number)
    publish_exports(store, draft)
    mark_current(store)
    prune(store)
    return version.name


def read(place, tmp_path):
    """What a reader finds who follows the pointer."""
    pointer = json.loads(place.read("current.json"))
    for path, size in json.loads(place.read(pointer["files"])).items():
        assert len(place.read(f"publications/{pointer['version']}/{path}")) == size
    place.fetch(pointer["database"], tmp_path / "read.duckdb")
    with duckdb.connect(tmp_path / "read.duckdb", read_only=True) as connection:
        (value,) = connection.execute("select value from fct_requests").fetchone()
    assert place.read(f"{pointer['exports']}/fct_requests/2019.parquet") == b"%d" % value
    return value


def test_a_publication_is_delivered_whole_and_old_ones_go(store, place, tmp_path):
    versions = []
    for number in range(4):
        versions.append(publish(store, number))
        assert not is_delivered(store)
        deliver(store)
        assert is_delivered(store)
        assert read(place, tmp_path) == number
    assert place.folders("publications") == sorted(versions)[-2:]


def test_nothing_is_sent_twice(store, place, monkeypatch):
    publish(store, 1)
    deliver(store)
    monkeypatch.setattr(ObjectFolder, "put", None)
    assert deliver(store) == []
    (store.publications / "delivered.json").unlink()  # as after a kill before it was written: compared, not sent
    deliver(store)
    assert is_delivered(store)


@pytest.mark.parametrize("fails_at", range(5))
def test_what_is_broken_off_leaves_the_version_before_and_is_finished_later(
    store, place, tmp_path, monkeypatch, fails_at
):
    publish(store, 1)
    deliver(store)
    publish(store, 2)
    real = {name: getattr(ObjectFolder, name) for name in ("put", "write")}
    calls = []

    def faltering(name):
        def call(self, *arguments):
            calls.append(name)
            if len(calls) > fails_at:
                raise ObjectStoreError("away")
            return real[name](self, *arguments)

        return call

    with monkeypatch.context() as patch:
        for name in real:
            patch.setattr(ObjectFolder, name, faltering(name))
        if fails_at < 4:  # two files, their list, the pointer
            with pytest.raises(ObjectStoreError):
                deliver(store)
            assert read(place, tmp_path) == 1
            assert not is_delivered(store)
    deliver(store)
    assert read(place, tmp_path) == 2


def test_half_a_version_of_a_killed_run_is_cleared_away(store, place, tmp_path):
    publish(store, 1)
    deliver(store)
    place.write("publications/20990101T000000000Z-f9/gongkai.duckdb", b"half")
    publish(store, 2)
    assert deliver(store) == ["20990101T000000000Z-f9"]
    assert read(place, tmp_path) == 2


def test_a_bucket_that_is_not_there_is_named_with_the_setting(store):
    publish(store, 1)
    away = Store(store.home, publish_to="s3://not-there/data")
    with pytest.raises(
        ObjectStoreError, match=r"^GONGKAI_PUBLISH_TO: s3://not-there/data cannot be used.*make the bucket"
    ):
        deliver(away)


def test_without_a_place_nothing_is_left_to_do(tmp_path):
    assert is_delivered(Store(tmp_path))
    assert deliver(Store(tmp_path)) == []


def publish_exports_of(store, number, tables):
    """A version with real exports, of the tables that a script makes."""
    build = new_build(store, f"f{number}")
    with duckdb.connect(build) as connection:
        connection.execute(tables)
    before = store.exports.resolve() if store.exports.exists() else None
    publish_database(store, build)
    draft = exports_build(store)
    export_tables(store.published, draft, before)
    publish_exports(store, draft)
    mark_current(store)
    prune(store)


TABLES = """
create table fct_requests as select 2019 + i % 3 as year, i as value from range(30) as n(i);
create table dim_plain as select 'a' as code;
"""


@pytest.mark.parametrize("kept", [1, 2])
def test_only_what_changed_is_sent(store, place, monkeypatch, kept):
    store = dataclasses.replace(store, keep=kept)
    publish_exports_of(store, 1, TABLES)
    deliver(store)
    publish_exports_of(store, 2, TABLES + "update fct_requests set value = 100 where value = 4")
    sent = []
    put = ObjectFolder.put
    monkeypatch.setattr(
        ObjectFolder, "put", lambda self, path, source: sent.append(path.split("/", 2)[2]) or put(self, path, source)
    )
    deliver(store)
    assert {path for path in sent if path.endswith(".parquet")} == {"exports/fct_requests/2020/part-0.parquet"}
    assert "gongkai.duckdb" in sent
    pointer = json.loads(place.read("current.json"))
    here = store.exports
    for path in here.rglob("*"):
        if path.is_file():
            there = place.read(f"{pointer['exports']}/{path.relative_to(here).as_posix()}")
            assert there == path.read_bytes()


@pytest.mark.parametrize("spoil", ["exports/datapackage.json", "exports/dim_plain/part-0.parquet"])
def test_what_is_spoilt_there_is_sent_again(store, place, spoil):
    publish_exports_of(store, 1, TABLES)
    deliver(store)
    pointer = json.loads(place.read("current.json"))
    place.write(f"publications/{pointer['version']}/{spoil}", b"{")
    publish_exports_of(store, 2, TABLES + "insert into dim_plain values ('b')")
    deliver(store)
    now = json.loads(place.read("current.json"))["exports"]
    for path in store.exports.rglob("*.parquet"):
        assert place.read(f"{now}/{path.relative_to(store.exports).as_posix()}") == path.read_bytes()
