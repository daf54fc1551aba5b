"""The table of section 四: administrative reviews and lawsuits, three groups of five results."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal

from gongkai.forms.build import TableReading, observe
from gongkai.forms.catalogue import FormColumn, form_table
from gongkai.forms.cells import fit, layout_of, row_adds_up
from gongkai.forms.labels import Hit, trim
from gongkai.forms.rows import Row, cut_rows
from gongkai.forms.sheet import Item, Kind, Sheet
from gongkai.records import Observation, Span

__all__ = ["read_appeals", "read_unlabelled_appeals"]

_GROUPS = ("review", "litigation_direct", "litigation_after_review")
_RESULTS = ("upheld", "corrected", "other", "pending", "total")
_CELLS = 15
_WEAK = frozenset({"总计", "合计", "行政复议", "行政诉讼"})
_BEHIND = 60  # squeezed characters: a heading may come after the figures that stand under the others
_FIGURES_AHEAD = 80  # pieces after the last heading in which the figures must have come


def read_appeals(sheet: Sheet, hits: Sequence[Hit], labels: Sequence[Hit]) -> TableReading | None:
    """Read one table of reviews and lawsuits.

    Args:
        sheet: the report.
        hits: labels of this table that stand close together.
        labels: labels of all standard tables.

    Returns:
        None where the labels are too few to be a table.
    """
    table = form_table("appeals")
    hits = trim(hits, lambda hit: hit.label not in _WEAK, behind=_BEHIND)
    if not hits:
        return None
    codes = {table.columns_by_label[hit.label].code for hit in hits if hit.label in table.columns_by_label}
    if len(codes & {*_GROUPS[1:], *_RESULTS[:4]}) < 2:
        return None
    items = list(sheet.items(hits[0].first, _last_piece(sheet, hits[-1])))
    around = [hit for hit in labels if hits[0].first <= hit.first <= hits[-1].last]
    rows = cut_rows(sheet, items, around, {})
    observations = _beside_groups(rows) or _beside_labels(rows) or _below_labels(sheet, items, rows)
    end = max([item.end for item in items if item.kind is Kind.VALUE], default=hits[-1].end)
    return TableReading(
        observations=tuple(observations),
        taken=Span(rows[0].start, end),
        has_figures=any(row.values for row in rows),
    )


def _last_piece(sheet: Sheet, hit: Hit) -> int:
    """The last figure of the run that begins after the headings, over words cut to pieces by narrow columns."""
    last = hit.last
    count = 0
    for item in sheet.items(hit.last + 1, min(hit.last + _FIGURES_AHEAD, len(sheet.starts) - 1)):
        if item.kind is Kind.VALUE:
            count += 1
            last = item.piece
        elif item.kind is Kind.TEXT and (count or not _is_scrap(sheet, item)):
            break
    return last


def _is_scrap(sheet: Sheet, item: Item) -> bool:
    """Whether words are a scrap of the headings: 维持, 结, 总."""
    words = sheet.words(item.start, item.end)
    return len(words) <= 4 and set(words) <= set("结果维持纠正其他尚未审结总计行政复议诉讼未经直接起后")


def _beside_labels(rows: Sequence[Row]) -> list[Observation]:
    """A table turned upright: each result has its own figure beside it."""
    table = form_table("appeals")
    group = ""
    found: list[Observation] = []
    for row in rows:
        column = table.columns_by_label.get(row.label)
        if row.label in table.marks_by_label:
            group = table.marks_by_label[row.label].code
        if column is None:
            continue
        if column.code in _GROUPS:
            group = column.code
        elif not group or len(row.values) > 1:
            return []
        if len(row.values) == 1:
            result = {} if column.code in _GROUPS else dict(column.dimensions)
            found.append(observe("appeals", {"proceeding": group, **result}, row.values[0], row.start, row.end))
    return found if len(found) >= 4 else []


def _beside_groups(rows: Sequence[Row]) -> list[Observation]:
    """A table with one row a proceeding: five figures beside its name, results named above."""
    table = form_table("appeals")
    columns = [(table.columns_by_label[row.label], row) for row in rows if row.label in table.columns_by_label]
    groups = [(column.code, row) for column, row in columns if len(row.values) == len(_RESULTS)]
    named = [column for column, row in columns if groups and row.start < groups[0][1].start]
    results = [column for column in named if column.code in _RESULTS]
    if len(groups) < 2 or sorted(column.code for column in results) != sorted(_RESULTS):
        return []
    if any(code not in _GROUPS for code, _ in groups):
        return []
    return [
        observe("appeals", {"proceeding": code, **column.dimensions}, cell, row.start, row.end)
        for code, row in groups
        for column, cell in zip(results, row.values, strict=True)
    ]


def _below_labels(sheet: Sheet, items: Sequence[Item], rows: Sequence[Row]) -> list[Observation]:
    """The usual table: headings, then one row of fifteen cells."""
    labelled = [row for row in rows if row.hit]
    figures = [row for row in rows if row.values]
    if not figures:
        return []
    cells = [item for row in rows[rows.index(figures[0]) :] for item in row.cells]
    layout = layout_of(sheet, items, [])
    heading = list(itertools.takewhile(lambda item: item.kind in {Kind.BLANK, Kind.PAD}, cells))
    if not layout.line_ends and cells[len(heading)].kind is Kind.BREAK:
        cells = cells[len(heading) :]  # the rest of the line of the headings
    found = fit(sheet, cells, _CELLS, layout, _adds_up, has_label=False)
    if found is None:
        return []
    numbers = [cell.value.number for cell in found.cells if cell and cell.value]
    if figures[0] is not figures[-1] and not _adds_up(numbers):
        return []  # headings stand among the figures: only their sums can tell that the order is that of the form
    columns, method = _columns([row.hit for row in labelled if row.hit])
    if found.by_sum:
        method = "cell_sum"
    start = labelled[-1].start
    last = max(item.end for item in cells)
    return [
        observe("appeals", {"proceeding": group, **result}, cell, start, last, method=method)
        for (group, result), cell in zip(columns, found.cells, strict=True)
        if cell is not None
    ]


def _adds_up(values: Sequence[Decimal | None]) -> bool:
    """Whether each group of five ends with its sum; one that is blank as a whole does not say."""
    groups = [values[at : at + 5] for at in range(0, _CELLS, 5)]
    return all(row_adds_up(group) or set(group) == {None} for group in groups) and set(values) != {None}


def _columns(hits: Sequence[Hit]) -> tuple[list[tuple[str, dict[str, str]]], str]:
    """The fifteen columns as the headings name them; the form's own order where headings are cut."""
    table = form_table("appeals")
    named: list[FormColumn] = [table.columns_by_label[hit.label] for hit in hits if hit.label in table.columns_by_label]
    groups = _group_order(hits)
    results = [column for column in named if column.code in _RESULTS]
    blocks = [results[at : at + 5] for at in range(0, len(results), 5)]
    whole = len(blocks) == 3 and all(sorted(column.code for column in block) == sorted(_RESULTS) for block in blocks)
    if whole and groups:
        return [
            (group, dict(column.dimensions)) for group, block in zip(groups, blocks, strict=True) for column in block
        ], "cell_label"
    standard = sorted((column for column in table.columns if column.code in _RESULTS), key=lambda one: one.position)
    order = groups or list(_GROUPS)
    return [(group, dict(column.dimensions)) for group in order for column in standard], "cell_place"


def _group_order(hits: Sequence[Hit]) -> list[str]:
    """The three groups in the order of their columns, [] where not all of them are named.

    复议 spans five columns and 诉讼 ten, and the two kinds of lawsuit are named a line below: so their own order
    tells theirs, and that of 复议 and 诉讼 tells which side the reviews are on.
    """
    table = form_table("appeals")
    firsts: dict[str, int] = {}
    for hit in hits:
        code = table.columns_by_label[hit.label].code if hit.label in table.columns_by_label else hit.label
        firsts.setdefault(code, hit.position)
    if any(group not in firsts for group in _GROUPS):
        return []
    lawsuits = sorted(_GROUPS[1:], key=lambda group: firsts[group])
    reviews_last = firsts.get("行政诉讼", firsts["review"]) < firsts["review"]
    return [*lawsuits, "review"] if reviews_last else ["review", *lawsuits]


def read_unlabelled_appeals(sheet: Sheet, first: int, last: int) -> TableReading | None:
    """Read fifteen figures without any label as the table.

    Args:
        sheet: the report.
        first: first piece of the section, its heading not included.
        last: last piece of the section.
    """
    items = [item for item in sheet.items(first, last) if item.kind in {Kind.VALUE, Kind.TEXT}]
    runs = [list(run) for kind, run in itertools.groupby(items, key=lambda item: item.kind) if kind is Kind.VALUE]
    whole = [run for run in runs if len(run) == _CELLS]
    if len(whole) != 1 or not _adds_up([item.value.number if item.value else None for item in whole[0]]):
        return None
    columns, _ = _columns([])
    observations = tuple(
        observe("appeals", {"proceeding": group, **result}, cell, cell.start, cell.end, method="cell_place")
        for (group, result), cell in zip(columns, whole[0], strict=True)
    )
    return TableReading(observations, Span(whole[0][0].start, whole[0][-1].end))
