"""A stretch of a sheet cut into rows: a label, or words that are none, and the cells that follow."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.forms.labels import Hit, squeeze
from gongkai.forms.sheet import Item, Kind, Sheet
from gongkai.forms.values import parse_cell

__all__ = ["Row", "cut_rows", "is_rest", "row_end", "rows_that_end", "table_start"]

# A note in brackets below a label: (不同渠道和方式公开相同信息计1条); a list numeral is none.
_NOTE = re.compile(r"\((?![一二三四五六七八九十\d]{1,2}\))")

# The last characters of a label on a line of their own: 主动公开政府信息 数(…).
_REST = re.compile(r"总?[次件条]?数?量?(?:\(|$)")
_NO_HEADS: Mapping[str, Sequence[str]] = {}


@dataclass(slots=True, eq=False)
class Row:
    """One row, in reading order.

    Attributes:
        hit: its label, None for words that are no known label.
        pieces: those words: first character of each piece, and the piece squeezed.
        start: first character; ``end`` one past the last character of its label or of its last cell.
        cells: VALUE, BLANK, PAD and BREAK items after the label.
    """

    hit: Hit | None
    start: int
    end: int
    pieces: list[tuple[int, str]] = field(default_factory=list)
    cells: list[Item] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Its label, squeezed; "" where it has none."""
        return self.hit.label if self.hit else ""

    @property
    def words(self) -> str:
        """All words that are no label, squeezed; "" beside a label."""
        return "".join(piece for _, piece in self.pieces)

    @property
    def values(self) -> list[Item]:
        """The figures and strokes among the cells."""
        return [item for item in self.cells if item.kind is Kind.VALUE]

    @property
    def extent(self) -> int:
        """One past its last cell, blank ones included; a row that has cells on its own line ends with that line."""
        line = list(itertools.takewhile(lambda item: item.kind is not Kind.BREAK, self.cells))
        own = [item for item in line or self.cells if item.kind in {Kind.VALUE, Kind.BLANK}]
        return max([self.end, *(item.end for item in own)])

    def add(self, item: Item) -> None:
        """Append a cell."""
        self.cells.append(item)
        if item.kind is Kind.VALUE:
            self.end = max(self.end, item.end)


def cut_rows(
    sheet: Sheet,
    items: Sequence[Item],
    hits: Sequence[Hit],
    tails: Mapping[str, Sequence[str]],
    ignored: frozenset[str] = frozenset(),
    *,
    heads: Mapping[str, Sequence[str]] = _NO_HEADS,
) -> list[Row]:
    """Cut items into rows.

    Args:
        sheet: the text.
        items: of a stretch, in reading order.
        hits: labels of the same stretch.
        tails: for each label the longer ways to write it, so that their last words are not taken for another row.
        ignored: words that may stand between a label and its figures (units).
        heads: for each label what longer labels have before it, so that figures may stand inside those.
    """
    by_piece: dict[int, list[Hit]] = {}
    inside: set[int] = set()
    for hit in hits:
        by_piece.setdefault(hit.first, []).append(hit)
        inside.update(range(hit.first + 1, hit.last + 1))
    rows: list[Row] = []
    for item in items:
        if item.piece in by_piece:
            for hit in by_piece[item.piece]:
                _add_label(sheet, rows, hit, heads)
        elif item.piece >= 0 and item.piece in inside:
            continue
        elif item.kind is not Kind.TEXT:
            if rows:
                rows[-1].add(item)
        else:
            _add_words(sheet, rows, item, tails, ignored)
    return rows


def is_rest(words: str) -> bool:
    """Whether words are what a line break or a blank cut off a label: a note in brackets, 数."""
    return (_NOTE.match(words) or _REST.match(words)) is not None


def row_end(row: Row, cells: Sequence[Item | None]) -> int:
    """Where a row ends for those of its cells that are blank; where none is, nobody asks for its last blank one."""
    return row.end if all(cell is None or cell.kind is Kind.VALUE for cell in cells) else row.extent


def rows_that_end(rows: Sequence[Row]) -> frozenset[int]:
    """``id`` of each row that is followed by a known label or by nothing, so that no cell of it can come later."""
    return frozenset(
        id(row) for row, after in itertools.zip_longest(rows, rows[1:]) if after is None or after.hit is not None
    )


def table_start(rows: Sequence[Row], first: Row, scraps: int = 12) -> int:
    """Where a table begins whose first row of figures is known: at the headings right above it, sentences apart.

    Args:
        rows: of the stretch.
        first: the first row that surely belongs to the table.
        scraps: most characters of unknown words (cut headings) that may stand between headings.
    """
    start = first.start
    for row in reversed(rows[: rows.index(first)]):
        if row.hit is None and len(row.words) > scraps:
            break
        if row.hit is not None:
            start = row.start
    return start


def _add_label(sheet: Sheet, rows: list[Row], hit: Hit, heads: Mapping[str, Sequence[str]]) -> None:
    last = rows[-1] if rows else None
    if last is not None and last.values and last.hit is None:
        if hit.figure is None and any(last.words.endswith(head) for head in heads.get(hit.label, ())):
            return  # the rest of a label whose figures stand inside it
    elif last is not None and last.label == hit.label and all(item.kind is Kind.BREAK for item in last.cells):
        last.hit, last.end = hit, hit.end  # merged cells written out: the label again
        if hit.figure is None:
            return
        rows.pop()
    rows.append(_labelled(sheet, hit))


def _labelled(sheet: Sheet, hit: Hit) -> Row:
    row = Row(hit, hit.cell_start, hit.end)
    if hit.figure is not None:
        end = sheet.ends[hit.last]
        value = parse_cell(sheet.text[hit.figure : end])
        row.add(Item(Kind.VALUE, hit.figure, end, value, hit.last))
    return row


def _add_words(
    sheet: Sheet, rows: list[Row], item: Item, tails: Mapping[str, Sequence[str]], ignored: frozenset[str]
) -> None:
    text = sheet.text[item.start : item.end]
    words = squeeze(text)
    last = rows[-1] if rows else None
    if not words and text not in ignored and not any(char.isalnum() for char in text):
        return  # a bracket or a quotation mark that a line break cut off
    if last is not None:
        if last.hit is not None and not last.values and is_rest(text):
            return
        if text in ignored and not last.values:
            return
        if last.label and any(words in way[len(last.label) :] for way in tails.get(last.label, ())):
            return
        if last.hit is None and not last.values and not any(cell.kind is Kind.BLANK for cell in last.cells):
            last.pieces.append((item.start, words))
            last.end = item.end
            return
    rows.append(Row(None, item.start, item.end, [(item.start, words)]))
