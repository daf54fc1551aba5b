"""Tables of a PDF: the words of each cell of a lattice, and the parts of a table that page breaks cut it into."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gongkai.readers.canvas import GridCell
from gongkai.readers.pdf_lattice import Lattice, cluster, lattices
from gongkai.readers.pdf_page import Box, Glyph, Page, Stroke, dominant_turn, turned
from gongkai.readers.pdf_rows import split_rows
from gongkai.readers.pdf_text import join, reading_lines
from gongkai.records import Place

__all__ = [
    "DraftCell",
    "Part",
    "continues",
    "grid_cells",
    "is_figure",
    "opens_row",
    "stitch",
    "tables_of",
    "takes_rest",
]

_FIGURE = re.compile(r"[-+−]?\d[\d,.， ]*%?|[/\\\-—－–―／]+")
_NUMERAL = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十]+[、.．]|\d{1,2}[、.．](?!\d)|[①-⑳㈠-㈩]|第[一二三四五六七八九十]+[条项]|其中|合计|总计|小计"
)
_WIDTH = 6.0  # points by which two parts of one table may differ in width
_COLUMN = 4.0  # points between lines of two parts that are meant to be one
_LONGEST_HEAD = 6  # rows that may be repeated on every page
_GLUED = 0.2  # ems between glyphs of one word, which overflows its cell
_INSIDE = "、，。；：）,.;:)"  # what no label begins with
_REST = 60  # characters of a label that a page break may leave to the next page
_FULL = 14.0  # points that a full line may leave free in its cell, the padding included


@dataclass(slots=True)
class DraftCell:
    """A cell: rows [row, row_end), columns [column, column_end), its words and its place."""

    row: int
    column: int
    row_end: int
    column_end: int
    text: str
    place: Place
    full: bool = False

    @property
    def tall(self) -> bool:
        """Whether it covers several rows."""
        return self.row_end - self.row > 1


@dataclass(slots=True)
class Part:
    """What stands of a table on one page, or what was joined of it so far.

    Attributes:
        box: on the page, upright.
        place: of the first page.
        xs: places of the column lines.
        rows: how many.
    """

    box: Box
    place: Place
    xs: tuple[float, ...]
    rows: int
    cells: list[DraftCell]

    def row(self, index: int) -> list[DraftCell]:
        """The cells that begin in a row, from left to right."""
        return sorted((cell for cell in self.cells if cell.row == index), key=lambda cell: cell.column)


def is_figure(words: str) -> bool:
    """Whether a cell holds a figure, or a stroke in its stead."""
    return _FIGURE.fullmatch(words) is not None


def opens_row(words: str) -> bool:
    """Whether a label begins like one of its own rather than like the rest of another."""
    return _NUMERAL.match(words) is not None


def tables_of(page: Page) -> tuple[list[Part], list[Glyph]]:
    """The ruled tables of a page, and the glyphs that stand in none."""
    parts: list[Part] = []
    left = list(page.glyphs)
    found = lattices(page.strokes, page.fills)
    for lattice in sorted(found, key=lambda lattice: lattice.box.width * lattice.box.height):
        inside = _inside_or_below(left, lattice.box)
        part = _sideways(page, lattice, inside) if inside and dominant_turn(inside) else None
        part = part or _upright(page, lattice, inside)
        if part is not None:
            parts.append(part)
            taken = {glyph.order for glyph in inside}
            left = [glyph for glyph in left if glyph.order not in taken]
    return sorted(parts, key=lambda part: part.box.y0), left


def _inside_or_below(glyphs: Sequence[Glyph], box: Box) -> list[Glyph]:
    """The glyphs of a table, with labels written downwards that run out of it where the page cuts their cell."""
    inside: list[Glyph] = []
    running = False
    for glyph, after in itertools.zip_longest(glyphs, glyphs[1:]):
        if box.holds(glyph.box.x, glyph.box.y):
            inside.append(glyph)
            running = False
        elif inside and glyph.box.y > box.y1 and _is_below(glyph, inside[-1]):
            running = running or (after is not None and _is_below(after, glyph))
            if running:
                inside.append(glyph)
    return inside


def _is_below(glyph: Glyph, other: Glyph) -> bool:
    level = abs(other.box.x - glyph.box.x) <= 0.5 * glyph.size
    return level and 0 < glyph.box.y - other.box.y <= 2.6 * glyph.size


def _sideways(page: Page, lattice: Lattice, glyphs: Sequence[Glyph]) -> Part | None:
    """A table set on its side on a page that is not."""
    near = lattice.box.grown(3.0)
    sheet = turned(replace(page, glyphs=tuple(glyphs), strokes=tuple(_inside(page.strokes, near)), fills=()))
    for own in lattices(sheet.strokes):
        part = _upright(sheet, own, sheet.glyphs)
        if part is not None:
            return replace(part, box=lattice.box)
    return None


def _inside(strokes: Iterable[Stroke], box: Box) -> Iterable[Stroke]:
    for stroke in strokes:
        ends = ((stroke.start, stroke.at), (stroke.end, stroke.at))
        if all(box.holds(x, y) if stroke.horizontal else box.holds(y, x) for x, y in ends):
            yield stroke


def _upright(page: Page, lattice: Lattice, glyphs: Sequence[Glyph]) -> Part | None:
    """The cells of a lattice with their words; None for frames and drawings, which are no tables."""
    columns, rows = len(lattice.xs) - 1, len(lattice.ys) - 1
    if columns < 2 or not (glyphs or rows > 1):
        return None
    lattice, held = split_rows(lattice, _held(lattice, glyphs))
    cells: list[DraftCell] = []
    for area, own in zip(lattice.areas, held, strict=True):
        box = lattice.box_of(area)
        words, full = "", False
        if own:
            lines, width = reading_lines(own, box)
            words = join(lines, width)
            full = box.width - lines[-1].box.width <= _FULL + lines[-1].size
        cells.append(DraftCell(area.row, area.column, area.row_end, area.column_end, words, page.place(box), full))
    with_words = sum(bool(cell.text) for cell in cells)
    if glyphs and with_words < 2:
        return None
    return Part(lattice.box, page.place(lattice.box), lattice.xs, len(lattice.ys) - 1, cells)


def _held(lattice: Lattice, glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """For each cell its glyphs; a word that overflows its cell stays whole, where most of it stands."""
    boxes = [lattice.box_of(area) for area in lattice.areas]
    held: list[list[Glyph]] = [[] for _ in boxes]
    home = 0
    for run in _runs(sorted(glyphs, key=lambda glyph: glyph.order)):
        homes = [_home(boxes, glyph) for glyph in run if lattice.box.holds(glyph.box.x, glyph.box.y)]
        if homes:  # what runs out of the table belongs where its beginning does
            home = max(set(homes), key=lambda each: (homes.count(each), -each))
        held[home].extend(run)
    return held


def _home(boxes: Sequence[Box], glyph: Glyph) -> int:
    x, y = glyph.box.x, glyph.box.y
    for index, box in enumerate(boxes):
        if box.holds(x, y):
            return index
    return min(range(len(boxes)), key=lambda index: abs(boxes[index].x - x) + abs(boxes[index].y - y))


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs that follow each other without a gap on one line."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.turn == glyph.turn == 0
            and abs(last.box.y - glyph.box.y) <= 0.2 * glyph.size
            and -_GLUED <= (glyph.box.x0 - last.box.x1) / glyph.size <= _GLUED
            and not glyph.spaced
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def continues(upper: Part, lower: Part) -> bool:
    """Whether a table at the top of a page may go on from one at the foot of the page before: it is as wide."""
    return abs((lower.xs[-1] - lower.xs[0]) - (upper.xs[-1] - upper.xs[0])) <= _WIDTH


def takes_rest(part: Part, words: str) -> bool:
    """Give a table the words that open the next page, where they close the bracket of a label that the page cut."""
    label = next((cell for cell in part.row(part.rows - 1) if _is_open(cell.text)), None)
    if label is None or len(words) > _REST or not _is_closing(words):
        return False
    label.text += words
    return True


def stitch(parts: Sequence[Part]) -> Part:
    """One table of its parts on successive pages: repeated heads dropped, cells and rows that a page cut joined."""
    whole = parts[0]
    head = whole
    for part in parts[1:]:
        whole = _stitched(whole, _without_head(head, part))
    return whole


def grid_cells(part: Part) -> list[GridCell]:
    """The cells as the canvas takes them."""
    return [
        GridCell(cell.row, cell.column, cell.text, cell.place, cell.row_end - cell.row, cell.column_end - cell.column)
        for cell in sorted(part.cells, key=lambda cell: (cell.row, cell.column))
    ]


def _without_head(first: Part, part: Part) -> Part:
    """The part without the rows at its top that repeat the head of the table."""
    same = 0
    while same < min(first.rows, part.rows, _LONGEST_HEAD):
        above, below = first.row(same), part.row(same)
        words = [cell.text for cell in below]
        if [cell.text for cell in above] != words or not any(words) or any(map(is_figure, words)):
            break
        same += 1
    if not same or any(cell.row < same < cell.row_end for cell in part.cells):
        return part
    kept = [cell for cell in part.cells if cell.row >= same]
    for cell in kept:
        cell.row -= same
        cell.row_end -= same
    return replace(part, rows=part.rows - same, cells=kept)


def _stitched(upper: Part, lower: Part) -> Part:
    shift = lower.xs[0] - upper.xs[0]
    xs = cluster((*upper.xs, *(x - shift for x in lower.xs)), _COLUMN)

    def column(x: float) -> int:
        return min(range(len(xs)), key=lambda index: abs(xs[index] - x))

    for part, offset in ((upper, 0.0), (lower, shift)):
        for cell in part.cells:
            cell.column, cell.column_end = (
                column(part.xs[cell.column] - offset),
                column(part.xs[cell.column_end] - offset),
            )
    if not lower.rows:
        return replace(upper, xs=tuple(xs))
    cut = _is_cut_row(upper, lower)
    offset = upper.rows - cut
    bottom = {(cell.column, cell.column_end): cell for cell in upper.cells if cell.row_end == upper.rows}
    figures = min((cell.column for cell in lower.row(0) if is_figure(cell.text)), default=len(xs))
    labels = sum(bool(cell.text) and cell.column < figures for cell in lower.row(0))
    cells = list(upper.cells)
    for cell in sorted(lower.cells, key=lambda cell: (cell.row, cell.column)):
        above = bottom.get((cell.column, cell.column_end)) if cell.row == 0 else None
        beside = bool(labels) and cell.column < figures
        first = cell.row == 0
        cell.row, cell.row_end = cell.row + offset, cell.row_end + offset
        if above is not None and (cut or (first and _is_cut_cell(above, cell, beside))):
            above.row_end = max(above.row_end, cell.row_end)
            above.place = above.place if above.text or not cell.text else cell.place
            above.text += cell.text
        else:
            cells.append(cell)
    return replace(upper, xs=tuple(xs), rows=offset + lower.rows, cells=cells)


def _is_cut_cell(above: DraftCell, below: DraftCell, beside_label: bool) -> bool:
    """Whether a label that covers several rows was cut by the page break.

    Args:
        above: last cell of its column.
        below: first cell of the same column on the next page.
        beside_label: whether another label of the same row stands to the right of an empty ``below``.
    """
    if not above.text or not below.text:
        return above.tall or below.tall or (not below.text and beside_label and not is_figure(above.text))
    if not (above.tall or below.tall) or is_figure(above.text) or is_figure(below.text):
        return False
    begun = _is_open(above.text) or below.text[0] in _INSIDE
    return begun or (opens_row(above.text) and not opens_row(below.text))


def _is_cut_row(upper: Part, lower: Part) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    bottom = {(cell.column, cell.column_end): cell for cell in upper.cells if cell.row_end == upper.rows}
    first = lower.row(0)
    if not first or any((cell.column, cell.column_end) not in bottom for cell in first):
        return False
    pairs = [(bottom[cell.column, cell.column_end], cell) for cell in first]
    whole = [(above, below) for above, below in pairs if not (above.tall and below.tall)]
    if not any(above.text for above, _ in pairs) or not whole:
        return False
    if not any(below.text for _, below in pairs):
        return True
    goes_on = False
    for above, below in pairs:
        if above.text and below.text and not (above.tall or below.tall):
            if is_figure(above.text) or is_figure(below.text) or opens_row(below.text):
                return False
            if not (above.full or _is_open(above.text)):
                return False
            goes_on = True
    if goes_on:
        return True
    figures_above = any(is_figure(above.text) for above, _ in whole)
    figures_below = any(is_figure(below.text) for _, below in whole)
    words_below = any(below.text and not is_figure(below.text) for _, below in whole)
    return not figures_above and figures_below and not words_below


def _is_open(words: str) -> bool:
    """Whether a bracket is left open."""
    return sum(map(words.count, "（(")) > sum(map(words.count, "）)"))


def _is_closing(words: str) -> bool:
    """Whether a bracket is closed that was opened before."""
    return sum(map(words.count, "（(")) < sum(map(words.count, "）)"))
