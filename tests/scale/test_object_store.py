import threading

import pytest

from assets.store.folders import Store
from assets.store.scan import walk
from assets.store.working import forget_stale, note_hashes, pending, update_raw_reports, write_chunk, write_working
from gongkai import fetching, object_store
from gongkai.corpus import READINGS, Corpus, code_version, run_batches
from gongkai.object_store import ObjectFolder, ObjectStoreError
from gongkai.schema import TABLES
from tests.support.objects import REPORT, upload


def batches(root, size=4):
    paths = [path for path, _ in walk(root)]
    return [paths[start : start + size] for start in range(0, len(paths), size)]


def assert_same(one, other):
    assert [list(paths) for paths, _ in one] == [list(paths) for paths, _ in other]
    for (paths, tables), (_, others) in zip(one, other, strict=True):
        for name in (*TABLES, READINGS):
            unlike = [
                column for column in tables[name].column_names if not tables[name][column].equals(others[name][column])
            ]
            assert not unlike, (
                name,
                paths,
                [set(map(str, t[name].select(unlike).to_pylist())) for t in (tables, others)],
            )


@pytest.mark.parametrize("place", ["s3://reports", "s3://reports/all/of them"])
def test_a_listing_is_the_walk_over_the_folder(bucket, folder, place):
    upload(folder, place)
    assert [path for path, _ in walk(place)] == [path for path, _ in walk(folder)]
    assert {path: state.size for path, state in walk(place)} == {path: state.size for path, state in walk(folder)}


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_read_is_the_same_as_from_a_folder(bucket, folder, workers):
    upload(folder, f"{bucket}/raw")
    here = list(run_batches(Corpus(str(folder), "v1"), batches(folder)))
    there = list(run_batches(Corpus(f"{bucket}/raw", "v1"), batches(f"{bucket}/raw"), workers=workers))
    assert sum(tables["documents"].num_rows for _, tables in there) > 10
    assert_same(here, there)


def test_a_picture_is_known_to_belong_to_the_text_beside_it(bucket, folder):
    upload(folder, bucket)
    for path, owner in (("table.png", "beside.txt"), ("page_files/t.png", None)):
        ((_, here),) = run_batches(Corpus(str(folder), "v1"), [[path]])
        ((_, there),) = run_batches(Corpus(bucket, "v1"), [[path]])
        assert there[READINGS].equals(here[READINGS])
        if owner:
            assert here["rejects"].num_rows == 0


def test_nothing_is_left_in_the_temporary_folder(bucket, folder, tmp_path, monkeypatch):
    away = tmp_path / "tmp"
    away.mkdir()
    monkeypatch.setattr(fetching.tempfile, "tempdir", str(away))
    (away / "gongkai-objects-999999999-killed").mkdir()
    fetching._sweep.cache_clear()
    upload(folder, bucket)
    list(run_batches(Corpus(bucket, "v1"), [["beside.txt"]]))
    assert not list(away.iterdir())


def test_an_object_that_has_gone_is_a_reject_and_a_hostile_name_leaves_the_folder_alone(bucket, folder):
    upload(folder, bucket)
    names = ["gone.txt", "../../outside.txt", "/etc/hostname.txt", "beside.txt"]
    ((_, tables),) = run_batches(Corpus(bucket, "v1"), [names])
    assert [(row["path"], row["reason"]) for row in tables["rejects"].to_pylist()] == [
        ("gone.txt", "missing"),
        ("../../outside.txt", "unreadable"),
        ("/etc/hostname.txt", "unreadable"),
    ]
    assert tables["documents"]["path"].to_pylist() == ["beside.txt"]


def scan(store):
    """One run of looking and reading; what was found, and which files were read."""
    version = code_version()
    with write_working(store) as connection:
        found = update_raw_reports(connection, store)
        forget_stale(connection, version)
        todo = pending(connection, version).paths
        for _, tables in run_batches(Corpus(store.raw, version), [list(todo)] if todo else []):
            write_chunk(connection, tables, version)
        note_hashes(connection)
        unknown = connection.execute("select count(*) from raw_reports where sha256 is null").fetchone()[0]
        documents = connection.execute("select path, sha256 from documents order by all").fetchall()
    return found, sorted(todo), unknown, documents


def test_only_what_is_new_or_changed_is_read_again(bucket, folder, tmp_path):
    (folder / "data.bin").unlink()
    upload(folder, bucket)
    store = Store(tmp_path / "home", raw_place=bucket)
    found, todo, unknown, _ = scan(store)
    assert (found.seen, found.added, found.unreadable, len(todo), unknown) == (len(todo), len(todo), 0, found.seen, 0)
    found, todo, _, _ = scan(store)  # written a moment ago, so hashed again, and found the same
    assert (found.added, found.changed, found.gone, todo) == (0, 0, 0, [])
    text = REPORT.format(organ="青禾县财政局", year=2013, count=6, requests=2)
    ObjectFolder(bucket, "TEST").write("beside.txt", text.encode())
    ObjectFolder(bucket, "TEST").write("new.txt", text.replace("财政", "教育").encode())
    ObjectFolder(bucket, "TEST").remove("page_files")
    found, todo, unknown, documents = scan(store)
    assert (found.added, found.changed, found.gone) == (1, 1, 1)
    assert {"beside.txt", "new.txt"} <= set(todo) and unknown == 0
    upload_again = Store(tmp_path / "other", raw_place=bucket)
    assert scan(upload_again)[3] == documents


def test_a_run_that_was_broken_off_reads_the_rest_and_nothing_twice(bucket, folder, tmp_path):
    (folder / "table.png").unlink()  # texts are read again with the pictures that come beside them
    upload(folder, bucket)
    store = Store(tmp_path / "home", raw_place=bucket)
    version = code_version()
    with write_working(store) as connection:
        update_raw_reports(connection, store)
        first = list(pending(connection, version).paths)[:5]
        ((_, tables),) = run_batches(Corpus(store.raw, version), [first])
        write_chunk(connection, tables, version)  # and killed here, before the hashes are noted
    _, todo, _, documents = scan(store)
    assert not set(first) & set(todo)
    assert len(documents) == len(set(documents))


def test_a_store_that_is_away_for_a_moment_is_tried_again(bucket, folder, monkeypatch):
    upload(folder, bucket)
    real, calls, lock = object_store._file_system, [], threading.Lock()

    def faltering():
        with lock:
            calls.append(1)
        if len(calls) % 2:
            raise OSError("AWS Error NETWORK_CONNECTION during GetObject operation: could not connect")
        return real()

    monkeypatch.setattr(object_store, "_file_system", faltering)
    monkeypatch.setattr(object_store, "WAITS", (0.0,) * 50)
    ((_, tables),) = run_batches(Corpus(bucket, "v1"), [["beside.txt", "empty.txt"]])
    assert tables["documents"]["path"].to_pylist() == ["beside.txt"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "AWS_ENDPOINT_URL.*network is up", id="no-answer"),
        pytest.param({"place": "s3://reports/nothing"}, "there is nothing in .*mend the name", id="no-folder"),
        pytest.param({"place": "s3://nowhere-at-all"}, "NO_SUCH_BUCKET.*make the bucket", id="no-bucket"),
    ],
)
def test_what_is_wrong_is_said_with_the_setting_and_the_next_step(bucket, monkeypatch, change, words):
    place = change.pop("place", bucket)
    for name, value in change.items():
        monkeypatch.setenv(name, value)
    object_store._file_system.cache_clear()
    with pytest.raises(ObjectStoreError, match=f"(?s)^GONGKAI_RAW: (?=.*{place}).*{words}"):
        list(walk(place))


def test_credentials_that_do_not_hold_stop_the_run_before_a_file_is_rejected(bucket, folder, server, monkeypatch):
    import requests

    upload(folder, bucket)
    try:
        requests.post(f"{server}/moto-api/reset-auth", data="0", timeout=10)
        with pytest.raises(ObjectStoreError, match="AWS_ACCESS_KEY_ID"):
            list(walk(bucket))
        requests.post(f"{server}/moto-api/reset-auth", data="0", timeout=10)
        with pytest.raises(ObjectStoreError, match="AWS_ACCESS_KEY_ID"):
            list(run_batches(Corpus(bucket, "v1"), [["beside.txt", "empty.txt"]]))
    finally:
        requests.post(f"{server}/moto-api/reset-auth", data="inf", timeout=10)


@pytest.mark.parametrize("place", ["s3://", "s3://UPPER/x", "s3://a//b", "s3://reports//x", "s3://reports/x?y=1"])
def test_a_place_that_is_none_is_named_with_the_form_it_should_have(place):
    with pytest.raises(ObjectStoreError, match=r"GONGKAI_RAW is '.*write it as s3://bucket"):
        ObjectFolder(place, "GONGKAI_RAW")
