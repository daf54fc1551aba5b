"""Workbooks of Excel since 2007 (and of WPS): the parts of the package to sheets as they are seen.

Read here and not by a library that builds the whole workbook: one odd fill or filter, which export tools leave often,
must not cost the figures, and of the rest of the file nothing is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from gongkai.exceptions import ReadError
from gongkai.readers.office.formats import BUILT_IN, GENERAL, show
from gongkai.readers.office.layout import join_lines
from gongkai.readers.office.package import Package, damaged
from gongkai.readers.office.sheets import Range, Sheet, cell_name

__all__ = ["MAX_CELLS", "read_sheets"]

#: Cells with words or a border that one workbook may have.
MAX_CELLS = 500_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_IDENTIFIER = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383
_TRUE = frozenset({"1", "true", "on"})


def read_sheets(data: bytes, path: str) -> tuple[list[Sheet], list[str]]:
    """The sheets that are seen, in order, and the names of those that are hidden.

    Raises:
        ReadError: ``damaged``, ``encrypted``, ``bomb`` or ``too_large``.
    """
    package = Package(data, path)
    name = package.main_part("xl/workbook.xml")
    root = package.xml(name)
    if root is None:
        raise damaged(path, f"there is no workbook in it ({name} is missing)")
    book = _Book(package, name, root)
    sheets, hidden = [], []
    for entry in root.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        title = entry.get("name", "")
        kind, part = book.relations.get(entry.get(_IDENTIFIER, ""), ("", ""))
        if kind not in {"worksheet", ""}:
            continue  # a chart or a macro
        content = package.xml(part) if part else None
        if content is None:
            raise damaged(path, f"the sheet {title} is missing")
        if entry.get("state", "visible") != "visible":
            hidden.append(title)
            continue
        sheets.append(book.sheet(title, content))
    return sheets, hidden


class _Book:
    """What all sheets of a workbook share: strings, formats, the first day."""

    def __init__(self, package: Package, name: str, root: etree._Element) -> None:
        self._package = package
        self.relations = package.relations(name)
        properties = root.find(f"{_MAIN}workbookPr")
        self._is_1904 = properties is not None and properties.get("date1904", "0").lower() in _TRUE
        self._strings = [_rich(entry) for entry in self._entries("sharedStrings", "si")]
        self._formats: list[str] = []
        self._framed: list[bool] = []
        self._read_styles()
        self._cells = 0

    def _part(self, kind: str) -> etree._Element | None:
        target = next((target for found, target in self.relations.values() if found == kind), "")
        return self._package.xml(target) if target else None

    def _entries(self, kind: str, name: str) -> Iterator[etree._Element]:
        root = self._part(kind)
        if root is not None:
            yield from root.iterfind(f"{_MAIN}{name}")

    def _read_styles(self) -> None:
        root = self._part("styles")
        if root is None:
            return
        own = {
            entry.get("numFmtId", ""): entry.get("formatCode", GENERAL)
            for entry in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
        }
        framed = [
            any(side.get("style", "none") != "none" for side in border)
            for border in root.iterfind(f"{_MAIN}borders/{_MAIN}border")
        ]
        for entry in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
            number = entry.get("numFmtId", "0")
            self._formats.append(own.get(number) or BUILT_IN.get(_number(number), GENERAL))
            border = _number(entry.get("borderId", "0"))
            self._framed.append(border < len(framed) and framed[border])

    def sheet(self, name: str, root: etree._Element) -> Sheet:
        """One sheet, by the root element of its part."""
        sheet = Sheet(name)
        view = root.find(f"{_MAIN}sheetViews/{_MAIN}sheetView")
        shows_zeros = view is None or view.get("showZeros", "1").lower() in _TRUE
        for column in root.iterfind(f"{_MAIN}cols/{_MAIN}col"):
            if column.get("hidden", "0").lower() in _TRUE:
                first, last = _number(column.get("min", "1")), _number(column.get("max", "1"))
                sheet.hidden_columns.update(range(first - 1, min(last, _LAST_COLUMN + 1)))
        row = -1
        for element in root.iterfind(f"{_MAIN}sheetData/{_MAIN}row"):
            row = _number(element.get("r", ""), row + 2) - 1
            if element.get("hidden", "0").lower() in _TRUE:
                sheet.hidden_rows.add(row)
            column = -1
            for cell in element.iterfind(f"{_MAIN}c"):
                place = _place(cell.get("r", ""))
                column = place[1] if place else column + 1
                self._cell(cell, sheet, (row, column), shows_zeros=shows_zeros)
        for merge in root.iterfind(f"{_MAIN}mergeCells/{_MAIN}mergeCell"):
            corners = _range(merge.get("ref", ""))
            if corners is not None:
                sheet.merged.append(corners)
        return sheet

    def _cell(self, cell: etree._Element, sheet: Sheet, at: tuple[int, int], *, shows_zeros: bool) -> None:
        words = self._words(cell)
        if words == "0" and cell.get("t", "n") == "n" and not shows_zeros:
            words = ""
        style = _number(cell.get("s", "0"))
        framed = style < len(self._framed) and self._framed[style]
        if not words and cell.find(f"{_MAIN}f") is not None and cell.find(f"{_MAIN}v") is None:
            sheet.missed.append(f"{sheet.name}!{cell_name(*at)}: a formula without its result")
        if words:
            sheet.cells[at] = words
        if framed:
            sheet.framed.add(at)
        self._cells += bool(words or framed)
        if self._cells > MAX_CELLS:
            detail = f"more than {MAX_CELLS} cells with words, at {sheet.name}!{cell_name(*at)}"
            raise ReadError(self._package.path, "too_large", detail, "save the report's own table as a file of its own")

    def _words(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(f"{_MAIN}is")
            return _rich(inline) if inline is not None else ""
        value = cell.findtext(f"{_MAIN}v") or ""
        if kind == "s":
            index = _number(value)
            return self._strings[index] if value.isdigit() and index < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind in {"str", "e", "d"}:
            return _one_line(value)
        return self._figure(value, _number(cell.get("s", "0")))

    def _figure(self, value: str, style: int) -> str:
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            return _one_line(value)
        if not number.is_finite() or number.adjusted() > 308:
            return value.strip()
        code = self._formats[style] if style < len(self._formats) else GENERAL
        return show(_fifteen_digits(number), code, is_1904=self._is_1904)


def _fifteen_digits(number: Decimal) -> Decimal:
    """As many digits as Excel computes with: 0.30000000000000004 is 0.3."""
    return Decimal(f"{number:.15g}")


def _number(words: str | None, otherwise: int = 0) -> int:
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 8 else otherwise


def _rich(element: etree._Element) -> str:
    """Plain or formatted text; the reading aids beside it are left out."""
    parts = [text.text or "" for text in element.iterfind(f"{_MAIN}t")]
    parts.extend(text.text or "" for text in element.iterfind(f"{_MAIN}r/{_MAIN}t"))
    return _one_line("".join(parts))


def _one_line(words: str) -> str:
    if "_x" in words:  # of UTF-16 units: two may be one character, and half of one is none
        words = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), words)
        words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return join_lines(words.replace("\r", "\n").split("\n"))


def _place(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2]) - 1
    return (row, column - 1) if 0 <= row <= _LAST_ROW and column - 1 <= _LAST_COLUMN else None


def _range(reference: str) -> Range | None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    if start is None or end is None:
        return None
    return (*start, *end)
