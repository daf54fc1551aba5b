"""Page numbers and running heads: lines at the edge of a page that are no part of the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongkai.normalise import fold_width
from gongkai.readers.pdf_page import Box, Page
from gongkai.readers.pdf_tables import Part
from gongkai.readers.pdf_text import Line

__all__ = ["Sheet", "drop_margins", "is_page_number"]

_EDGE = 0.15  # of the page's height, at the top and at the bottom
_DEEPEST = 4  # lines at one edge
_LEVEL = 8.0  # points by which the same running head may stand higher or lower
_APART = 1.5  # lines between a lone number and the text above it
_SIGNS = r"[-–—―─~·•_=|/\\.<>《》【】\[\]()]"
_ADORNED = re.compile(
    rf"{_SIGNS}+\d{{1,4}}{_SIGNS}*|\d{{1,4}}{_SIGNS}+"
    rf"|{_SIGNS}*第(?:\d{{1,4}}|[一二三四五六七八九十百]{{1,4}})页(?:[,，/;]?共(?:\d{{1,4}}|[一二三四五六七八九十百]{{1,4}})页)?{_SIGNS}*"
    rf"|{_SIGNS}*(?:p(?:age|\.)?)?\d{{1,4}}(?:/|of)\d{{1,4}}(?:页|pages?)?{_SIGNS}*|p(?:age|\.)?\d{{1,4}}",
    re.IGNORECASE | re.ASCII,
)
_BARE = re.compile(r"\d{1,4}|[ivxlc]{1,6}", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"\d+")
# What a browser prints at the edge of a page.
_PRINTED = re.compile(r"(?:https?|file)://\S+|about:blank", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(slots=True)
class Sheet:
    """A page taken apart: tables, lines outside them from top to bottom, pictures."""

    page: Page
    tables: list[Part]
    lines: list[Line]
    pictures: list[Box]


def is_page_number(words: str) -> bool:
    """Whether words can only be a page number: - 2 -, 第2页 共8页, 2/8."""
    return _ADORNED.fullmatch(_dense(words)) is not None


def drop_margins(sheets: Sequence[Sheet]) -> None:
    """Take page numbers and running heads out of the lines of all pages."""
    for at_top in (True, False):
        for _ in range(_DEEPEST):
            if not _drop_outermost(sheets, at_top=at_top):
                break


def _drop_outermost(sheets: Sequence[Sheet], *, at_top: bool) -> bool:
    """Drop the outermost line of every page where it is no part of the report; whether any was dropped."""
    edges = {index: line for index, sheet in enumerate(sheets) if (line := _outermost(sheet, at_top=at_top))}
    running = _repeated(sheets, edges)
    numbered = _in_sequence(sheets, edges)
    dropped = False
    for index, line in edges.items():
        words = _dense(line.text)
        if index in running or index in numbered or _ADORNED.fullmatch(words) or _PRINTED.match(words):
            sheets[index].lines.remove(line)
            dropped = True
    return dropped


def _outermost(sheet: Sheet, *, at_top: bool) -> Line | None:
    """The first or last line of a page, where it stands at the edge and no table is further out."""
    if not sheet.lines:
        return None
    edge: Callable[..., Line] = min if at_top else max
    line = edge(sheet.lines, key=lambda line: line.box.y)
    height = sheet.page.height
    if not (line.box.y < _EDGE * height if at_top else line.box.y > (1 - _EDGE) * height):
        return None
    further = (part.box.y < line.box.y if at_top else part.box.y > line.box.y for part in sheet.tables)
    return None if any(further) else line


def _dense(words: str) -> str:
    return fold_width("".join(words.split()))


def _repeated(sheets: Sequence[Sheet], edges: dict[int, Line]) -> set[int]:
    """Pages whose outermost line stands on other pages as well, figures aside."""
    groups: dict[str, list[int]] = {}
    for index, line in edges.items():
        groups.setdefault(_DIGITS.sub("#", _dense(line.text)), []).append(index)
    found: set[int] = set()
    for words, pages in groups.items():
        if words == "#" or len(pages) < max(2, 0.4 * len(edges)):
            continue
        for index in pages:
            level = edges[index].box.y
            alike = sum(abs(edges[other].box.y - level) <= _LEVEL for other in pages)
            if alike >= 2:
                found.add(index)
    return found


def _in_sequence(sheets: Sequence[Sheet], edges: dict[int, Line]) -> set[int]:
    """Pages whose outermost line is a bare number that counts the pages."""
    numbers = {index: number for index, line in edges.items() if (number := _number(_dense(line.text))) is not None}
    offsets = Counter(sheets[index].page.number - number for index, number in numbers.items())
    found = {index for index, number in numbers.items() if offsets[sheets[index].page.number - number] >= 2}
    if len(sheets) == 1 and numbers.get(0) == 1 and _stands_apart(sheets[0], edges[0]):
        found.add(0)
    return found


def _number(words: str) -> int | None:
    if not _BARE.fullmatch(words):
        return None
    if words.isdigit():
        return int(words)
    values = [_ROMAN[letter] for letter in words.lower()]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _stands_apart(sheet: Sheet, line: Line) -> bool:
    others = [other.box for other in sheet.lines if other is not line] + [part.box for part in sheet.tables]
    return all(min(abs(box.y0 - line.box.y1), abs(line.box.y0 - box.y1)) >= _APART * line.size for box in others)
