"""Layout that no ruling shows: pages set in two columns, and tables whose columns are only aligned."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.readers.pdf_page import Box, Page, bounds
from gongkai.readers.pdf_tables import DraftCell, Part, is_figure, opens_row
from gongkai.readers.pdf_text import Line, chunks, is_wide, join, make_line

__all__ = ["aligned_tables", "text_columns"]

_GUTTER = 0.8  # ems that stay free between two columns of text
_COLUMN_ROWS = 5  # rows that both columns of text must have side by side
_COLUMN_CHARS = 8  # characters in most of their lines
_TABLE_ROWS = 3  # rows with several cells that make a table
_ROW_GAP = 3.5  # ems between the rows of a table
_WRAP = 1.4  # ems from the row that a broken label belongs to
_STRAY = 0.2  # share of rows in which two cells may fall into one column


@dataclass(frozen=True, slots=True)
class _Row:
    """One line and the cells it may consist of."""

    line: Line
    cells: tuple[Line, ...]

    @property
    def figures(self) -> list[Line]:
        return [cell for cell in self.cells[1:] if is_figure(cell.text)]


def _rows(lines: Iterable[Line]) -> list[_Row]:
    return [_Row(line, tuple(make_line(chunk) for chunk in chunks(line.glyphs))) for line in lines]


def text_columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of a page in reading order, in stretches: across the page, or down one column and then the other."""
    rows = _rows(lines)
    found: list[list[Line]] = [[]]
    at = 0
    while at < len(rows):
        end, middle = _two_columns(rows, at)
        if end == at:
            found[-1].append(rows[at].line)
            at += 1
            continue
        left, right = _halves(rows[at:end], middle)
        found.extend((left, right, []))
        at = end
    return [stretch for stretch in found if stretch]


def _two_columns(rows: Sequence[_Row], at: int) -> tuple[int, float]:
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
    return (end, (low + high) / 2) if both >= _COLUMN_ROWS and texts >= 0.7 * both else (at, 0.0)


def _halves(rows: Sequence[_Row], middle: float) -> tuple[list[Line], list[Line]]:
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        for side, chosen in ((left, True), (right, False)):
            glyphs = [glyph for glyph in row.line.glyphs if (glyph.box.x < middle) == chosen]
            if glyphs:
                side.append(make_line(glyphs))
    return left, right


def aligned_tables(lines: Sequence[Line], page: Page) -> list[Line | Part]:
    """Lines with those that make up tables without ruling taken together."""
    rows = _rows(lines)
    found: list[Line | Part] = []
    at = 0
    while at < len(rows):
        end = _stretch(rows, at)
        part = _table(rows[at:end], page) if end > at else None
        if part is None:
            end = max(end, at + 1)
            found.extend(row.line for row in rows[at:end])
        else:
            found.append(part)
        at = end
    return found


def _stretch(rows: Sequence[_Row], at: int) -> int:
    """One past the rows that may be a table beginning at a row; single cells may stand between rows of several."""
    if len(rows[at].cells) < 2:
        return at
    width = max(row.line.box.x1 for row in rows) - min(row.line.box.x0 for row in rows)
    end = at + 1
    for index in range(at + 1, len(rows)):
        above, row = rows[index - 1].line, rows[index]
        if row.line.box.y0 - above.box.y1 > _ROW_GAP * max(above.size, row.line.size):
            break
        if len(row.cells) > 1:
            end = index + 1
        elif row.line.box.width > 0.6 * width or index - end >= 2:
            break
    return end


def _table(rows: Sequence[_Row], page: Page) -> Part | None:
    body = [row for row in rows if row.figures]
    if len(body) < 2 or sum(len(row.cells) > 1 for row in rows) < _TABLE_ROWS:
        return None
    columns = _columns(body)
    if len(columns) < 2:
        return None
    first_figure = _first_figure_column(body, columns)
    grouped = _grouped(rows, columns, first_figure)
    cells: list[DraftCell] = []
    clashes = 0
    for number, group in enumerate(grouped):
        own, clash = _cells_of(group, columns, number, page)
        clashes += clash
        if any(is_figure(cell.text) for cell in own if cell.column >= first_figure):
            level = bounds(row.line.box for row in group)
            own.extend(_blanks(own, columns[first_figure:], first_figure, level, page))
        cells.extend(own)
    if clashes > _STRAY * len(grouped):
        return None
    box = bounds(row.line.box for row in rows)
    return Part(box, page.place(box), (*(low for low, _ in columns), columns[-1][1]), len(grouped), cells)


def _columns(body: Sequence[_Row]) -> list[tuple[float, float]]:
    """Left and right end of each column: what the cells of rows with figures cover."""
    spans = sorted((cell.box.x0, cell.box.x1) for row in body for cell in row.cells)
    columns = [spans[0]]
    for left, right in spans[1:]:
        if left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _first_figure_column(body: Sequence[_Row], columns: Sequence[tuple[float, float]]) -> int:
    return min(_covered(cell, columns)[0] for row in body for cell in row.figures)


def _covered(cell: Line, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The columns that a cell stands in: the first, and one past the last."""
    own = [at for at, (left, right) in enumerate(columns) if cell.box.x0 < right and cell.box.x1 > left]
    if own:
        return own[0], own[-1] + 1
    nearest = min(range(len(columns)), key=lambda at: abs(sum(columns[at]) / 2 - cell.box.x))
    return nearest, nearest + 1


def _grouped(rows: Sequence[_Row], columns: Sequence[tuple[float, float]], first_figure: int) -> list[list[_Row]]:
    """Lines put together to rows: labels broken over lines go to the row of figures that they stand beside."""
    anchors = [at for at, row in enumerate(rows) if row.figures]
    owner = list(range(len(rows)))
    for at, row in enumerate(rows):
        only_labels = all(_covered(cell, columns)[1] <= first_figure for cell in row.cells)
        if row.figures or not only_labels or at < anchors[0]:
            continue
        above = max((anchor for anchor in anchors if anchor < at), default=None)
        below = min((anchor for anchor in anchors if anchor > at), default=None)
        near = [
            (abs(rows[anchor].line.base - row.line.base), anchor) for anchor in (above, below) if anchor is not None
        ]
        if opens_row(row.line.text):
            near = [(gap, anchor) for gap, anchor in near if anchor > at and not _has_label(rows[anchor], columns)]
        near = [(gap, anchor) for gap, anchor in near if gap <= _WRAP * row.line.size]
        if near:
            owner[at] = min(near)[1]
    groups: dict[int, list[_Row]] = {}
    for at, row in enumerate(rows):
        groups.setdefault(owner[at], []).append(row)
    return [groups[at] for at in sorted(groups)]


def _has_label(row: _Row, columns: Sequence[tuple[float, float]]) -> bool:
    return any(not is_figure(cell.text) and _covered(cell, columns)[0] == 0 for cell in row.cells)


def _cells_of(
    group: Sequence[_Row], columns: Sequence[tuple[float, float]], number: int, page: Page
) -> tuple[list[DraftCell], bool]:
    """The cells of one row, and whether two of one line fell into the same column."""
    places: dict[tuple[int, int], list[Line]] = {}
    clash = False
    for row in group:
        taken: set[int] = set()
        for cell in row.cells:
            start, end = _covered(cell, columns)
            clash = clash or not taken.isdisjoint(range(start, end))
            taken.update(range(start, end))
            places.setdefault((start, end), []).append(cell)
    cells = []
    for (start, end), lines in sorted(places.items()):
        width = columns[end - 1][1] - columns[start][0]
        box = bounds(line.box for line in lines)
        cells.append(DraftCell(number, start, number + 1, end, join(lines, width), page.place(box)))
    return cells, clash


def _blanks(
    own: Sequence[DraftCell], columns: Sequence[tuple[float, float]], first: int, level: Box, page: Page
) -> list[DraftCell]:
    """Empty cells where a row of figures has none; ``columns`` are those from the number ``first`` on."""
    taken = {at for cell in own for at in range(cell.column, cell.column_end)}
    row = own[0].row
    return [
        DraftCell(row, at, row + 1, at + 1, "", page.place(Box(left, level.y0, right, level.y1)))
        for at, (left, right) in enumerate(columns, start=first)
        if at not in taken
    ]
