"""Paragraphs, pictures and grids of a flowing document, and how they are drawn on the canvas.

A grid that only holds the page together (one cell, long prose in a cell, a table within a table) is drawn as the
paragraphs and tables that stand in it: what it parts is not figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.readers.canvas import Canvas, GridCell
from gongkai.records import Place

__all__ = ["Grid", "Item", "Paragraph", "Picture", "Slot", "draw", "join_lines"]

_PROSE = 120  # characters from which a cell with a full stop is prose; labels of the forms have 70 at most
_LINE_ENDS = re.compile(r"\s*[\n\t]\s*")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: words, element path, kind of block."""

    words: str
    path: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Picture:
    """A picture that is not read here; the path ends in ``!/`` and the part of the package that holds it."""

    name: str
    path: str


@dataclass
class Slot:
    """A cell of a grid with all that stands in it; ``framed`` says that its own borders are known to be drawn."""

    row: int
    column: int
    path: str
    row_span: int = 1
    column_span: int = 1
    items: list[Item] = field(default_factory=list)
    framed: bool = False

    @property
    def words(self) -> str:
        """Its own paragraphs as one line."""
        return join_lines(item.words for item in self.items if isinstance(item, Paragraph) and item.kind != "note")


@dataclass
class Grid:
    """A table; slots in reading order."""

    slots: list[Slot]
    path: str


Item = Paragraph | Picture | Grid


def join_lines(lines: Iterator[str] | Sequence[str]) -> str:
    """Lines of a cell as one line: Chinese needs nothing in between, figures and Latin words a space."""
    joined = ""
    for words in (piece.strip() for line in lines for piece in _LINE_ENDS.split(line)):
        if joined and words and any(char.isascii() and char.isalnum() for char in (joined[-1], words[0])):
            joined += " "
        joined += words
    return joined


def draw(items: Sequence[Item], canvas: Canvas) -> None:
    """Draw a document on a canvas, in reading order."""
    for item in items:
        if isinstance(item, Paragraph):
            canvas.paragraph(item.words, Place(path=item.path), item.kind)
        elif isinstance(item, Picture):
            canvas.image(item.name, Place(path=item.path))
        else:
            _draw_grid(item, canvas)


def _draw_grid(grid: Grid, canvas: Canvas) -> None:
    """Draw the rows of figures as tables, the rows of prose between them as paragraphs."""
    rows: dict[int, list[Slot]] = {}
    for slot in grid.slots:
        rows.setdefault(slot.row, []).append(slot)
    kept: list[int] = []
    for row in sorted(rows):
        if any(_holds_page(slot) for slot in rows[row]):
            _draw_rows(grid, rows, kept, canvas)
            kept = []
            draw([item for slot in rows[row] for item in slot.items], canvas)
        else:
            kept.append(row)
    _draw_rows(grid, rows, kept, canvas)


def _holds_page(slot: Slot) -> bool:
    if any(isinstance(item, Grid) for item in slot.items):
        return True
    words = slot.words
    return len(words) > _PROSE and "。" in words


def _draw_rows(grid: Grid, rows: dict[int, list[Slot]], kept: Sequence[int], canvas: Canvas) -> None:
    slots = [slot for row in kept for slot in rows[row]]
    if len(slots) == 1:
        draw(slots[0].items, canvas)
        return
    numbers = {row: at for at, row in enumerate(kept)}
    cells = []
    for slot in slots:
        at = numbers[slot.row]
        below = sum(1 for row in kept if slot.row <= row < slot.row + slot.row_span)
        cells.append(GridCell(at, slot.column, slot.words, Place(path=slot.path), below, slot.column_span))
    canvas.table(cells, Place(path=grid.path))
    for slot in slots:
        draw([item for item in slot.items if isinstance(item, Picture) or _is_note(item)], canvas)


def _is_note(item: Item) -> bool:
    return isinstance(item, Paragraph) and item.kind == "note"
