import datetime

import duckdb
import openpyxl
import pytest

from assets.store import workbook
from assets.store.described import described_tables
from assets.store.workbook import write_workbook

TABLES = """
create table rollup_change (
    region_code varchar, year integer, value decimal(28, 4), relative_change double, flag boolean, day date,
    moment timestamp, note varchar
);
insert into rollup_change values
    ('140581', 2019, 77302800.5, 0.25, true, '2020-03-01', '2020-03-01 12:30:00', '公开'),
    ('140581', 2021, null, null, null, null, null, '=HYPERLINK("http://x","y")'),
    (null, 2020, -3, 'infinity', false, null, null, '-1+1'),
    ('000001', null, 0, 0, false, null, null, 'a' || chr(7) || 'b' || chr(10) || '123');
comment on column rollup_change.value is 'The figure.';
"""


@pytest.fixture
def book(tmp_path):
    return written(tmp_path, TABLES)


def written(folder, script):
    with duckdb.connect() as connection:
        connection.execute(script)
        write_workbook(connection, described_tables(connection), folder / "rollups.xlsx")
    assert sorted(path.name for path in folder.iterdir()) == ["rollups.xlsx"]  # no temporary files left
    return openpyxl.load_workbook(folder / "rollups.xlsx")


def cells(book, name="rollup_change"):
    return [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]


def test_values_have_their_types_and_the_newest_year_comes_first(book):
    rows = cells(book)
    assert [row[1] for row in rows] == [2021, 2020, 2019, None]
    assert rows[2] == [
        *("140581", 2019, 77302800.5, 0.25, True),
        *(datetime.datetime(2020, 3, 1), datetime.datetime(2020, 3, 1, 12, 30), "公开"),
    ]
    assert rows[1][3] is None  # a cell has no infinity
    assert book["rollup_change"]["D4"].number_format == "0.0%"


def test_no_cell_is_a_formula_or_becomes_one_when_edited(book):
    sheet = book["rollup_change"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"n", "s", "b", "d"}
    assert sheet["H2"].value == '=HYPERLINK("http://x","y")'
    assert sheet["H2"].quotePrefix
    assert sheet["H3"].quotePrefix
    assert not sheet["H4"].quotePrefix


def test_headers_name_the_column_in_both_languages(book):
    assert book["rollup_change"]["C1"].value == "value\n本年数"
    assert book["rollup_change"].freeze_panes == "A2"
    assert book["rollup_change"].auto_filter.ref == "A1:H5"
    about = [[cell.value for cell in row] for row in book["说明 About"].iter_rows(min_row=4)]
    assert about[1][:3] == ["rollup_change", "同比变化表", 4]
    columns = [[cell.value for cell in row] for row in book["字段 Columns"].iter_rows()]
    assert ["rollup_change", "value", "本年数", "DECIMAL(28,4)", "该年的数", "The figure."] in columns


def test_control_characters_do_not_break_the_file(book):
    assert cells(book)[3][7].endswith("b\n123")


def test_more_rows_than_a_sheet_holds_are_cut_after_the_newest_with_a_note(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_SHEET_ROWS", 4)
    book = written(tmp_path, TABLES)
    assert [row[1] for row in cells(book)] == [2021, 2020, 2019]
    note = book["说明 About"]["D5"].value
    assert "3 行" in note
    assert "Only the newest 3 rows" in note


def test_long_text_is_cut_where_a_cell_ends(tmp_path):
    book = written(tmp_path, "create table rollup_text as select repeat('公', 40000) as note")
    ((text,),) = cells(book, "rollup_text")
    assert len(text) == 32_767
    assert text.endswith("公…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<r><t>公开</t></r>", "<r><t>公开</t></r>"),
        ("a & b < c > d", "a & b < c > d"),
        ("]]>&amp;", "]]>&amp;"),
        (" 前后 ", " 前后 "),
        ("\t@SUM(A1)", "\t@SUM(A1)"),
        ("一\n二", "一\n二"),
        ("a\x01\ufffeb", "ab"),
        ("_x0041_", "_x005F_x0041_"),  # openpyxl shows the escape that spreadsheets undo
        ("", None),
    ],
    ids=["markup", "signs", "entity", "blanks", "formula", "lines", "control", "escape", "empty"],
)
def test_texts_arrive_as_they_are(tmp_path, text, shown):
    quoted = "'" + text.replace("'", "''") + "'"
    book = written(tmp_path, f"create table rollup_text as select {quoted} as note, 1 as n, 2 as place")
    assert cells(book, "rollup_text") == [[shown, 1, 2]]


def test_numbers_and_dates_of_any_size(tmp_path):
    book = written(
        tmp_path,
        """create table rollup_numbers as select
            1e-300::double as tiny, 123456789012345678::bigint as big, -0.5::decimal(10, 4) as half,
            'nan'::double as none, date '1899-05-01' as early, date '9999-12-31' as late,
            timestamp '2020-03-01 23:59:59' as moment""",
    )
    ((tiny, big, half, none, early, late, moment),) = cells(book, "rollup_numbers")
    assert (tiny, big, half, none, early) == (1e-300, 123456789012345678, -0.5, None, "1899-05-01")
    assert late == datetime.datetime(9999, 12, 31)
    assert moment == datetime.datetime(2020, 3, 1, 23, 59, 59)


def test_a_rare_character_counts_twice_in_a_cell(tmp_path):
    book = written(tmp_path, "create table rollup_text as select repeat('𠮷', 20000) as note")
    ((text,),) = cells(book, "rollup_text")
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    assert text.endswith("𠮷…")
