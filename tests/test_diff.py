"""What changed between two published files, and how the command tells it."""

import json
from decimal import Decimal

import duckdb
import pytest
from click.testing import CliRunner

from gongkai.cli import cli
from gongkai.diff import Count, DiffError, compare, find_publication, last_two
from gongkai.diff.display import text_lines

REPORTS = (
    "report_id varchar, organ_id varchar, organ_name varchar, year integer, source_path varchar, is_current boolean"
)
FACTS = """report_id varchar, measure varchar, applicant varchar, period varchar, value decimal(20, 4), unit varchar,
    status varchar, qualifier varchar, scope varchar, is_current boolean"""


def publish(path, facts, *, reports=("r1", "r2"), more=""):
    """A published file of two bodies, as small as the comparison allows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(path) as connection:
        connection.execute(f"create table dim_report ({REPORTS})")
        connection.execute(
            "create table dim_organ as from (values ('o1', '甲县'), ('o2', '乙县')) t(organ_id, organ_name)"
        )
        connection.execute(f"create table fct_requests ({FACTS})")
        for report in reports:
            row = [report, report.replace("r", "o"), "named", 2020, f"{report}.txt", True]
            connection.execute("insert into dim_report values (?, ?, ?, ?, ?, ?)", row)
        for report, applicant, value in facts:
            status = "blank" if value is None else "reported"
            row = [report, "requests_received", applicant, "annual", value, "case", status, "exact", "unstated", True]
            connection.execute("insert into fct_requests values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute(more or "select 1")
    return path


@pytest.fixture
def two(tmp_path):
    old = publish(
        tmp_path / "publications" / "20250101T000000000Z-a" / "gongkai.duckdb",
        [
            ("r1", "total", 7),
            ("r1", "natural_person", 7),
            ("r2", "total", 1),
            ("r2", "total", 2),
            ("r2", "other", None),
        ],
    )
    new = publish(
        tmp_path / "publications" / "20250102T000000000Z-b" / "gongkai.duckdb",
        [("r1", "total", 8), ("r1", "commercial_enterprise", 1), ("r2", "total", 2), ("r2", "total", 1),
         ("r2", "other", 0)],
        more="create table rollup_new as select 1 as a",
    )  # fmt: skip
    return old, new


def test_rows_are_added_removed_or_changed(two):
    difference = compare(*two)
    assert difference.counts == (Count("fct_requests", "乙县", 0, 0, 1), Count("fct_requests", "甲县", 1, 1, 1))
    found = {(change.organ, change.key["applicant"]): (change.old, change.new) for change in difference.changes}
    assert found["甲县", "total"] == ({"value": Decimal(7)}, {"value": Decimal(8)})
    assert found["乙县", "other"] == ({"value": None, "status": "blank"}, {"value": Decimal(0), "status": "reported"})
    assert found["甲县", "natural_person"][1] is None
    assert found["甲县", "commercial_enterprise"][0] is None
    assert difference.rows["rollup_new"] == (None, 1)
    assert all(change.report and change.year == 2020 for change in difference.changes)


def test_two_like_figures_that_change_places_are_no_change(two):
    assert ("乙县", "total") not in {(change.organ, change.key["applicant"]) for change in compare(*two).changes}


def test_nothing_changed(tmp_path):
    facts = [("r1", "total", 7), ("r1", "total", None)]
    difference = compare(publish(tmp_path / "a.duckdb", facts), publish(tmp_path / "b.duckdb", facts[::-1]))
    assert not difference
    assert list(text_lines(difference))[-1] == "No differences."


def test_a_report_that_is_gone_is_told_with_its_body(tmp_path):
    old = publish(tmp_path / "a.duckdb", [("r2", "total", 1)])
    new = publish(tmp_path / "b.duckdb", [], reports=("r1",))
    assert compare(old, new).counts == (Count("dim_report", "乙县", 0, 1, 0), Count("fct_requests", "乙县", 0, 1, 0))


def test_choice_and_limit(two):
    assert {change.organ for change in compare(*two, organ="甲").changes} == {"甲县"}
    assert compare(*two, table="dim_report").counts == ()
    limited = compare(*two, limit=1)
    assert len(limited.changes) == 1
    assert limited.counts == compare(*two).counts
    with pytest.raises(DiffError, match="no table that is compared row by row"):
        compare(*two, table="dim_section")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "no such file", id="missing"),
        pytest.param(b"not a database at all, but longer than its header" * 99, "cannot be opened", id="no database"),
        pytest.param("empty", "no published warehouse", id="another database"),
        pytest.param("same", "are one file", id="the same file"),
    ],
)
def test_what_cannot_be_compared_is_told(two, tmp_path, content, words):
    other = tmp_path / 'it\'s "other".duckdb'
    if isinstance(content, bytes):
        other.write_bytes(content)
    elif content == "empty":
        duckdb.connect(other).close()
    elif content == "same":
        other.symlink_to(two[0])
    with pytest.raises(DiffError, match=words):
        compare(two[0], other)


def test_publications_by_path_name_and_age(two, tmp_path):
    (tmp_path / "publications" / "building-x").mkdir()
    (tmp_path / "publications" / "current.json").touch()
    assert last_two(tmp_path) == two
    assert find_publication(str(two[0])) == two[0]
    assert find_publication(str(two[0].parent)) == two[0]
    assert find_publication("20250102", tmp_path) == two[1]
    with pytest.raises(DiffError, match="several publications begin so"):
        find_publication("2025", tmp_path)
    with pytest.raises(DiffError, match="where there are: 20250101T000000000Z-a, 20250102T000000000Z-b"):
        find_publication("x", tmp_path)
    with pytest.raises(DiffError, match="no publications there"):
        last_two(tmp_path / "nowhere")


@pytest.fixture
def command(two, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    (home / "warehouse").symlink_to(tmp_path, target_is_directory=True)
    monkeypatch.setenv("GONGKAI_HOME", str(home))
    return lambda *arguments: CliRunner().invoke(cli, ["diff", *arguments])


def test_the_command_compares_the_last_two(command):
    result = command()
    assert result.exit_code == 1
    assert "fct_requests: 1 added, 1 removed, 2 changed" in result.output
    assert "  甲县: +1 -1 ~1" in result.output
    assert "~ 2020 r1.txt: requests_received total annual: value 7 -> 8" in result.output
    assert "rollup_new: no such table -> 1" in result.output


def test_the_command_as_json(command):
    result = command("20250101", "--format", "json", "--organ", "甲县")
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert found["counts"] == [{"table": "fct_requests", "organ": "甲县", "added": 1, "removed": 1, "changed": 1}]
    assert {"old": {"value": 7}, "new": {"value": 8}}.items() <= next(
        c for c in found["changes"] if c["kind"] == "changed"
    ).items()


def test_the_command_says_no_differences_with_0_and_trouble_with_2(command, tmp_path):
    same = publish(tmp_path / "same.duckdb", [("r1", "total", 7)])
    twin = publish(tmp_path / "twin.duckdb", [("r1", "total", 7)])
    assert command(str(same), str(twin)).exit_code == 0
    result = command("nothing")
    assert result.exit_code == 2
    assert "nothing: neither a file" in result.output
    assert "Traceback" not in result.output
