import duckdb
import pytest

from assets.checks import CHECKS, run_check
from assets.store.checked import only_unchecked, unchecked
from assets.store.working import update_raw_reports, write_chunk, write_working
from gongkai.corpus import Corpus, extract_batch

BY_NAME = {(check.asset, check.name): check for check in CHECKS}
FIRST = "(select min(observation_id) from observations where measure = 'disclosed')"

# What spoils the working database, the check that must find it, and words that its rows must show.
SPOILED = [
    ("update documents set encoding = null where path = '2011.txt'", "documents", "schema", "encoding"),
    ("insert into documents from documents limit 1", "documents", "schema", "2 rows"),
    ("alter table sections drop column detection", "sections", "schema", "detection"),
    ("alter table sections add column mood varchar", "sections", "schema", "mood"),
    ("alter table findings alter stated type double", "findings", "schema", "DOUBLE"),
    (f"update observations set status = 'zero' where observation_id = {FIRST}", "observations", "schema", "zero"),
    (
        f"update observations set span_start = span_start + 1 where observation_id = {FIRST}",
        "observations",
        "evidence",
        "条",
    ),
    (f"update observations set evidence = '' where observation_id = {FIRST}", "observations", "evidence", "条"),
    ("update documents set text = concat('　', text) where path = '2012.txt'", "sections", "titles", "2012.txt"),
    (
        "insert into rejects select report_id, path, sha256, 'empty', '' from documents limit 1",
        "documents",
        "rejects",
        "document, reject",
    ),
    (
        "insert into rejects select 'x' || n, 'x' || n || '.txt', null, 'internal_error', 'boom' from range(5) t(n)",
        "rejects",
        "spread",
        "x4.txt",
    ),
    ("delete from documents where path = '2013.txt'", "documents", "rejects", "2013.txt"),
    ("delete from documents where path = '2013.txt'", "sections", "references", "-s0"),
    ("delete from documents where path = '2013.txt'", "observations", "references", "-s"),
    ("delete from section_words where section_id like '%-s1'", "section_words", "references", "-s1"),
    ("update sections set parent_section_id = 'x-s9' where section_index = 1", "sections", "references", "x-s9"),
    (
        f"update observations set section_id = 'x-s9' where observation_id = {FIRST}",
        "observations",
        "references",
        "x-s9",
    ),
    (
        """insert into blocks select report_id, 0, 'cell', 3, 99999, 2, null, null, null, null, null, null
        from documents limit 1""",
        "blocks",
        "places",
        "99999",
    ),
    (
        """insert into blocks select report_id, 0, 'cell', 3, 9, 2, 72, null, null, null, null, null
        from documents limit 1""",
        "blocks",
        "places",
        "cell",
    ),
    ("insert into cells values ('nowhere', 0, 0, 0, 0, 1, 1, 3, 9)", "cells", "grids", "nowhere"),
    ("insert into cells select report_id, 0, 0, 0, 0, 0, 1, 3, 9 from documents limit 1", "cells", "grids", "0"),
    (
        "insert into quantities values ('q', 'x', null, 1, '次', 'exact', 'unmatched', '1次', 0, 2)",
        "quantities",
        "references",
        "x",
    ),
    (
        """insert into quantities select 'q', report_id, null, 1, '次', 'exact', 'unmatched', '无此句', 0, 2
        from documents limit 1""",
        "quantities",
        "clauses",
        "无此句",
    ),
    (
        """insert into findings select 'f', report_id, 'balance', 'error', '', '', 1, 2, '{}', '["gone"]', null, null
        from documents limit 1""",
        "findings",
        "references",
        "gone",
    ),
    (
        f"update observations set measure = 'disclosures' where observation_id = {FIRST}",
        "observations",
        "codes",
        "disclosures",
    ),
    (f"update observations set unit = 'kilogram' where observation_id = {FIRST}", "observations", "codes", "kilogram"),
    (f"update observations set result = 'upheld' where observation_id = {FIRST}", "observations", "codes", "result"),
    (
        "update observations set channel = 'teletext' where channel = 'website'",
        "observations",
        "codes",
        "channel teletext",
    ),
    (f"update observations set value = null where observation_id = {FIRST}", "observations", "values", "reported"),
    ("update observations set value = 3 where status = 'none_stated'", "observations", "values", "none_stated"),
    ("update sections set span_end = 999 where parent_section_id is not null", "sections", "nesting", "999"),
    ("update sections set span_end = title_end", "observations", "placement", "条"),
    ("update rejects set reason = 'internal_error'", "rejects", "faults", "empty.txt"),
]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A working database with three reports and a reject, every check of which holds."""
    from assets.store.folders import Store
    from tests.pipeline.conftest import write_report

    home = tmp_path_factory.mktemp("checks")
    for year in (2011, 2012, 2013):
        write_report(home, f"{year}.txt", year)
    nested = home / "raw" / "2013.txt"
    nested.write_text(
        nested.read_text(encoding="utf-8").replace("\n全年收到", "\n(一)收到申请情况\n全年收到"), encoding="utf-8"
    )
    (home / "raw" / "empty.txt").write_bytes(b"")
    store = Store(home)
    with write_working(store) as connection:
        update_raw_reports(connection, store)
        paths = ["2011.txt", "2012.txt", "2013.txt", "empty.txt"]
        write_chunk(connection, extract_batch(Corpus(str(store.raw), "v1"), paths), "v1")
    return store.working


@pytest.fixture
def copy(clean, tmp_path):
    with duckdb.connect(tmp_path / "copy.duckdb") as connection:
        connection.execute(f"attach '{clean}' as clean (read_only)")
        connection.execute("copy from database clean to copy")
        connection.execute("detach clean")
        yield connection


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.asset}-{check.name}")
def test_every_check_holds_over_what_was_read(clean, check):
    with duckdb.connect(clean, read_only=True) as connection:
        assert run_check(connection, check) == (0, "")


@pytest.mark.parametrize(("spoil", "asset", "name", "words"), SPOILED, ids=[f"{s[1]}-{s[2]}-{s[3]}" for s in SPOILED])
def test_what_is_spoiled_is_found_and_shown(copy, spoil, asset, name, words):
    changed = copy.execute(spoil).fetchall()
    assert changed != [(0,)], "the statement spoiled nothing"
    count, rows = run_check(copy, BY_NAME[asset, name])
    assert count > 0
    assert words in rows


def test_every_check_is_put_to_the_test():
    assert {(asset, name) for _, asset, name, _ in SPOILED} | {
        (check.asset, check.name) for check in CHECKS if check.name == "schema"
    } == set(BY_NAME)


def test_a_query_that_cannot_run_is_an_error_and_no_failed_check(copy):
    copy.execute("drop table quantities")
    with pytest.raises(duckdb.CatalogException):
        run_check(copy, BY_NAME["quantities", "clauses"])


def test_only_reports_that_were_not_checked_are_looked_at(copy):
    (first, second) = copy.execute("select distinct report_id from observations order by 1 limit 2").fetchall()
    copy.execute("insert into checked select report_id, 'v' from readings where report_id <> ?", [*second])
    copy.execute("update observations set evidence = '' where report_id in (?, ?)", [*first, *second])
    whole, _ = run_check(copy, BY_NAME["observations", "evidence"])
    with only_unchecked(copy, "v") as narrow:
        assert unchecked(copy, "v") == 1
        found, _ = run_check(narrow, BY_NAME["observations", "evidence"])
        assert run_check(narrow, BY_NAME["observations", "references"]) == (0, "")
    assert 0 < found < whole
