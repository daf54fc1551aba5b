"""Spreadsheets for tests: a sample's blocks written by openpyxl, xlwt and csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from tests.forms import layouts
from tests.support.drawn import Block
from tests.support.word import placed


def _rows(blocks: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """Each block with the row it begins in; a row is left free behind a table."""
    row = 0
    for block in blocks:
        yield row, block
        row += 1 if isinstance(block, str) else len(block) + 1


def value(words: str) -> str | int | float:
    """What Excel makes of words that are typed in."""
    try:
        return int(words)
    except ValueError:
        try:
            return float(words)
        except ValueError:
            return words


def xlsx_file(blocks: Iterable[Block], framed: bool = True) -> bytes:
    """A workbook of one sheet: paragraphs in the first column, tables below each other."""
    import openpyxl
    from openpyxl.styles import Border, Side

    line = Side(style="thin")
    book = openpyxl.Workbook()
    sheet = book.active
    for top, block in _rows(blocks):
        if isinstance(block, str):
            sheet.cell(top + 1, 1, block)
            continue
        for row, column, cell in placed(block):
            first = (top + row + 1, column + 1)
            last = (top + row + cell.rows, column + cell.columns)
            for at in (
                (down, right) for down in range(first[0], last[0] + 1) for right in range(first[1], last[1] + 1)
            ):
                if framed:
                    sheet.cell(*at).border = Border(line, line, line, line)
            if cell.text:
                sheet.cell(*first, value(cell.text))
            if first != last:
                sheet.merge_cells(None, *first, *last)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls_file(blocks: Iterable[Block]) -> bytes:
    """A workbook of Excel 97 with one sheet, cells framed."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    frame = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
    for top, block in _rows(blocks):
        if isinstance(block, str):
            sheet.write(top, 0, block)
            continue
        for row, column, cell in placed(block):
            place = (top + row, top + row + cell.rows - 1, column, column + cell.columns - 1)
            sheet.write_merge(*place, value(cell.text) if cell.text else None, frame)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_file(blocks: Iterable[Block], encoding: str = "gb18030", separator: str = ",") -> bytes:
    """Separated values as Excel saves them: every row as wide as the widest."""
    blocks = list(blocks)
    cells: dict[tuple[int, int], str] = {}
    height = 0
    for top, block in _rows(blocks):
        if isinstance(block, str):
            cells[top, 0] = block
            height = top + 1
            continue
        for row, column, cell in placed(block):
            cells[top + row, column] = cell.text
        height = top + len(block) + 1
    width = max(column for _, column in cells) + 1
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerows([[cells.get((row, column), "") for column in range(width)] for row in range(height)])
    return buffer.getvalue().encode(encoding)


Grid = layouts.Grid
