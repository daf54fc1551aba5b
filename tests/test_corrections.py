"""Corrections by people: what a line says, and what is said of one that cannot be used."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.corrections import COLUMNS, read_corrections

HEADER = "report,measure,dimensions,value,who,when,why"
GOOD = "a/2020.txt,requests_received,,12,王某,2025-03-01,数错了"


def read(folder, *lines, name="c.csv", header=HEADER, encoding="utf-8"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes("\n".join((header, *lines)).encode(encoding))
    return list(read_corrections(folder))


def test_a_line_says_what_is_right(tmp_path):
    line = "data\\raw\\a\\2020.txt,requests_answered,outcome=denied; reason = repeated;applicant=total"
    (found,) = read(tmp_path, f'{line},"1,200",王某,2025年3月1日,"表中为12,应为1200"')
    assert found.problem is None
    assert (found.file, found.line, found.report, found.measure) == ("c.csv", 2, "a/2020.txt", "requests_answered")
    assert (found.breakdown, found.period, found.scope) == ("outcome=denied;reason=repeated", "annual", None)
    assert (found.value, found.action, found.value_read) == (Decimal(1200), "replace", None)
    assert (found.who, found.when, found.why) == ("王某", datetime.date(2025, 3, 1), "表中为12,应为1200")


def test_organ_year_scope_and_the_value_read(tmp_path):
    header = "organ,year,measure,dimensions,value_read,value,who,when,why"
    line = "云渚县 水务局,２０２０,expenditure,scope=organ,7.5,withdrawn,a,2025-1-2,b"
    (found,) = read(tmp_path, line, header=header)
    assert found.problem is None
    assert (found.report, found.organ, found.year) == (None, "云渚县水务局", 2020)
    assert (found.scope, found.value_read, found.value, found.action) == ("organ", Decimal("7.5"), None, "withdraw")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_spreadsheets(tmp_path, encoding):
    (found,) = read(tmp_path, GOOD, encoding=encoding)
    assert (found.who, found.why, found.problem) == ("王某", "数错了", None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("a.txt,nothing,,1,a,2025-01-01,b", "no measure 'nothing'", id="measure"),
        pytest.param("a.txt,staff,,zwölf,a,2025-01-01,b", "'zwölf' is no number", id="number"),
        pytest.param("a.txt,staff,,1e9,a,2025-01-01,b", "no number", id="exponent"),
        pytest.param("a.txt,staff,,99999999999999999999,a,2025-01-01,b", "no number", id="too large"),
        pytest.param("a.txt,staff,,1.5,a,2025-01-01,b", "whole numbers", id="half a person"),
        pytest.param("a.txt,staff,,-1,a,2025-01-01,b", "below zero", id="negative"),
        pytest.param("a.txt,staff,,=1+1,a,2025-01-01,b", "like a formula", id="formula"),
        pytest.param("a.txt,staff,,1,＝cmd|x,2025-01-01,b", "like a formula", id="full-width formula"),
        pytest.param("a.txt,staff,,1,@who,2025-01-01,b", "like a formula", id="at"),
        pytest.param("a.txt,staff,,1,a,2025-13-01,b", "no date", id="month"),
        pytest.param("a.txt,staff,,1,a,yesterday,b", "no date", id="date"),
        pytest.param("a.txt,staff,,1,,2025-01-01,b", "who is empty", id="who"),
        pytest.param("a.txt,staff,,,a,2025-01-01,b", "value is empty", id="value"),
        pytest.param(",staff,,1,a,2025-01-01,b", "name either the report", id="report"),
        pytest.param("a.txt,staff,channel=website,1,a,2025-01-01,b", "not split by 'channel'", id="dimension"),
        pytest.param("a.txt,staff,staff_type=few,1,a,2025-01-01,b", "no code 'few'", id="code"),
        pytest.param("a.txt,staff,full_time,1,a,2025-01-01,b", "are written channel=website", id="no equals"),
        pytest.param("a.txt,staff,,1,a,2025-01-01", "6 cells where the header has 7", id="short"),
        pytest.param("a.txt,staff,,1,a,2025-01-01,b,c", "8 cells", id="long"),
        pytest.param('a.txt,staff,,1,a,2025-01-01,"b', "quotation mark is not closed", id="open quote"),
        pytest.param('a.txt,staff,,1,a,2025-01-01,"b"c"d"', "not CSV", id="bad quotes"),
        pytest.param("a.txt,staff,,1,a\x00b,2025-01-01,b", "control character", id="nul"),
        pytest.param(f"a.txt,staff,,1,a,2025-01-01,{'b' * 300_000}", "characters; at most", id="huge line"),
        pytest.param(f"a.txt,staff,,1,a,2025-01-01,{'b' * 3000}", "a cell has 3000 characters", id="huge cell"),
    ],
)
def test_a_bad_line_says_why_and_stops_no_other(tmp_path, line, words):
    bad, good = read(tmp_path, line, GOOD)
    assert words in bad.problem
    assert (bad.line, bad.action, bad.value, bad.who) == (2, None, None, None)
    assert (good.problem, good.line, good.value) == (None, 3, Decimal(12))


def test_a_line_of_other_bytes_stops_no_other(tmp_path):
    (tmp_path / "c.csv").write_bytes(f"{HEADER}\n".encode() + b"\xff\xff,staff,,1,a,2025-01-01,b\n" + GOOD.encode())
    bad, good = read_corrections(tmp_path)
    assert "neither UTF-8 nor GB18030" in bad.problem
    assert good.problem is None


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        pytest.param("a.csv", b"", "empty", id="empty"),
        pytest.param("a.csv", b"\xff\xfea\x00", "UTF-16", id="utf-16"),
        pytest.param("a.csv", "报告,指标\n".encode(), "unknown column '报告'", id="unknown column"),
        pytest.param("a.csv", b"report,measure,value,who,when\n", "no column why", id="missing column"),
        pytest.param("a.csv", b"measure,value,who,when,why\n", "no column report (or organ and year)", id="no report"),
        pytest.param("a.csv", f"{HEADER},who\n".encode(), "there twice", id="column twice"),
        pytest.param("a.csv", b"PK\x03\x04\x00\x00", "control character", id="zip"),
        pytest.param("a.xlsx", b"PK", "not a CSV file", id="workbook"),
    ],
)
def test_a_bad_file_says_why_and_stops_no_other(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    bad, good = read(tmp_path, GOOD, name="z.csv")
    assert words in bad.problem
    assert (bad.file, bad.line) == (name, None)
    assert (good.file, good.problem) == ("z.csv", None)


def test_links_folders_and_notes(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    folder = tmp_path / "corrections"
    (folder / "2025").mkdir(parents=True)
    (folder / "link.csv").symlink_to(outside)
    (folder / "gone.csv").symlink_to(folder / "nothing.csv")
    (folder / "notes.md").write_text("x")
    (folder / ".hidden.csv").write_text("x")
    read(folder / "2025", GOOD)
    found = {one.file: one.problem for one in read_corrections(folder)}
    assert found.keys() == {"2025/c.csv", "gone.csv", "link.csv"}
    assert found["2025/c.csv"] is None
    assert "leads out" in found["link.csv"]
    assert "not a plain file" in found["gone.csv"]


def test_no_folder_no_corrections(tmp_path):
    assert list(read_corrections(tmp_path / "none")) == []


def test_keys_tell_lines_apart_and_stay_when_a_line_moves(tmp_path):
    first = read(tmp_path, GOOD, GOOD)
    assert len({one.key for one in first}) == 2
    moved = read(tmp_path, "", GOOD)
    assert [one.line for one in moved] == [3]
    assert moved[0].key == first[0].key


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reading(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    (folder / "c.csv").write_bytes(data)
    (folder / "d.csv").write_bytes(f"{HEADER}\n".encode() + data)
    for one in read_corrections(folder):
        assert one.problem or one.action


def test_the_columns_are_documented():
    from tests.test_docs import source

    assert all(f"`{column}`" in source("docs/corrections.md") for column in COLUMNS)
