import dataclasses
import datetime
import errno
import json
import subprocess
import sys
import types
from pathlib import Path

import duckdb
import pytest

from assets.store import publishing
from assets.store.folders import Store
from assets.store.publishing import (
    PublicationError,
    building,
    exports_build,
    is_current,
    mark_current,
    new_build,
    prune,
    publish_database,
    publish_exports,
)
from gongkai.diff import last_two


def build(store, value, fingerprint=None):
    """A database with one table in which one number stands."""
    path = new_build(store, fingerprint or f"f{value}")
    with duckdb.connect(path) as connection:
        connection.execute(f"create table t as select {value} as value")
    return path


def publish(store, value):
    publish_database(store, build(store, value))
    draft = exports_build(store)
    draft.mkdir()
    (draft / "t.parquet").write_text(str(value))
    publish_exports(store, draft)
    mark_current(store)
    return prune(store)


def value_in(path):
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute("select value from t").fetchone()[0]


def versions(store):
    return sorted(path.name for path in store.publications.iterdir() if path.is_dir())


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path, keep=3)


@pytest.fixture(params=["links", "copies"])
def any_store(request, store, monkeypatch):
    """A store on a file system with links, and on one without."""
    if request.param == "copies":

        def refuse(*_args, **_options):
            raise OSError("no links here")

        monkeypatch.setattr(Path, "symlink_to", refuse)
    return store


def test_what_is_published_is_whole_and_the_last_ones_are_kept(any_store):
    removed = [publish(any_store, value) for value in range(5)]
    assert value_in(any_store.published) == 4
    assert (any_store.exports / "t.parquet").read_text() == "4"
    assert [name.rpartition("-")[2] for name in versions(any_store)] == ["f2", "f3", "f4"]
    assert [len(names) for names in removed] == [0, 0, 0, 1, 1]
    assert not list(any_store.warehouse.glob(".new-*"))


def test_the_link_is_relative_so_that_the_folder_can_be_moved(store, tmp_path):
    publish(store, 1)
    moved = tmp_path.with_name(f"{tmp_path.name}-moved")
    tmp_path.rename(moved)
    assert value_in(Store(moved).published) == 1


def test_the_name_of_the_database_is_the_same_in_every_version(store):
    for value in (1, 2):
        publish(store, value)
        with duckdb.connect(store.published, read_only=True) as connection:
            assert connection.execute("select value from gongkai.main.t").fetchone() == (value,)


def test_an_open_connection_keeps_its_version_and_the_next_has_the_new_one(store):
    publish(store, 1)
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            f"c = duckdb.connect({str(store.published)!r}, read_only=True)\n"
            "for line in sys.stdin: print(c.execute('select value from t').fetchone()[0], flush=True)",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask():
        reader.stdin.write("\n")
        reader.stdin.flush()
        return int(reader.stdout.readline())

    try:
        assert ask() == 1
        with duckdb.connect(store.published, read_only=True) as here:
            for value in (2, 3, 4, 5):  # so many that its version is removed
                publish(store, value)
            assert ask() == 1
            assert here.execute("select value from t").fetchone() == (1,)
            assert value_in(store.published) == 5
    finally:
        reader.stdin.close()
        reader.wait(10)


def test_no_write_ahead_log_is_left(store):
    path = new_build(store, "f")
    with duckdb.connect(path, config={"checkpoint_threshold": "1TB"}) as connection:
        connection.execute("pragma disable_checkpoint_on_shutdown")
        connection.execute("create table t as select 7 as value")
    assert path.with_name("gongkai.duckdb.wal").exists()
    publish_database(store, path)
    assert value_in(store.published) == 7
    assert not list(store.warehouse.rglob("*.wal"))


def test_a_log_beside_the_published_file_stops_publication(store):
    publish(store, 1)
    log = store.warehouse / "gongkai.duckdb.wal"
    log.write_bytes(b"")
    with pytest.raises(PublicationError, match=r"gongkai\.duckdb\.wal is there"):
        publish_database(store, build(store, 2))
    assert value_in(store.published) == 1


def test_what_a_crashed_build_left_is_cleaned_up(store):
    publish(store, 1)
    left = build(store, 2)
    (left.parent / "gongkai.duckdb.wal").write_bytes(b"x")
    (store.warehouse / ".new-gongkai.duckdb").symlink_to("nowhere")
    path = new_build(store, "f3")
    assert not left.exists()
    assert not (store.warehouse / ".new-gongkai.duckdb").is_symlink()
    assert path.parent.exists()
    assert value_in(store.published) == 1


def test_what_cannot_be_cleaned_up_yet_is_told_and_stops_nothing(store, monkeypatch):
    left = build(store, 1).parent

    def remove(path):
        raise OSError(errno.ENOTEMPTY, "Directory not empty", str(path))

    monkeypatch.setattr(publishing, "_remove", remove)
    told = []
    store = dataclasses.replace(store, reporter=types.SimpleNamespace(step=lambda name, what: told.append(what)))
    path = new_build(store, "f2")
    assert path.parent.exists()
    assert path.parent != left
    assert len(told) == 1
    assert "the next build removes it" in told[0]
    assert str(left) in told[0]
    monkeypatch.undo()
    new_build(store, "f3")
    assert not left.exists()


def test_nothing_built_is_nothing_to_publish(store):
    publish(store, 1)
    with pytest.raises(PublicationError, match="run the whole job"):
        building(store)


def test_what_is_current_is_known_only_when_both_are_in_place(store):
    assert not is_current(store, "f1")
    publish_database(store, build(store, 1))
    assert not is_current(store, "f1")
    draft = exports_build(store)
    draft.mkdir()
    publish_exports(store, draft)
    assert not is_current(store, "f1")
    mark_current(store)
    assert is_current(store, "f1")
    assert not is_current(store, "f2")
    assert json.loads((store.publications / "current.json").read_text())["version"] == versions(store)[-1]
    store.exports.unlink()
    assert not is_current(store, "f1")


def test_exports_that_are_there_are_not_written_again(store):
    publish(store, 1)
    assert exports_build(store) is None
    store.exports.unlink()
    publish_exports(store, None)
    assert (store.exports / "t.parquet").read_text() == "1"


def test_a_version_that_somebody_went_back_to_is_not_removed(store):
    publish(store, 1)
    first = store.published.resolve().parent
    publish(store, 2)
    for link in (store.published, store.exports):
        link.unlink()
        link.symlink_to(first.relative_to(store.warehouse) / link.name)
    for number in range(4):
        build(store, number).parent.rename(store.publications / f"9999-f{number}")
    prune(store)
    assert value_in(store.published) == 1
    assert len(versions(store)) == 4


def test_a_real_folder_in_the_place_of_the_link_gives_way(store):
    store.exports.mkdir(parents=True)
    (store.exports / "old.txt").write_text("x")
    publish(store, 1)
    assert store.exports.is_symlink()
    assert [path.name for path in store.exports.iterdir()] == ["t.parquet"]
    assert not list(store.publications.glob("building-*"))


def test_a_crash_between_the_steps_leaves_the_last_publication(store, monkeypatch):
    publish(store, 1)

    def crash(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "_swap", crash)
    with pytest.raises(KeyboardInterrupt):
        publish_database(store, build(store, 2))
    monkeypatch.undo()
    assert value_in(store.published) == 1
    assert not is_current(store, "f2")
    publish(store, 2)
    assert value_in(store.published) == 2
    assert is_current(store, "f2")


def test_versions_stay_in_order_when_the_clock_is_set_back(any_store, monkeypatch):
    clock = iter(
        datetime.datetime(2026, 1, day, tzinfo=datetime.UTC) for day in (20, 20, 20, 5, 5, 5, 4, 4, 4, 3, 3, 3)
    )
    monkeypatch.setattr(publishing, "_now", lambda: next(clock))
    for value in range(4):
        publish(any_store, value)
    assert [name.rpartition("-")[2] for name in versions(any_store)] == ["f1", "f2", "f3"]
    assert value_in(any_store.published) == 3
    assert (any_store.exports / "t.parquet").read_text() == "3"
    assert is_current(any_store, "f3")
    old, new = last_two(any_store.warehouse)
    assert (value_in(old), value_in(new)) == (2, 3)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_a_marker_that_cannot_be_read_lets_the_warehouse_be_built_again(store, content):
    publish(store, 1)
    (store.publications / "current.json").write_text(content)
    assert not is_current(store, "f1")
    publish(store, 1)
    assert is_current(store, "f1")
