"""The table of section 二: the items of article 20 that are counted, in the forms of 2019 and of 2021.

It is a stack of small tables, each with its own heading, columns and one or two rows. Rows are found by label; the
columns are those named between the rows before and this one, whichever form they come from, so that a table with
half of either form is read right.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.catalogue import measures
from gongkai.forms.build import TableReading, observe
from gongkai.forms.catalogue import FormColumn, FormRow, cell_units, form_table
from gongkai.forms.cells import Layout, fit, layout_of
from gongkai.forms.labels import Hit, best_chain, trim
from gongkai.forms.order import give_back
from gongkai.forms.rows import Row, cut_rows, row_end, rows_that_end, table_start
from gongkai.forms.sheet import Item, Kind, Sheet
from gongkai.forms.values import MONEY_UNITS
from gongkai.records import Observation, Span

__all__ = ["read_disclosure"]

_MONEY = re.compile(r"(?:数)?(?:人民币)?(?:计量)?(?:单位)?(百万元|万元|亿元|千元|元)")
_FIGURES_WEIGH = 4
_FIGURES_BEHIND = 30  # pieces: all figures may stand behind all labels


@dataclass(slots=True)
class _Line:
    """A row of the form with the columns named above it, and those that its figures stand in."""

    form: FormRow
    row: Row
    columns: list[tuple[FormColumn, Hit]]
    named: list[FormColumn] = field(default_factory=list)
    method: str = "cell_label"


def read_disclosure(sheet: Sheet, hits: Sequence[Hit], labels: Sequence[Hit]) -> TableReading | None:
    """Read one table of article 20.

    Args:
        sheet: the report.
        hits: labels of this table that stand close together.
        labels: labels of all standard tables.

    Returns:
        None where the labels are too few to be a table.
    """
    table = form_table("disclosure")
    columns = [hit for hit in hits if hit.label in table.columns_by_label]
    if len(columns) < 2 and len({hit.label for hit in hits if hit.label in table.marks_by_label}) < 3:
        return None
    last = hits[-1]
    hits = trim(hits, lambda hit: hit.label not in table.rows_by_label or hit is last)
    items = list(sheet.items(hits[0].first, _last_piece(sheet, hits[-1])))
    around = [hit for hit in labels if hits[0].first <= hit.first <= hits[-1].last]
    rows = cut_rows(sheet, items, around, table.tails, cell_units())
    lines = _align(rows)
    if not lines:
        return None
    generation = _generation(lines, columns)
    for line in lines:
        _name_columns(line, generation)
    by_block = itertools.groupby(lines, key=lambda line: line.form.block)
    give_back(rows, [[(line.row, len(line.named)) for line in block] for _, block in by_block])
    layout = layout_of(sheet, items, [(line.row.cells, len(line.named)) for line in lines])
    observations: list[Observation] = []
    sure: list[_Line] = []
    ended = rows_that_end(rows)
    for line in lines:
        found = list(_beside_columns(sheet, rows, line)) or list(_observe(sheet, ended, line, layout))
        observations.extend(found)
        sure.extend([line] if found or line.columns else [])
    if not sure:
        return None
    has_figures = any(row.values for row in rows if row.hit)
    if not has_figures:
        observations = []
    end = max(row.end for row in rows[: rows.index(sure[-1].row) + 1] if row.hit)
    end = max([end, *(observation.span.end for observation in observations)])
    return TableReading(
        observations=tuple(observations),
        taken=Span(table_start(rows, sure[0].row), end),
        generation=generation,
        has_figures=has_figures,
    )


def _last_piece(sheet: Sheet, hit: Hit) -> int:
    last = hit.last
    for item in sheet.items(hit.last + 1, min(hit.last + _FIGURES_BEHIND, len(sheet.starts) - 1)):
        if item.kind is Kind.TEXT and sheet.text[item.start : item.end] not in cell_units():
            break
        last = max(last, item.piece)
    return last


def _align(rows: Sequence[Row]) -> list[_Line]:
    """Rows in the order of the form, each with the columns named since the block before."""
    table = form_table("disclosure")
    known = [(at, row) for at, row in enumerate(rows) if row.label in table.rows_by_label]
    weights = [
        (table.rows_by_label[row.label].order, len(row.label) + _FIGURES_WEIGH * bool(row.cells)) for _, row in known
    ]
    lines: list[_Line] = []
    header: list[tuple[FormColumn, Hit]] = []
    position = 0
    for at, row in (known[index] for index in best_chain(weights)):
        form = table.rows_by_label[row.label]
        named = [
            (table.columns_by_label[other.label], other.hit)
            for other in rows[position:at]
            if other.hit and other.label in table.columns_by_label
        ]
        same_block = bool(lines) and lines[-1].form.block == form.block
        header = named if named or not same_block else header
        lines.append(_Line(form, row, [pair for pair in header if form.block in pair[0].blocks]))
        position = at + 1
    return lines


def _generation(lines: Sequence[_Line], columns: Sequence[Hit]) -> str:
    """The form that most columns belong to; where no column is left, the one that has the rows."""
    found = [form_table("disclosure").columns_by_label[hit.label].generation for hit in columns]
    found = found or [line.form.generation for line in lines if line.form.generation]
    return max(sorted(set(found)), key=found.count) if found else ""


def _expected(form: FormRow, generation: str) -> list[FormColumn]:
    columns = [
        column
        for column in form_table("disclosure").columns
        if form.block in column.blocks and column.generation == generation
    ]
    return sorted(columns, key=lambda column: column.position)


def _name_columns(line: _Line, generation: str) -> None:
    """The columns of a row's figures: as named, or the form's own where headings are lost or cut."""
    line.named = [column for column, _ in line.columns]
    for own in dict.fromkeys(column.generation for column in line.named):
        expected = _expected(line.form, own)
        if len(line.named) == len(expected) and all(column in expected for column in line.named):
            return
    line.named = _expected(line.form, line.named[0].generation if line.named else generation)
    line.method = "cell_place"


def _observe(sheet: Sheet, ended: frozenset[int], line: _Line, layout: Layout) -> Iterator[Observation]:
    if not line.named:
        return
    over = id(line.row) in ended
    found = fit(sheet, line.row.cells, len(line.named), layout, is_last_word=over)
    if found is None or (line.method == "cell_place" and len(line.row.values) not in {0, len(line.named)}):
        return
    cells = _by_unit(line.named, found.cells)
    last = row_end(line.row, cells)
    hits = {column.code: hit for column, hit in line.columns}
    for column, cell in zip(line.named, cells, strict=True):
        if cell is not None:
            unit = _unit(sheet, hits.get(column.code)) or column.unit
            yield observe(
                column.measure, {**line.form.dimensions, **column.dimensions}, cell,
                min(line.row.start, cell.start), max(last, cell.end),
                method=line.method, money_unit=unit,
            )  # fmt: skip


def _by_unit(columns: Sequence[FormColumn], cells: Sequence[Item | None]) -> Sequence[Item | None]:
    """Figures with 元 or 万元 in columns of money, whatever their order; one that finds none there is of no column."""
    is_money = [measures()[column.measure].unit == "yuan" for column in columns]
    has_unit = [cell is not None and cell.value is not None and cell.value.unit in MONEY_UNITS for cell in cells]
    if all(money for money, unit in zip(is_money, has_unit, strict=True) if unit):
        return cells
    amounts = [cell for cell, unit in zip(cells, has_unit, strict=True) if unit]
    if len(amounts) == sum(is_money):
        others = (cell for cell, unit in zip(cells, has_unit, strict=True) if not unit)
        return [amounts.pop(0) if money else next(others) for money in is_money]
    return [None if unit and not money else cell for cell, money, unit in zip(cells, is_money, has_unit, strict=True)]


def _unit(sheet: Sheet, hit: Hit | None) -> str:
    """The money unit written behind a column's name: 采购总金额(万元)."""
    if hit is None:
        return ""
    match = _MONEY.match(sheet.squeezed, hit.position + len(hit.label))
    return match.group(1) if match else ""


def _beside_columns(sheet: Sheet, rows: Sequence[Row], line: _Line) -> Iterator[Observation]:
    """Figures beside the columns' names: a table turned into a list, or a figure that came before its row's label."""
    if line.row.values:
        return
    columns = form_table("disclosure").columns_by_label
    at = rows.index(line.row)

    def is_column(row: Row) -> bool:
        return row.label in columns and line.form.block in columns[row.label].blocks

    beside = list(itertools.takewhile(is_column, rows[at + 1 :]))
    if not any(row.values for row in beside) and len(line.named) == 1 and at and is_column(rows[at - 1]):
        beside = [rows[at - 1]]
    for row in beside:
        if len(row.values) == 1:
            column = columns[row.label]
            yield observe(
                column.measure, {**line.form.dimensions, **column.dimensions}, row.values[0],
                row.start, row.end, money_unit=_unit(sheet, row.hit) or column.unit,
            )  # fmt: skip
