"""Workbooks of Excel 97 to 2003 (.xls, most .et): sheets as they are seen, read by xlrd."""

from __future__ import annotations

import io
import math
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError
from gongkai.readers.office.formats import BUILT_IN, GENERAL, show
from gongkai.readers.office.layout import join_lines
from gongkai.readers.office.package import damaged, encrypted
from gongkai.readers.office.sheets import Sheet
from gongkai.readers.office.xlsx import MAX_CELLS

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.formatting import XF, XFBorder
    from xlrd.sheet import Cell
    from xlrd.sheet import Sheet as Source

__all__ = ["read_sheets"]

_CHINESE = "gb18030"
_UNICODE_FROM = 80  # version of the file format in which text no longer needs a code page


def read_sheets(data: bytes, path: str) -> tuple[list[Sheet], list[str]]:
    """The sheets that are seen, in order, and the names of those that are hidden.

    Raises:
        ReadError: ``damaged``, ``encrypted`` or ``too_large``.
    """
    book = _open(data, path)
    sheets, hidden = [], []
    room = MAX_CELLS
    for index in range(book.nsheets):
        source = book.sheet_by_index(index)
        if source.visibility:
            hidden.append(source.name)
            continue
        sheet = _read_sheet(book, source)
        room -= len(sheet.cells)
        if room < 0:
            hint = "save the report's own table as a file of its own"
            raise ReadError(path, "too_large", f"more than {MAX_CELLS} cells with words, at {sheet.name}", hint)
        sheets.append(sheet)
    return sheets, hidden


def _open(data: bytes, path: str) -> Book:
    import xlrd  # noqa: PLC0415  only old workbooks need it

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )  # fmt: skip
        if book.biff_version < _UNICODE_FROM and not book.codepage:
            book = xlrd.open_workbook(
                file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO(),
                encoding_override=_CHINESE,
            )  # fmt: skip
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise encrypted(path, "the workbook") from error
        raise damaged(path, f"the workbook cannot be opened ({error})") from error
    except Exception as error:  # xlrd meets broken records with whatever error comes up
        raise damaged(path, f"the workbook breaks off or is broken ({type(error).__name__}: {error})") from error
    return book


def _read_sheet(book: Book, source: Source) -> Sheet:
    sheet = Sheet(source.name)
    sheet.hidden_rows.update(row for row, info in source.rowinfo_map.items() if info.hidden)
    sheet.hidden_columns.update(column for column, info in source.colinfo_map.items() if info.hidden)
    sheet.merged.extend((top, left, below - 1, after - 1) for top, below, left, after in source.merged_cells)
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            index = cell.xf_index
            style = book.xf_list[index] if index is not None and 0 <= index < len(book.xf_list) else None
            words = _words(cell, _format(book, style), is_1904=bool(book.datemode))
            if words == "0" and not source.show_zero_values:
                words = ""
            if words:
                sheet.cells[row, column] = words
            if style is not None and _has_border(style.border):
                sheet.framed.add((row, column))
    return sheet


def _words(cell: Cell, code: str, *, is_1904: bool) -> str:
    import xlrd  # noqa: PLC0415

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return join_lines(cell.value.replace("\r", "\n").split("\n"))
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        if not math.isfinite(cell.value):
            return str(cell.value)
        return show(Decimal(f"{cell.value:.15g}"), code, is_1904=is_1904)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERR"))
    return ""


def _format(book: Book, style: XF | None) -> str:
    if style is None:
        return GENERAL
    found = book.format_map.get(style.format_key)
    # For the built-in numbers xlrd knows the English formats only.
    return BUILT_IN.get(style.format_key) or (found.format_str if found is not None else GENERAL)


def _has_border(border: XFBorder) -> bool:
    return any(getattr(border, f"{side}_line_style", 0) for side in ("left", "right", "top", "bottom"))
