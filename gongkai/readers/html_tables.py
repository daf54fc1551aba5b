"""Tables of a page as grids, told apart from tables that only lay a page out.

A cell that spans rows or columns is kept once, with its spans. A table inside a cell of a data table becomes rows and
columns of it. Tables of one row that follow each other, and tables of one cell, are joined: pages draw one table so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gongkai.readers.html_dom import Element
from gongkai.readers.html_flow import is_block, read_words

__all__ = ["Grid", "GridPart", "joined", "read_table"]

_LONG_CELL = 150  # characters with a full stop; a label of the forms has at most sixty
_SHORT_CELL = 80
_SHORT_TO_LONG = 8  # so many short cells make a data table of one that also holds a long note
_WIDEST, _TALLEST = 200, 2000  # spans beyond are nonsense
_INNER = 2000  # characters of a table inside a data table
_MOST_INNER_LINKS = 0.3
_PERCENT = re.compile(r"(?:^|;)\s*width\s*:\s*([\d.]+)%|^\s*([\d.]+)%\s*$", re.IGNORECASE)
_FULL_WIDTH = 97.0


@dataclass(frozen=True, slots=True)
class GridPart:
    """A cell: its place in the grid, its words and its element."""

    row: int
    column: int
    words: str
    element: Element
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True, eq=False)
class Grid:
    """A data table.

    Attributes:
        parts: its cells.
        element: the table; of joined tables the first.
        rows: how many rows.
        linked: share of its characters inside links.
        apart: whether it has but one row or one cell and may be a part of a larger one.
    """

    parts: list[GridPart]
    element: Element
    rows: int
    linked: float = 0.0
    apart: bool = False

    @property
    def words(self) -> str:
        """The words of all cells, by rows."""
        return "\t".join(part.words for part in self.parts)


def read_table(table: Element) -> Grid | None:
    """The grid of a data table, None for a table that lays out other content."""
    rows = list(_rows(table))
    cells = [cell for row in rows for cell in row]
    if not cells:
        return None
    apart = len(rows) == 1 and all(map(_is_small, cells))
    if not apart and not _is_data(rows, cells):
        return None
    parts = _parts(rows)
    return Grid(parts, table, len(rows), table.linked / table.chars if table.chars else 0.0, apart)


def _rows(table: Element) -> Iterator[list[Element]]:
    """Rows of cells, those of the head first and those of the foot last, rows without any cell left out."""
    groups: dict[str, list[Element]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table.elements():
        if child.tag == "tr":
            groups["tbody"].append(child)
        elif child.tag in groups:
            groups[child.tag].extend(row for row in child.elements() if row.tag == "tr")
    for row in itertools.chain(*groups.values()):
        cells = [cell for cell in row.elements() if cell.tag in {"td", "th"}]
        if cells:
            yield cells


def _is_small(cell: Element) -> bool:
    """Whether a cell is short enough to be one of a table that is drawn in pieces."""
    return cell.chars <= _SHORT_CELL and not cell.tables and not cell.pictures and _lines(cell) <= 2


def _is_data(rows: Sequence[Sequence[Element]], cells: Sequence[Element]) -> bool:
    """Whether a table of several cells holds data rather than parts of the page."""
    if max(map(len, rows)) < 2:
        return False
    nested = [cell for cell in cells if cell.tables]
    plain = [cell for cell in cells if not cell.tables]
    if nested and not _unfolds(nested, plain):
        return False
    short = sum(0 < cell.chars <= _SHORT_CELL for cell in plain)
    long = sum((cell.chars > _LONG_CELL and cell.stops > 0) or cell.chars > 3 * _LONG_CELL for cell in plain)
    if long and short < _SHORT_TO_LONG * long:
        return False
    if any(sum(cell.chars > 0 for cell in row) > 1 for row in rows):
        return True
    # Empty cells, or a label a row at most: a blank table has columns, a spacer has none.
    pictures = any(cell.pictures for cell in cells)
    return len(rows) > 2 and max(map(len, rows)) > 2 and not pictures


def _unfolds(nested: Sequence[Element], plain: Sequence[Element]) -> bool:
    """Whether tables inside cells are rows and columns of the outer one: small, alone in their cells, beside labels."""
    if not any(cell.chars for cell in plain):
        return False
    if sum(cell.linked for cell in plain) > _MOST_INNER_LINKS * sum(cell.chars for cell in plain):
        return False
    for cell in nested:
        inner = _inner_table(cell)
        if inner is None or inner.tables or inner.chars != cell.chars or inner.chars > _INNER:
            return False
        rows = list(_rows(inner))
        parts = [part for row in rows for part in row]
        if not parts or (len(parts) > 1 and max(map(len, rows)) > 1 and not _is_data(rows, parts)):
            return False
        if any(part.chars > _SHORT_CELL for part in parts):
            return False
    return True


def _inner_table(cell: Element) -> Element | None:
    """The one table below a cell."""
    element = cell
    while element.tag != "table":
        inner = [child for child in element.elements() if child.tables or child.tag == "table"]
        if len(inner) != 1:
            return None
        element = inner[0]
    return element


def _lines(element: Element) -> int:
    """Blocks and breaks inside a cell, roughly its lines."""
    count, stack = 1, [element]
    while stack:
        for child in stack.pop().elements():
            count += child.tag == "br" or (is_block(child) and child.chars > 0)
            stack.append(child)
    return count


def _parts(rows: Sequence[Sequence[Element]]) -> list[GridPart]:
    """Cells with their places, tables inside them unfolded."""
    placed = _place(rows)
    inner = {id(part.element): part.element for part in placed if part.element.tables}
    if not inner:
        return [GridPart(part.row, part.column, read_words(part.element), part.element, part.row_span, part.column_span)
                for part in placed]  # fmt: skip
    grids: dict[int, list[GridPart]] = {}
    for key, cell in inner.items():
        table = _inner_table(cell)
        grids[key] = _place(list(_rows(table))) if table is not None else []
    heights, widths = _stretched(placed, grids)
    tops, lefts = _offsets(heights), _offsets(widths)
    result: list[GridPart] = []
    for part in placed:
        row, column = tops[part.row], lefts[part.column]
        own = grids.get(id(part.element))
        if not own:
            height = sum(heights[part.row : part.row + part.row_span])
            width = sum(widths[part.column : part.column + part.column_span])
            result.append(GridPart(row, column, read_words(part.element), part.element, height, width))
            continue
        result.extend(
            GridPart(row + each.row, column + each.column, read_words(each.element), each.element, each.row_span,
                     each.column_span) for each in own
        )  # fmt: skip
    return sorted(result, key=lambda part: (part.row, part.column))


def _place(rows: Sequence[Sequence[Element]]) -> list[GridPart]:
    """Give each cell its row and column; words are read later."""
    free_from: dict[int, int] = {}  # by column, the first row that no cell from above reaches into
    placed: list[GridPart] = []
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while free_from.get(column, 0) > row:
                column += 1
            width = _span(cell.get("colspan"), _WIDEST)
            height = min(_span(cell.get("rowspan"), _TALLEST), len(rows) - row)
            free_from.update(dict.fromkeys(range(column, column + width), row + height))
            placed.append(GridPart(row, column, "", cell, height, width))
            column += width
            if column > 2 * _WIDEST:  # spans that no table has: leave them all out
                return [GridPart(at, across, "", each, 1, 1) for at, each_row in enumerate(rows)
                        for across, each in enumerate(each_row)]  # fmt: skip
    return placed


def _span(value: str, most: int) -> int:
    match = re.match(r"\s*(\d{1,6})", value)
    return min(max(int(match[1]), 1), most) if match else 1


def _stretched(placed: Sequence[GridPart], grids: dict[int, list[GridPart]]) -> tuple[list[int], list[int]]:
    """Heights of rows and widths of columns that the tables inside need, counted in cells."""
    heights = [1] * max(part.row + part.row_span for part in placed)
    widths = [1] * max(part.column + part.column_span for part in placed)
    for part in placed:
        own = grids.get(id(part.element))
        if own:
            needed = max(each.row + each.row_span for each in own)
            last = part.row + part.row_span - 1
            heights[last] += max(0, needed - sum(heights[part.row : last + 1]))
            needed = max(each.column + each.column_span for each in own)
            last = part.column + part.column_span - 1
            widths[last] += max(0, needed - sum(widths[part.column : last + 1]))
    return heights, widths


def _offsets(sizes: Iterable[int]) -> list[int]:
    return [0, *itertools.accumulate(sizes)]


def joined(run: Sequence[Grid]) -> Grid | None:
    """Join tables of one row that follow each other with nothing between; those of one cell by what lays them out.

    Returns:
        None where they make no columns, so that their words are lines.
    """
    if len(run) == 1:
        return run[0] if sum(bool(part.words) for part in run[0].parts) > 1 else None
    rows = [[grid] for grid in run]
    if all(len(grid.parts) == 1 for grid in run):
        rows = _rows_of_cells(run)
        if max(map(len, rows)) < 2:
            return None
    parts: list[GridPart] = []
    for row, grids in enumerate(rows):
        column = 0
        for grid in grids:
            for part in grid.parts:
                parts.append(GridPart(row, column, part.words, part.element, 1, part.column_span))
                column += part.column_span
    chars = sum(grid.element.chars for grid in run)
    linked = sum(grid.element.linked for grid in run) / chars if chars else 0.0
    return Grid(parts, run[0].element, len(rows), linked)


def _rows_of_cells(run: Sequence[Grid]) -> list[list[Grid]]:
    """Tables of one cell each as rows: by the element around them, else by their widths; else one a row."""
    by_parent = [list(group) for _, group in itertools.groupby(run, key=lambda grid: id(grid.element.parent))]
    if len(by_parent) > 1 and max(map(len, by_parent)) > 1:
        return by_parent
    rows: list[list[Grid]] = [[]]
    total = 0.0
    for grid in run:
        match = _PERCENT.search(grid.element.get("style")) or _PERCENT.search(grid.element.get("width"))
        if match is None:
            return [[each] for each in run]
        rows[-1].append(grid)
        total += float(match[1] or match[2])
        if total >= _FULL_WIDTH:
            rows.append([])
            total = 0.0
    return [row for row in rows if row]
