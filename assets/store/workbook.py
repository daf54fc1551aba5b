"""The rollups as one Excel workbook, for those who work in spreadsheets.

A sheet a table, newest year first; before them what the sheets are and what their columns hold. Rows are written as
they come (:mod:`assets.store.sheets`), so that memory does not grow with the tables.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from pathlib import Path

import duckdb
import xlsxwriter
from xlsxwriter.format import Format

from assets.store.described import DescribedTable
from assets.store.package import dictionary_rows
from assets.store.sheets import RowSheet, rows_query

__all__ = ["workbook_version", "write_workbook"]

_SHEET_ROWS = 30_001  # with the header; more take minutes to write and to open, and nobody reads them in a sheet
_SHEET_NAME = 31
_SHARES = ("_rate", "relative_change")  # columns that hold shares of 1 end so
_LATEST_FIRST = "year"
_DICTIONARY = (
    ("table", "工作表 sheet", 24),
    ("column", "字段 column", 24),
    ("name_zh", "中文名称", 20),
    ("type", "类型 type", 16),
    ("definition_zh", "说明", 60),
    ("description", "description", 80),
)


def workbook_version() -> str:
    """Hash of all but the tables that decides what is in the workbook."""
    code = b"\0".join(
        Path(__file__).with_name(name).read_bytes() for name in ("workbook.py", "sheets.py", "package.py")
    )
    return hashlib.sha256(code + xlsxwriter.__version__.encode()).hexdigest()


def write_workbook(connection: duckdb.DuckDBPyConnection, tables: Sequence[DescribedTable], path: Path) -> None:
    """Write the tables to ``path``.

    Numbers are numbers, dates dates, truth values truth values, null an empty cell. A table of more than 30 000
    rows is cut after the newest, which the first sheet says.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = {
            "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "share": book.add_format({"num_format": "0.0%"}),
            "text": book.add_format({"quote_prefix": True}),
        }
        _about(book, tables, formats)
        _columns(book, tables, formats)
        for table in tables:
            _sheet(book, connection, table, formats)


def _about(book: xlsxwriter.Workbook, tables: Sequence[DescribedTable], formats: dict[str, Format]) -> None:
    sheet = book.add_worksheet("说明 About")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 18)
    sheet.set_column(3, 3, 100)
    sheet.write_string(0, 0, "政府信息公开工作年度报告：汇总表  Rollups of the annual reports", formats["title"])
    made = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    sheet.write_string(1, 0, f"制作时间 made {made}；空单元格表示未写明，不是零 an empty cell is not stated, not zero")
    for place, head in enumerate(("工作表 sheet", "名称", "行数 rows", "说明 description")):
        sheet.write_string(3, place, head, formats["header"])
    for row, table in enumerate(tables, start=4):
        sheet.write_url(row, 0, f"internal:'{_sheet_name(table)}'!A1", string=table.name)
        sheet.write_string(row, 1, table.chinese.name)
        sheet.write_number(row, 2, table.rows)
        note = ""
        if table.rows >= _SHEET_ROWS:
            note = (
                f"只含最近年份的 {_SHEET_ROWS - 1} 行，其余见 exports/{table.name}。 Only the newest "
                f"{_SHEET_ROWS - 1} rows; all are in exports/{table.name}. "
            )
        sheet.write_string(row, 3, f"{note}{table.chinese.definition}。 {table.description}", formats["wrapped"])


def _columns(book: xlsxwriter.Workbook, tables: Sequence[DescribedTable], formats: dict[str, Format]) -> None:
    sheet = book.add_worksheet("字段 Columns")
    for place, (_, head, width) in enumerate(_DICTIONARY):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, formats["header"])
    rows = dictionary_rows(tables)
    for row, entry in enumerate(rows, start=1):
        for place, (key, _, _) in enumerate(_DICTIONARY):
            if entry[key]:
                sheet.write_string(row, place, entry[key])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(_DICTIONARY) - 1)


def _sheet(
    book: xlsxwriter.Workbook, connection: duckdb.DuckDBPyConnection, table: DescribedTable, formats: dict[str, Format]
) -> None:
    """One table: a header of two lines a cell, the column's name and its Chinese one, then the rows."""
    sheet = book.add_worksheet(_sheet_name(table), worksheet_class=RowSheet)
    rows = min(table.rows, _SHEET_ROWS - 1)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, max(11, min(24, len(column.name) + 2)))
    sheet.set_row(0, 45)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, f"{column.name}\n{column.chinese.name}".strip(), formats["header"])
    shares = {column.name for column in table.columns if column.name.endswith(_SHARES)}
    order = f"{_LATEST_FIRST} desc nulls last, rowid" if table.has(_LATEST_FIRST) else "rowid"
    query = rows_query(table, order, rows, RowSheet.format_numbers(formats), shares)
    sheet.write_rows(connection.execute(query), rows)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(rows, 1), len(table.columns) - 1)
    # Codes of regions are text though they look like numbers; no green corner for that.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_SHEET_ROWS}"})


def _sheet_name(table: DescribedTable) -> str:
    return table.name[:_SHEET_NAME]
