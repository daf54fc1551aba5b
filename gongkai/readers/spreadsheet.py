"""Spreadsheets (.xlsx .xlsm .xls .et .csv): each sheet its title rows, one table and the remarks below it.

Numbers stand as a person sees them in the cells; what is hidden is left out, and a note says so. What the bytes are
decides how they are read: a workbook of 2007 named .xls, or tabs saved under that name, are common.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from pathlib import PurePath

from gongkai.exceptions import ReadError
from gongkai.readers.canvas import Canvas
from gongkai.readers.office.layout import Item, draw, join_lines
from gongkai.readers.office.package import damaged, encrypted
from gongkai.readers.office.sheets import Sheet, cell_name, sheet_items
from gongkai.readers.office.xlsx import MAX_CELLS
from gongkai.readers.sniff import sniff, wrong_format
from gongkai.readers.text import decode
from gongkai.records import Document

__all__ = ["MEDIA_TYPE", "embedded_items", "read"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXCEL_97 = "application/vnd.ms-excel"
_MEDIA_TYPES = {"xlsx": MEDIA_TYPE, "xls": _EXCEL_97, "ole": _EXCEL_97, "": "text/csv"}
_SAMPLE = 20_000  # characters by which the separator is found
_SEPARATORS = ",\t;|"
_NO_SEPARATOR = "\x1f"
_AGREEING = 0.5  # more lines than this share must have the same number of fields
_NOTES = 20  # notes of one kind that are kept


def read(data: bytes, path: str) -> Document:
    """Read a spreadsheet.

    Raises:
        ReadError: ``damaged``, ``encrypted``, ``bomb``, ``too_large``, ``empty``, ``wrong_format``, or what
            decoding a CSV file raises.
    """
    kind = sniff(data)
    sheets, hidden, encoding = _sheets(data, path, kind)
    canvas = Canvas()
    for sheet in sheets:
        draw(sheet_items(sheet), canvas)
    if not canvas.text.strip():
        raise ReadError(path, "empty", "no cell that can be seen holds anything", "open it and see what is in it")
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=_MEDIA_TYPES[kind],
        encoding=encoding,
        text=canvas.text,
        tables=tuple(canvas.tables),
        images=tuple(canvas.images),
        blocks=tuple(canvas.blocks),
        notes=(*(f"the sheet {name} is hidden and was left out" for name in hidden), *_notes(sheets)),
    )


def embedded_items(data: bytes, path: str) -> list[Item]:
    """What a workbook within another document shows: its first sheet.

    Raises:
        ReadError: as :func:`read`.
    """
    kind = sniff(data)
    if kind not in {"xlsx", "xls"}:
        raise damaged(path, "it is no workbook")
    sheets, _, _ = _sheets(data, path, kind)
    return sheet_items(sheets[0], within=path) if sheets else []


def _sheets(data: bytes, path: str, kind: str) -> tuple[list[Sheet], list[str], str]:
    if kind == "xlsx":
        from gongkai.readers.office import xlsx  # noqa: PLC0415

        return *xlsx.read_sheets(data, path), ""
    if kind in {"xls", "ole"}:
        from gongkai.readers.office import xls  # noqa: PLC0415

        return *xls.read_sheets(data, path), ""
    if kind == "encrypted":
        raise encrypted(path, "the workbook")
    if kind == "zip":
        raise damaged(path, "there is no workbook in it, or the file is cut off")
    if kind:
        raise wrong_format(path, kind, PurePath(path).suffix or ".xlsx")
    text, encoding = decode(data, path)
    return [_csv_sheet(text, path)], [], encoding


def _csv_sheet(text: str, path: str) -> Sheet:
    sheet = Sheet("")
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text[:_SAMPLE]))
        for row, fields in enumerate(rows):
            for column, words in enumerate(fields):
                joined = join_lines(words.splitlines())
                if joined:
                    sheet.cells[row, column] = joined
            if len(sheet.cells) > MAX_CELLS:
                hint = "save the report's own table as a file of its own"
                raise ReadError(path, "too_large", f"more than {MAX_CELLS} cells, at {cell_name(row, 0)}", hint)
    except csv.Error as error:
        raise damaged(path, f"it is no table of separated values ({error})") from error
    return sheet


def _separator(sample: str) -> str:
    """The sign by which most lines have the same number of fields; one that no text has where there is none.

    The standard library's sniffer takes commas in prose for separators.
    """
    best = (0.0, 0, _NO_SEPARATOR)
    for sign in _SEPARATORS:
        lines = csv.reader(io.StringIO(sample, newline=""), delimiter=sign)
        widths = Counter(len(fields) for fields in lines if fields)
        agreeing, width = max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
        best = max(best, (agreeing / max(1, widths.total()), width, sign))
    return best[2] if best[0] > _AGREEING else _NO_SEPARATOR


def _notes(sheets: list[Sheet]) -> list[str]:
    notes = []
    for sheet in sheets:
        if sheet.hidden_rows & {row for row, _ in sheet.cells}:
            notes.append(f"{sheet.name}: rows that are hidden were left out")
        if sheet.hidden_columns & {column for _, column in sheet.cells}:
            notes.append(f"{sheet.name}: columns that are hidden were left out")
        notes.extend(sheet.missed[:_NOTES])
    return notes
