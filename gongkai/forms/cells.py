"""Which cells belong to a label, and which column each of them stands in.

Where every column has its figure there is nothing to decide. Where figures are missing, cells known to be blank (an
empty cell between bars, an empty paragraph between paragraphs) give the columns; where even those are lost, or there
are figures too many, only the sums of the row may decide, and only if they leave a single reading.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.forms.sheet import Item, Kind, Sheet
from gongkai.forms.values import parse_cell

__all__ = ["Fit", "Layout", "fit", "layout_of", "row_adds_up"]

_CELLS = (Kind.VALUE, Kind.BLANK)
_LONGEST_RUN = 24  # digits
_MARKED = (Kind.VALUE, Kind.BLANK, Kind.PAD)


@dataclass(frozen=True, slots=True)
class Fit:
    """Cells in the order of the columns.

    Attributes:
        cells: VALUE or BLANK for each column, None where it cannot be told which cell stands there.
        by_sum: whether the sums of the row decided.
    """

    cells: tuple[Item | None, ...]
    by_sum: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """How the cells of one table are parted.

    Attributes:
        has_marks: bars or tabs part cells, so that a blank one shows.
        line_ends: line ends between two cells that stand on lines of their own, 0 where cells share a line.
        to_the_right: rows are filled up before their figures rather than after (merged label cells written out).
        columns: centres of the columns of figures where all complete rows have as many, parted by spaces; else empty.
        whole: all rows that have figures have one for each column, and most rows have figures; so a row without any
            is blank.
    """

    has_marks: bool = False
    line_ends: int = 0
    to_the_right: bool = False
    columns: tuple[float, ...] = field(default=())
    whole: bool = False


def row_adds_up(values: Sequence[Decimal | None]) -> bool:
    """Whether the last of the values is the sum of those before it, blanks counting nothing; no values do not."""
    total = values[-1] if values else None
    return total is not None and total == sum((value for value in values[:-1] if value is not None), Decimal(0))


def layout_of(sheet: Sheet, items: Sequence[Item], rows: Sequence[tuple[Sequence[Item], int]]) -> Layout:
    """Learn the layout from the items of a table and from its complete rows.

    Args:
        sheet: the text.
        items: the whole table.
        rows: what follows each label, and how many columns it should have.
    """
    kinds = [item.kind for item in items]
    has_marks = (
        Kind.BLANK in kinds
        or Kind.PAD in kinds
        or any(mark in sheet.text[items[0].start : items[-1].end] for mark in ("|", "\t"))
    )
    line_ends = _usual_break(items)
    counts = [(sum(item.kind is Kind.VALUE for item in row), need) for row, need in rows]
    complete = sum(count == need for count, need in counts)
    if complete * 2 < len(rows) and not _is_steady(items, line_ends):
        line_ends = 0  # the table is in disorder: an empty line is as likely a page's end as a blank cell
    leads = trails = False
    centres: list[list[float]] = []
    for (row, need), (count, _) in zip(rows, counts, strict=True):
        if count < need:
            continue
        line = _own_line(row)
        values = [item for item in line if item.kind is Kind.VALUE]
        if len(values) != need:
            continue
        leads = leads or (bool(line) and line[0].kind is Kind.BLANK)
        trails = trails or (bool(line) and line[-1].kind is not Kind.VALUE)
        if not has_marks and need > 1:
            centres.append([sheet.column(item.start) + (item.end - item.start) / 2 for item in values])
    to_the_right = (leads and not trails) or _opens_with_blanks([row for row, _ in rows])
    return Layout(has_marks, line_ends, to_the_right, _columns(centres), _is_whole(counts))


def _is_whole(counts: Sequence[tuple[int, int]]) -> bool:
    filled = [(count, need) for count, need in counts if count]
    return len(filled) >= max(4, 0.7 * len(counts)) and all(count == need for count, need in filled)


def _opens_with_blanks(rows: Sequence[Sequence[Item]]) -> bool:
    """Whether cells are left blank before labels: the rest of merged cells that begin in a line above."""
    on_line = [row for row in rows if _own_line(row)]
    opened = [row for row in on_line if row[-1].kind is Kind.BLANK and any(item.kind is Kind.BREAK for item in row)]
    return len(on_line) * 2 > len(rows) and len(opened) * 4 > len(rows)


def _columns(centres: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The columns that the figures of all complete rows stand in, () where they do not stand below each other."""
    if len(centres) < 2 or len({len(row) for row in centres}) > 1:
        return ()
    columns = list(zip(*centres, strict=True))
    middles = tuple(sum(column) / len(column) for column in columns)
    gap = min(right - left for left, right in itertools.pairwise(middles))
    return middles if all(max(column) - min(column) <= gap for column in columns) else ()


def _usual_break(items: Sequence[Item]) -> int:
    """Line ends between cells where most figures stand on lines of their own, 0 where they do not."""
    kinds = [item.kind for item in items]
    before = [one for one, kind in itertools.pairwise(kinds) if kind is Kind.VALUE]
    if before.count(Kind.BREAK) * 2 <= len(before):
        return 0
    sizes = [item.size for item in items if item.kind is Kind.BREAK and item.size]
    usual = max(sorted(set(sizes)), key=sizes.count, default=0)
    # Where most rows are blank, the commonest gap is that of a whole blank row.
    parts = [size for size in sorted(set(sizes)) if 1 < size < usual and usual % size == 0 and sizes.count(size) > 2]
    return next((part for part in parts if sum(size % part == 0 for size in sizes) >= 0.9 * len(sizes)), usual)


def _is_steady(items: Sequence[Item], usual: int) -> bool:
    """Whether nearly all line ends beside figures come in multiples of the usual number, which is not one."""
    sizes = [
        item.size
        for before, item, after in zip(items, items[1:], items[2:], strict=False)
        if item.kind is Kind.BREAK and item.size and Kind.VALUE in {before.kind, after.kind}
    ]
    return usual > 1 and sum(size % usual == 0 for size in sizes) >= 0.9 * len(sizes)


def fit(
    sheet: Sheet,
    row: Sequence[Item],
    need: int,
    layout: Layout,
    adds_up: Callable[[Sequence[Decimal | None]], bool] | None = None,
    *,
    is_last_word: bool = False,
    has_label: bool = True,
) -> Fit | None:
    """Put the cells that follow a label under their columns.

    Args:
        sheet: the text.
        row: VALUE, BLANK, PAD and BREAK items after the label, up to the next label.
        need: number of columns.
        layout: of the whole table.
        adds_up: whether the values of a row agree with each other; None where the form has no such sum.
        has_label: whether the row begins with its label, so that its first cell has a known place.
        is_last_word: whether another label follows, so that no cell of the row can stand elsewhere.

    Returns:
        None where the columns of the figures cannot be told.
    """
    line = _own_line(row)
    for stretch in (line, row):
        values = [item for item in stretch if item.kind is Kind.VALUE]
        if len(values) == need and not _intruded(stretch, adds_up):
            return Fit(tuple(values))
        if (
            stretch is line
            and line
            and layout.has_marks
            and (found := _between_marks(line, need, layout.to_the_right, None if has_label else adds_up))
        ):
            return found
    if len(values) > need:
        return _surplus(values, need, adds_up)
    # A row that has its own line ends with it: blank cells of the next line are not its own.
    rest = row if not (line and layout.has_marks) else ()
    found = (
        _with_blanks(sheet, rest, need, layout, None if has_label else adds_up)
        or _parted(sheet, values, need, adds_up)
        or _total_alone(values, need, adds_up)
    )
    if found is None and is_last_word and layout.whole and not any(item.kind in _MARKED for item in row):
        at = row[-1].start if row else 0
        found = Fit((Item(Kind.BLANK, at, at),) * need)
    return found


def _parted(
    sheet: Sheet, values: Sequence[Item], need: int, adds_up: Callable[[Sequence[Decimal | None]], bool] | None
) -> Fit | None:
    """Figures that ran together: each digit a cell where they are as many, else as their sum alone allows."""
    words = [sheet.text[item.start : item.end] for item in values]
    if not words or need < 2 or not all(word.isdigit() for word in words):
        return None
    run = "".join(words)
    if len(run) == need and (adds_up is not None or (len(values) == 1 and run[0] == "0")):
        lengths = {(1,) * need}
    elif len(values) == 1 and adds_up is row_adds_up and need < len(run) <= _LONGEST_RUN:
        lengths = set(itertools.islice(_partitions(run, need), 2))
    else:
        return None
    if len(lengths) != 1:
        return None
    offsets = [at for item in values for at in range(item.start, item.end)]
    cells: list[Item] = []
    begin = 0
    for length in lengths.pop():
        start, end = offsets[begin], offsets[begin + length - 1] + 1
        cells.append(Item(Kind.VALUE, start, end, parse_cell(run[begin : begin + length]), values[0].piece))
        begin += length
    if adds_up is not None and not adds_up([cell.value.number if cell.value else None for cell in cells]):
        return None
    return Fit(tuple(cells), by_sum=adds_up is not None)


def _partitions(run: str, need: int) -> Iterator[tuple[int, ...]]:
    """Ways to part digits into ``need`` numbers the last of which is the sum of the others."""
    for last in range(1, len(run) - need + 2):
        if last == 1 or run[-last] != "0":
            yield from ((*parts, last) for parts in _adding_up(run[:-last], need - 1, int(run[-last:])))


def _adding_up(run: str, need: int, total: int) -> Iterator[tuple[int, ...]]:
    if need == 1:
        if int(run) == total and (len(run) == 1 or run[0] != "0"):
            yield (len(run),)
        return
    for length in range(1, (1 if run[0] == "0" else len(run) - need + 1) + 1):
        first = int(run[:length])
        if first > total:
            break
        yield from ((length, *rest) for rest in _adding_up(run[length:], need - 1, total - first))


def _intruded(row: Sequence[Item], adds_up: Callable[[Sequence[Decimal | None]], bool] | None) -> bool:
    """Whether a blank cell among as many figures as columns, and their sums, show that one of them is a page number."""
    if adds_up is None or all(item.kind is not Kind.BLANK for item in row):
        return False
    inner = itertools.dropwhile(lambda item: item.kind is not Kind.VALUE, row)
    kinds = [item.kind for item in inner if item.kind is not Kind.BREAK]
    while kinds and kinds[-1] is not Kind.VALUE:
        kinds.pop()
    return Kind.BLANK in kinds and not adds_up([item.value.number for item in row if item.value])


def _own_line(row: Sequence[Item]) -> list[Item]:
    """The cells on the label's own line, where there are any."""
    for at, item in enumerate(row):
        if item.kind is Kind.BREAK:
            return list(row[:at])
    return list(row)


def _with_blanks(
    sheet: Sheet,
    row: Sequence[Item],
    need: int,
    layout: Layout,
    adds_up: Callable[[Sequence[Decimal | None]], bool] | None,
) -> Fit | None:
    if not row:
        return None
    if layout.has_marks:
        return _between_marks(row, need, layout.to_the_right, adds_up)
    if layout.line_ends:
        return _between_line_ends(row, need, layout.line_ends)
    ends_its_line = row[-1].kind is Kind.BREAK  # else words that are no figure stand among the cells
    if len(layout.columns) == need and ends_its_line and any(item.kind is Kind.VALUE for item in row):
        return _under_columns(sheet, row, layout.columns)
    return None


def _between_marks(
    row: Sequence[Item],
    need: int,
    to_the_right: bool,
    adds_up: Callable[[Sequence[Decimal | None]], bool] | None,
) -> Fit | None:
    """Cells between bars or tabs; blank ones too many stand before or behind, as the sums say, else as usual."""
    cells: list[Item] = []
    padded = 0
    rest = row
    if any(item.kind is Kind.VALUE for item in row):
        # Padding right after a heading fills up the heading's own row.
        rest = list(itertools.dropwhile(lambda item: item.kind in {Kind.PAD, Kind.BREAK}, row))
    for item in rest:
        if item.kind is Kind.PAD:
            padded += 1
        elif item.kind in _CELLS:
            if padded and item.kind is Kind.VALUE:
                return None
            if not padded:
                cells.append(item)
    if not any(item.kind is Kind.VALUE for item in cells):
        if len(cells) + padded < need:
            return None
        blank = next(item for item in row if item.kind in {Kind.BLANK, Kind.PAD})
        return Fit(tuple(cells[:need]) if len(cells) >= need else (blank,) * need)
    if len(cells) < need:
        return None
    right = len(cells) - need
    usual = (right, 0) if to_the_right else (0, right)
    windows = [
        (start, Fit(tuple(cells[start : start + need])))
        for start in dict.fromkeys((*usual, *range(right)))
        if all(item.kind is Kind.BLANK for item in (*cells[:start], *cells[start + need :]))
    ]
    if adds_up is not None and len(windows) > 1:
        sound = [found for _, found in windows if adds_up(_numbers(found.cells))]
        if sound and sound[0] is not windows[0][1]:
            return replace(sound[0], by_sum=True) if len(sound) == 1 else None
    return next((found for start, found in windows if start in usual), None)


def _numbers(cells: Sequence[Item | None]) -> list[Decimal | None]:
    return [cell.value.number if cell and cell.value else None for cell in cells]


def _between_line_ends(row: Sequence[Item], need: int, usual: int) -> Fit | None:
    """Cells on lines of their own: line ends beyond the usual number stand for blank cells."""
    cells: list[Item] = []
    for item in row:
        if item.kind is Kind.VALUE:
            cells.append(item)
        elif item.kind is Kind.BREAK:
            if item.size % usual and item is not row[-1]:
                return None
            cells.extend([Item(Kind.BLANK, item.start, item.end)] * (item.size // usual - 1))
    if len(cells) == need or (len(cells) > need and all(item.kind is Kind.BLANK for item in cells)):
        return Fit(tuple(cells[:need]))
    return None


def _under_columns(sheet: Sheet, row: Sequence[Item], columns: Sequence[float]) -> Fit | None:
    """Figures aligned with spaces: each under the column whose centre is nearest."""
    reach = min((right - left for left, right in itertools.pairwise(columns)), default=0.0) / 2
    found: dict[int, Item] = {}
    for item in row:
        if item.kind is not Kind.VALUE:
            continue
        centre = sheet.column(item.start) + (item.end - item.start) / 2
        index = min(range(len(columns)), key=lambda at: abs(columns[at] - centre))
        if abs(columns[index] - centre) >= reach or index in found:
            return None
        found[index] = item
    blank = next(iter(found.values()))
    gap = Item(Kind.BLANK, blank.start, blank.start)
    return Fit(tuple(found.get(index, gap) for index in range(len(columns))))


def _surplus(
    values: Sequence[Item], need: int, adds_up: Callable[[Sequence[Decimal | None]], bool] | None
) -> Fit | None:
    """A figure or more that belong elsewhere stand among those of the row: leave them out if the sums say which."""
    if len(values) > need + 3:
        return None
    readings: dict[tuple[Decimal | None, ...], tuple[Item, ...]] = {}
    for kept in itertools.combinations(values, need):
        numbers = tuple(item.value.number if item.value else None for item in kept)
        readings.setdefault(numbers, kept)
    if len(readings) > 1 and adds_up is not None:
        readings = {numbers: kept for numbers, kept in readings.items() if adds_up(numbers)}
        if len(readings) == 1:
            return Fit(next(iter(readings.values())), by_sum=True)
        return None
    return Fit(next(iter(readings.values()))) if len(readings) == 1 else None


def _total_alone(
    values: Sequence[Item], need: int, adds_up: Callable[[Sequence[Decimal | None]], bool] | None
) -> Fit | None:
    """Blank cells are lost and with them the columns; the last figure is the total if the others add up to it."""
    numbers = [item.value.number if item.value else None for item in values]
    if adds_up is None or len(values) < 2 or not numbers[-1] or not adds_up(numbers):
        return None
    return Fit((*(None,) * (need - 1), values[-1]), by_sum=True)
