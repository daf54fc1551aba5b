"""Pages set in columns: which lines stand side by side, and in what order they are read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.readers.pdf_page import Box
from gongkai.readers.pdf_text import Line, chunks, is_wide, make_line

__all__ = ["Band", "Row", "column_band", "halves", "rows_of", "text_columns"]

_GUTTER = 0.8  # ems that stay free between two columns of text
_COLUMN_ROWS = 5  # rows that both columns of text must have side by side
_BESIDE = 3  # lines beside a table that stands in one of two columns
_COLUMN_CHARS = 8  # characters in most of their lines


@dataclass(frozen=True, slots=True)
class Row:
    """One line, and the pieces that wide gaps part it into."""

    line: Line
    cells: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A part of a page that is set in two columns: from top to bottom, and the middle of the gap between them."""

    top: float
    bottom: float
    middle: float

    def holds(self, y: float) -> bool:
        """Whether something stands at its height."""
        return self.top <= y <= self.bottom


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """Lines with their pieces."""
    return [Row(line, tuple(make_line(chunk) for chunk in chunks(line.glyphs))) for line in lines]


def text_columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of a page in reading order, in stretches: across the page, or down one column and then the other."""
    rows = rows_of(lines)
    found: list[list[Line]] = [[]]
    at = 0
    while at < len(rows):
        end, middle = _two_columns(rows, at)
        if end == at:
            found[-1].append(rows[at].line)
            at += 1
            continue
        left, right = halves(rows[at:end], middle)
        found.extend((left, right, []))
        at = end
    return [stretch for stretch in found if stretch]


def _two_columns(rows: Sequence[Row], at: int) -> tuple[int, float]:
    """One past the last row of two columns that begin at a row, and the middle of the gap; ``at`` where none do."""
    low, high = 0.0, float("inf")
    both = texts = 0
    end = at
    for index in range(at, len(rows)):
        cells, size = rows[index].cells, rows[index].line.size
        gaps = [(before.box.x1, after.box.x0) for before, after in itertools.pairwise(cells)]
        shared = [(max(low, left), min(high, right)) for left, right in gaps]
        wide = [gap for gap in shared if gap[1] - gap[0] >= _GUTTER * size]
        if len(wide) == 1:
            low, high = wide[0]
            both += 1
            texts += min(sum(map(is_wide, cell.text)) for cell in (cells[0], cells[-1])) >= _COLUMN_CHARS
            end = index + 1
        elif gaps or not (cells[0].box.x1 <= high or cells[0].box.x0 >= low) or high == float("inf"):
            break
    else:
        end = len(rows) if both else at  # the last lines of the longer column stand alone
    return (end, (low + high) / 2) if both >= _COLUMN_ROWS and texts >= 0.7 * both else (at, 0.0)


def halves(rows: Sequence[Row], middle: float) -> tuple[list[Line], list[Line]]:
    """Lines parted at the middle of the gap between two columns."""
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        for side, chosen in ((left, True), (right, False)):
            glyphs = [glyph for glyph in row.line.glyphs if (glyph.box.x < middle) == chosen]
            if glyphs:
                side.append(make_line(glyphs))
    return left, right


def column_band(lines: Sequence[Line], tables: Sequence[Box]) -> Band | None:
    """The two columns that a table stands in one of, with lines of text beside it; None where none does.

    They reach up and down to what runs across both.
    """
    rows = rows_of(lines)
    for table in tables:
        beside = [row for row in rows if table.y0 < row.line.box.y < table.y1]
        if len(beside) < _BESIDE:
            continue
        if all(row.line.box.x0 >= table.x1 for row in beside):
            low, high = table.x1, min(row.line.box.x0 for row in beside)
        elif all(row.line.box.x1 <= table.x0 for row in beside):
            low, high = max(row.line.box.x1 for row in beside), table.x0
        else:
            continue
        middle = (low + high) / 2
        if high - low < _GUTTER * beside[0].line.size:
            continue
        across = [row.line.box for row in rows if any(cell.box.x0 < middle < cell.box.x1 for cell in row.cells)]
        across += [box for box in tables if box.x0 < middle < box.x1]
        top = max((box.y1 for box in across if box.y1 <= table.y0), default=float("-inf"))
        bottom = min((box.y0 for box in across if box.y0 >= table.y1), default=float("inf"))
        return Band(top, bottom, middle)
    return None
