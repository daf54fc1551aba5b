"""A sheet of a workbook as it is seen, and the paragraphs and the table that it consists of."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.readers.office.layout import Grid, Item, Paragraph, Slot

__all__ = ["Range", "Sheet", "cell_name", "sheet_items"]

Range = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0
_OWN_NAME = re.compile(r"(?:sheet|工作表|表)?\s*\d*", re.IGNORECASE)
_REMARK = re.compile("[:：。;；]")
_MERGED_AREA = 1_000_000  # cells
_BLANK_ROWS = 3


@dataclass
class Sheet:
    """What stands in the cells of one sheet.

    Attributes:
        name: on its tab, "" for a CSV file.
        cells: words by row and column, from 0; empty cells are not in it.
        framed: cells with a border, whether anything stands in them or not.
        merged: cells that were made one.
        hidden_rows, hidden_columns: those that are not seen.
        missed: what could not be read.
        within: path of the workbook where it stands in another document.
    """

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    framed: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    missed: list[str] = field(default_factory=list)
    within: str = ""


def cell_name(row: int, column: int) -> str:
    """The name of a cell: row 6, column 1 is ``B7``."""
    letters = ""
    column += 1
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(ord("A") + left) + letters
    return f"{letters}{row + 1}"


def sheet_items(sheet: Sheet, within: str = "") -> list[Item]:
    """The sheet's name where it says something, title rows, the table, and remarks below it.

    Args:
        sheet: one sheet.
        within: path of the workbook where it stands in another document; its sheets' names are not shown there.
    """
    items: list[Item] = []
    sheet.within = within
    if not within and not _OWN_NAME.fullmatch(sheet.name.strip()):
        items.append(Paragraph(sheet.name, _place(sheet, ""), "metadata"))
    slots, axes = _slots(sheet)
    for is_table, rows in _stretches(sheet, slots):
        if is_table:
            slots = list(_filled(rows, sheet, axes))
            items.append(Grid(slots, slots[0].path))
        else:
            items.extend(item for slots in rows for slot in slots for item in slot.items)
    return items


def _place(sheet: Sheet, cell: str) -> str:
    place = "!".join(part for part in (sheet.name, cell) if part)
    return f"{sheet.within}!/{place}" if sheet.within else place


def _slots(sheet: Sheet) -> tuple[list[Slot], tuple[list[int], list[int]]]:
    """The cells that are seen and hold words or have a border; merged ones once, at their upper left corner.

    Rows and columns are counted anew, without those that are hidden or wholly empty; beside the cells come the rows
    and the columns of the sheet that are left.
    """
    used = sheet.framed | set(sheet.cells)
    rows = sorted({row for row, _ in used} - sheet.hidden_rows)
    columns = sorted({column for _, column in used} - sheet.hidden_columns)
    covered: set[tuple[int, int]] = set()
    slots: list[Slot] = []
    for top, left, bottom, right in sheet.merged:
        above, below = bisect_left(rows, top), bisect_right(rows, bottom)
        before, after = bisect_left(columns, left), bisect_right(columns, right)
        if above >= below or before >= after or (above, before) in covered:
            continue
        if len(covered) + (below - above) * (after - before) > _MERGED_AREA:
            sheet.missed.append(f"{sheet.name}: so many cells are merged that some were taken one by one")
            break
        covered.update((row, column) for row in range(above, below) for column in range(before, after))
        slots.append(_slot(sheet, (above, before), (top, left), (below - above, after - before)))
    row_at = {row: at for at, row in enumerate(rows)}
    column_at = {column: at for at, column in enumerate(columns)}
    for row, column in used:
        if row in row_at and column in column_at and (row_at[row], column_at[column]) not in covered:
            slots.append(_slot(sheet, (row_at[row], column_at[column]), (row, column)))
    return _without_empty_end(sorted(slots, key=lambda slot: (slot.row, slot.column))), (rows, columns)


def _slot(sheet: Sheet, at: tuple[int, int], cell: tuple[int, int], spans: tuple[int, int] = (1, 1)) -> Slot:
    path = _place(sheet, cell_name(*cell))
    words = sheet.cells.get(cell, "")
    items: list[Item] = [Paragraph(words, path)] if words else []
    return Slot(*at, path, *spans, items, framed=cell in sheet.framed)


def _without_empty_end(slots: list[Slot]) -> list[Slot]:
    """Without framed rows below the last words, but for a few as wide as the last: figures that were left out."""
    last = max((slot.row + slot.row_span - 1 for slot in slots if slot.words), default=-1)
    width = Counter(slot.row for slot in slots)
    for _ in range(_BLANK_ROWS):
        if width[last] > 1 and width[last + 1] >= width[last]:
            last += 1
    return [slot for slot in slots if slot.row <= last]


def _stretches(sheet: Sheet, slots: list[Slot]) -> Iterator[tuple[bool, list[list[Slot]]]]:
    """The rows of a sheet parted into tables and what stands above, between and below them."""
    rows: dict[int, list[Slot]] = {}
    for slot in slots:
        rows.setdefault(slot.row, []).append(slot)
    order = [rows[row] for row in sorted(rows)]
    inside = _inside(sheet, order)
    for is_table, group in itertools.groupby(zip(inside, order, strict=True), key=lambda pair: pair[0]):
        yield is_table, [row for _, row in group]


def _inside(sheet: Sheet, order: list[list[Slot]]) -> list[bool]:
    """Whether each row belongs to a table: those of several cells do, and single cells between them that look so."""
    lone: list[bool] = []
    within = 0  # the row down to which cells of rows above reach
    for slots in order:
        lone.append(len(slots) == 1 and slots[0].row >= within and slots[0].row_span == 1)
        within = max(within, *(slot.row + slot.row_span for slot in slots))
    inside = [not alone or not _is_apart(sheet, slots[0]) for alone, slots in zip(lone, order, strict=True)]
    for at, alone in enumerate(lone):  # above a table
        inside[at] = inside[at] and (not alone or (at > 0 and inside[at - 1]))
    for at in reversed(range(len(lone))):  # below it
        follows = at + 1 < len(lone) and inside[at + 1]
        inside[at] = inside[at] and (not lone[at] or follows or not _is_remark(sheet, order[at][0]))
    return inside


def _is_apart(sheet: Sheet, slot: Slot) -> bool:
    """Whether the only cell of a row stands outside the table around it: by its frame, where the sheet has any."""
    return not slot.framed if sheet.framed else slot.column_span > 1


def _is_remark(sheet: Sheet, slot: Slot) -> bool:
    """Whether the only cell of a row below the table is a remark, and no label whose figures were left out."""
    return bool(sheet.framed) or _REMARK.search(slot.words) is not None


def _filled(rows: list[list[Slot]], sheet: Sheet, axes: tuple[list[int], list[int]]) -> Iterator[Slot]:
    """The rows of a table, rows counted from 0, with the empty cells between and behind the others."""
    left = min(slot.column for slots in rows for slot in slots)
    right = max(slot.column + slot.column_span for slots in rows for slot in slots)
    numbers = {slots[0].row: at for at, slots in enumerate(rows)}
    taken: set[tuple[int, int]] = set()
    for (row, at), slots in zip(list(numbers.items()), rows, strict=True):
        for slot in slots:
            spanned = [numbers[each] for each in range(row, row + slot.row_span) if each in numbers]
            slot.row, slot.column, slot.row_span = at, slot.column - left, len(spanned)
            taken.update((each, slot.column + step) for each in spanned for step in range(slot.column_span))
            yield slot
        for column in range(right - left):
            if (at, column) not in taken:
                yield Slot(at, column, _place(sheet, cell_name(axes[0][row], axes[1][left + column])))
