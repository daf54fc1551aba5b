import os
import shutil
import zipfile

import duckdb
import pytest

from assets.store.folders import Store
from assets.store.working import (
    content_version,
    forget_stale,
    pending,
    read_working,
    row_counts,
    update_raw_reports,
    write_chunk,
    write_working,
)
from gongkai.corpus import Corpus, extract_batch, run_batches
from gongkai.schema import TABLES
from gongkai.tables import report_id
from tests.pipeline.conftest import REPORT, write_report


def read_all(store, version="v1", limit=None):
    """What the assets do. Returns what the look found, what was pending, how many were forgotten."""
    with write_working(store) as connection:
        scan = update_raw_reports(connection, store)
        forgotten = forget_stale(connection, version)
        todo = pending(connection, version)
        chunks = [todo.paths[start : start + store.chunk_size] for start in range(0, len(todo.paths), store.chunk_size)]
        for _, tables in run_batches(Corpus(str(store.raw), version), chunks[:limit]):
            write_chunk(connection, tables, version)
    return scan, todo, forgotten


def contents(store):
    """Every row of every table, in no order of writing."""
    with read_working(store) as connection:
        return {name: connection.execute(f"from {name} order by all").fetchall() for name in TABLES}


def test_everything_is_read_once(store):
    scan, todo, _ = read_all(store)
    assert (scan.seen, scan.added, scan.changed, scan.gone) == (4, 4, 0, 0)
    assert todo.paths == ("2011.txt", "2012.txt", "2013.txt", "empty.txt")
    first = contents(store)
    assert [len(first[name]) for name in ("documents", "rejects")] == [3, 1]
    scan, todo, forgotten = read_all(store)
    assert (scan.added, scan.changed, scan.gone) == (0, 0, 0)
    assert (todo.paths, todo.skipped, forgotten) == ((), 4, 0)
    assert contents(store) == first


def test_only_what_changed_is_read_again(store, home):
    read_all(store)
    write_report(home, "2012.txt", 2012, requests=9)
    write_report(home, "2014.txt", 2014)
    (home / "raw" / "2011.txt").unlink()
    scan, todo, forgotten = read_all(store)
    assert (scan.added, scan.changed, scan.gone) == (1, 1, 1)
    assert (todo.paths, todo.skipped, forgotten) == (("2012.txt", "2014.txt"), 2, 2)
    after = contents(store)
    shutil.rmtree(store.warehouse)
    read_all(store)
    assert contents(store) == after


def test_a_touched_file_is_not_read_again(store, home):
    read_all(store)
    os.utime(home / "raw" / "2012.txt")
    scan, todo, _ = read_all(store)
    assert (scan.changed, todo.paths) == (0, ())


def test_other_code_reads_everything_again(store):
    read_all(store, "v1")
    _, todo, forgotten = read_all(store, "v2")
    assert (len(todo.paths), forgotten) == (4, 4)
    assert row_counts_of(store)["documents"] == 3


def row_counts_of(store):
    with read_working(store) as connection:
        return row_counts(connection)


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(store):
    read_all(store, limit=1)
    assert row_counts_of(store)["documents"] == 2
    _, todo, forgotten = read_all(store)
    assert (todo.paths, forgotten) == (("2013.txt", "empty.txt"), 0)
    resumed = contents(store)
    shutil.rmtree(store.warehouse)
    read_all(store)
    assert contents(store) == resumed


def test_a_chunk_that_cannot_be_written_leaves_nothing_behind(store, monkeypatch):
    read_all(store, limit=1)
    before = contents(store)

    real = run_batches

    def spoiled(*arguments):  # one table more than there is, the last of the chunk
        return ((paths, {**tables, "nowhere": tables["rejects"]}) for paths, tables in real(*arguments))

    monkeypatch.setitem(globals(), "run_batches", spoiled)
    with pytest.raises(duckdb.CatalogException):
        read_all(store)
    monkeypatch.undo()
    assert contents(store) == before


def test_a_fault_that_may_pass_is_tried_again(store, home):
    (home / "raw" / "away.txt").symlink_to(home / "raw" / ".later" / "away.txt")
    read_all(store)
    before = contents(store)
    assert {row[3] for row in before["rejects"]} == {"empty", "missing"}
    _, todo, _ = read_all(store)
    assert todo.paths == ("away.txt",)
    assert contents(store) == before
    write_report(home, ".later/away.txt", 2015)
    _, todo, _ = read_all(store)
    assert todo.paths == ("away.txt",)
    assert row_counts_of(store)["documents"] == 4


def test_what_a_program_was_missing_for_is_tried_again_once_it_is_there(store, home, monkeypatch):
    (home / "raw" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    monkeypatch.setattr("gongkai.readers.office.libreoffice.find_program", lambda: None)
    monkeypatch.setattr("gongkai.readers.converted.find_program", lambda: None)
    with write_working(store) as connection:
        update_raw_reports(connection, store)
        write_chunk(connection, extract_batch(Corpus(str(store.raw), "v1"), ["old.doc"]), "v1")
        assert connection.execute("select reason from rejects").fetchall() == [("converter_missing",)]
        before = content_version(connection)
        assert "old.doc" not in pending(connection, "v1").paths
        monkeypatch.setattr("gongkai.readers.office.libreoffice.find_program", lambda: "/usr/bin/soffice")
        assert "old.doc" in pending(connection, "v1").paths
        assert forget_stale(connection, "v1") == 1
        assert connection.execute("select count(*) from rejects").fetchone() == (0,)
        assert content_version(connection) != before


def test_a_file_whose_name_is_no_text_is_a_reject(store, home):
    (home / "raw" / os.fsdecode(b"\xb1\xa8.txt")).write_text("x")
    read_all(store)
    _, todo, _ = read_all(store)
    assert todo.paths == ()
    assert ("bad_name", "\\xb1\\xa8.txt") in {(row[3], row[1]) for row in contents(store)["rejects"]}


def test_the_content_version_follows_the_content_alone(store, home):
    read_all(store)
    with read_working(store) as connection:
        first = content_version(connection)
    write_report(home, "2012.txt", 2012, requests=9)
    read_all(store)
    with read_working(store) as connection:
        assert content_version(connection) != first
    write_report(home, "2012.txt", 2012, requests=2)
    read_all(Store(home, chunk_size=1))
    with read_working(store) as connection:
        assert content_version(connection) == first


def test_tables_that_are_not_as_declared_are_made_anew(store):
    read_all(store)
    before = contents(store)
    with duckdb.connect(store.working) as connection:
        connection.execute("alter table observations drop column support")
    _, todo, _ = read_all(store)
    assert len(todo.paths) == 4
    assert contents(store) == before


def pack(home, name, members):
    """An archive of reports in ``home/raw``: names and years."""
    with zipfile.ZipFile(home / "raw" / name, "w") as archive:
        for member, year in members.items():
            archive.writestr(member, REPORT.format(organ="青禾县水务局", year=year, count=1, requests=2))


def test_an_archive_is_one_file_and_its_members_are_documents(store, home):
    pack(home, "all.zip", {"a/2001.txt": 2001, "2002.txt": 2002, "photo.bin": 2003})
    _, todo, _ = read_all(store)
    assert "all.zip" in todo.paths
    after = contents(store)
    assert {(row[1], row[0]) for row in after["documents"] if "!/" in row[1]} == {
        (path, report_id(path)) for path in ("all.zip!/a/2001.txt", "all.zip!/2002.txt")
    }
    assert ("all.zip!/photo.bin", "unsupported") in {(row[1], row[3]) for row in after["rejects"]}
    assert read_all(store)[1].paths == ()
    pack(home, "all.zip", {"2002.txt": 2002, "2004.txt": 2004})
    _, todo, forgotten = read_all(store)
    assert (todo.paths, forgotten) == (("all.zip",), 1)
    members = {row[1] for name in ("documents", "rejects") for row in contents(store)[name] if "!/" in row[1]}
    assert members == {"all.zip!/2002.txt", "all.zip!/2004.txt"}
    (home / "raw" / "all.zip").unlink()
    assert read_all(store)[2] == 1
    assert row_counts_of(store)["documents"] == 3
