r"""Lays out what a reader finds as one canonical text: paragraphs and cells in reading order, each with its place.

Readers of HTML, PDF, DOCX, spreadsheets and pictures draw on a :class:`Canvas`; it keeps the offsets. In the text
a paragraph is one line, a table row is one line with its cells parted by ``\t``, and an empty line stands between
paragraphs and tables. A picture leaves a line with its name in square brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.records import Block, Cell, Place, Span, Table

__all__ = ["Canvas", "GridCell"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell before it has offsets.

    Attributes:
        row, column: its upper left corner in the grid, from 0.
        text: its words, line breaks inside it as single spaces or nothing (readers decide: Chinese needs none).
        row_span, column_span: how many rows and columns it covers.
        place: where it stands in the source.
    """

    row: int
    column: int
    text: str
    place: Place
    row_span: int = 1
    column_span: int = 1


class Canvas:
    """Collects paragraphs, tables and pictures and hands out their spans."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.images: list[Span] = []

    @property
    def text(self) -> str:
        """The canonical text so far."""
        return "".join(self._parts)

    def _write(self, words: str) -> Span:
        span = Span(self._length, self._length + len(words))
        self._parts.append(words)
        self._length += len(words)
        return span

    def paragraph(self, words: str, place: Place, kind: str = "paragraph") -> Span | None:
        """One paragraph on a line of its own; white space around it is dropped, an empty one leaves nothing.

        Args:
            words: may hold line breaks where the source breaks lines inside a paragraph on purpose.
            place: in the source.
            kind: ``paragraph``, ``heading``, ``title``, ``note`` or ``metadata``.
        """
        words = words.strip()
        if not words:
            return None
        span = self._write(words)
        self._write("\n")
        self.blocks.append(Block(span, kind, place))
        return span

    def image(self, name: str, place: Place) -> Span:
        """A picture that is not read here: its name in brackets, on a line of its own."""
        span = self._write(f"[{name}]")
        self._write("\n")
        self.images.append(span)
        self.blocks.append(Block(span, "image", place))
        return span

    def table(self, cells: Sequence[GridCell], place: Place) -> Table | None:
        """A grid: one line a row, cells parted by tabs; None where there is no cell at all.

        A grid of empty cells is kept: a blank table and an absent one are two things.
        """
        if not cells:
            return None
        start = self._length
        rows: dict[int, list[GridCell]] = {}
        for cell in cells:
            rows.setdefault(cell.row, []).append(cell)
        placed: list[Cell] = []
        for row in sorted(rows):
            for number, cell in enumerate(sorted(rows[row], key=lambda each: each.column)):
                if number:
                    self._write("\t")
                span = self._write(cell.text.strip())
                placed.append(Cell(cell.row, cell.column, span, cell.row_span, cell.column_span))
                self.blocks.append(Block(span, "cell", cell.place))
            self._write("\n")
        table = Table(Span(start, self._length), tuple(placed))
        self._write("\n")
        self.tables.append(table)
        self.blocks.append(Block(table.span, "table", place))
        return table
