"""Corrections and history in the working database."""

import datetime

import duckdb

from assets.store.ledgers import corrections_changed, record_history, update_corrections
from assets.store.working import content_version, read_working, write_working
from tests.pipeline.conftest import write_report
from tests.pipeline.test_working import read_all

LINES = "report,measure,value,who,when,why\n2011.txt,staff,3,甲,2025-03-01,数错了\n2011.txt,nothing,3,甲,2025-03-01,x\n"


def at(day):
    return datetime.datetime(2025, 3, day, tzinfo=datetime.UTC)


def history(store):
    query = """select path, left(sha256, 2) = '', code_version, reading, day(first_seen_at), day(last_seen_at)
        from report_history order by path, first_seen_at"""
    with read_working(store) as connection:
        return connection.execute(query).fetchall()


def see(store, day, version="v1"):
    read_all(store, version)
    with write_working(store) as connection:
        record_history(connection, at(day))


def test_history_goes_on_over_changes_of_bytes_and_code_and_after_a_report_is_gone(store, home):
    see(store, 1)
    see(store, 2)
    assert history(store)[0] == ("2011.txt", False, "v1", "read", 1, 2)
    assert history(store)[3][:4] == ("empty.txt", False, "v1", "rejected")
    write_report(home, "2012.txt", 2012, requests=9)
    (home / "raw" / "2011.txt").unlink()
    see(store, 3)
    see(store, 4, "v2")
    rows = history(store)
    assert [row for row in rows if row[0] == "2011.txt"] == [("2011.txt", False, "v1", "read", 1, 2)]
    assert [row[2:] for row in rows if row[0] == "2012.txt"] == [
        ("v1", "read", 1, 2),
        ("v1", "read", 3, 3),
        ("v2", "read", 4, 4),
    ]


def test_history_is_kept_when_the_other_tables_are_made_anew(store):
    see(store, 1)
    with duckdb.connect(store.working) as connection:
        connection.execute("alter table sections add column more varchar")
        connection.execute("alter table report_history add column more varchar")
    see(store, 5)
    assert {row[4:] for row in history(store)} == {(1, 5)}


def test_corrections_alone_change_the_content(store):
    folder = store.corrections
    with write_working(store) as connection:
        assert not corrections_changed(connection, folder)
        before = content_version(connection)
        folder.mkdir()
        (folder / "a.csv").write_text(LINES, encoding="utf-8")
        assert corrections_changed(connection, folder)
        found = update_corrections(connection, folder)
        assert [one.problem is None for one in found] == [True, False]
        assert not corrections_changed(connection, folder)
        after = content_version(connection)
        assert after != before
        (folder / "a.csv").write_text(LINES.replace("数错了", "看错了"), encoding="utf-8")
        assert corrections_changed(connection, folder)
        (folder / "a.csv").unlink()
        update_corrections(connection, folder)
        assert content_version(connection) == before
        assert connection.execute("select count(*) from corrections").fetchone() == (0,)


def test_a_working_database_of_before_there_were_corrections(store, tmp_path):
    with duckdb.connect(tmp_path / "old.duckdb") as connection:
        assert corrections_changed(connection, store.corrections)
