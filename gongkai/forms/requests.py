"""The table of section 三: requests received and how they were dealt with, by kind of applicant.

Rows are found by their labels in the order of the form; a row whose label is damaged is recognised by likeness, one
whose label is gone by its place between its neighbours, and where all labels are gone by their number.
"""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.forms.build import TableReading, observe
from gongkai.forms.catalogue import FormRow, form_table
from gongkai.forms.cells import Fit, Layout, fit, layout_of, row_adds_up
from gongkai.forms.labels import Hit, best_chain, likeness
from gongkai.forms.rows import Row, cut_rows, row_end, rows_that_end, table_start
from gongkai.forms.sheet import Item, Kind, Sheet
from gongkai.records import Observation, Span

__all__ = ["read_requests", "read_unlabelled_requests"]

_ALIKE = 0.6
_FIGURES_BEHIND = 200  # pieces: all figures may stand behind all labels
_FIGURES_WEIGH = 4
_WHOLE_ROW = range(6, 9)  # cells
_WEAK = frozenset({"其他", "总计", "合计"})  # words of other tables and of lists too
_ORGANISATIONS = ("commercial_enterprise", "research_institution", "social_organization", "legal_service")


@dataclass(slots=True)
class _Line:
    """A row of the form with the cells that were found for it."""

    form: FormRow
    row: Row
    cells: list[Item]
    method: str = "cell_label"


def read_requests(sheet: Sheet, hits: Sequence[Hit], labels: Sequence[Hit]) -> TableReading | None:
    """Read one table of requests.

    Args:
        sheet: the report.
        hits: labels of this table that stand close together.
        labels: labels of all standard tables.

    Returns:
        None where the labels are too few to be a table.
    """
    table = form_table("requests")
    hits = list(itertools.dropwhile(lambda hit: hit.label in _WEAK, hits))
    if not hits:
        return None
    items = list(sheet.items(hits[0].first, _last_piece(sheet, hits)))
    around = [hit for hit in labels if hits[0].first <= hit.first <= hits[-1].last]
    rows = cut_rows(sheet, items, around, table.tails, heads=table.heads)
    lines = _align(rows)
    if len(lines) < 3 and not any(_is_whole_row(line.row) for line in lines):
        return None  # words of prose; a table that breaks off has whole rows
    damaged = _mend(sheet, rows, lines)
    generation = _generation(lines)
    if generation == "2021":
        lines = [line for line in lines if line.form.code != "other" or line.row.values]  # only heads three rows
    _place(rows, lines, generation)
    lines.extend(_parents(rows, lines))
    codes = _columns(rows, lines)
    layout = layout_of(sheet, items, [(line.cells, len(codes)) for line in lines])
    has_figures = any(line.row.values for line in lines)
    observations = tuple(_observe(sheet, rows_that_end(rows), lines, codes, layout)) if has_figures else ()
    return TableReading(
        observations=observations,
        taken=Span(table_start(rows, min((line.row for line in lines), key=lambda row: row.start)), _end(lines)),
        damaged=tuple(damaged),
        generation=generation,
        has_figures=has_figures,
    )


def _end(lines: Sequence[_Line]) -> int:
    return max(line.row.end for line in lines)


def _last_piece(sheet: Sheet, hits: Sequence[Hit]) -> int:
    """The last piece of the table: figures after the last label, and a last row whose label is damaged."""
    last = hits[-1].last
    closing = form_table("requests").rows[-1].name
    for item in sheet.items(last + 1, min(last + _FIGURES_BEHIND, len(sheet.starts) - 1)):
        if item.kind is Kind.TEXT and likeness(sheet.words(item.start, item.end), closing) < _ALIKE:
            break
        last = max(last, item.piece)
    return last


def _align(rows: Sequence[Row]) -> list[_Line]:
    """The rows whose labels follow each other as in the form."""
    by_label = form_table("requests").rows_by_label
    known = [(by_label[row.label], row) for row in rows if row.label in by_label]
    chain = best_chain([(form.order, len(row.label) + _FIGURES_WEIGH * bool(row.values)) for form, row in known])
    return [_Line(known[at][0], known[at][1], known[at][1].cells) for at in chain]


def _mend(sheet: Sheet, rows: Sequence[Row], lines: list[_Line]) -> list[tuple[Span, str]]:
    """Give rows with unknown words the label of the form that is missing there and most like them."""
    damaged: list[tuple[Span, str]] = []
    forms = form_table("requests").rows
    for row in rows:
        if row.hit is not None or len(row.values) < 3:
            continue
        at = next((index for index, line in enumerate(lines) if line.row.start > row.start), len(lines))
        first = lines[at - 1].form.order + 1 if at else 0
        # 其他处理 stands beside the middle of its three rows, so it does not bound the first of them.
        bound = next((line for line in lines[at:] if line.form.code != "other" or line.row.values), None)
        last = bound.form.order if bound else len(forms)
        found = _most_like(row, forms[first:last])
        if found is None:
            continue
        form, piece = found
        lines.insert(at, _Line(form, row, row.cells))
        words = "".join(part for _, part in row.pieces[piece:])
        if not _is_whole(sheet, row, form.name, words.lstrip("0123456789一二三四五六七")):
            start = row.pieces[piece][0]
            end = sheet.ends[sheet.piece_at(row.values[0].start) - 1]
            damaged.append((Span(start, max(end, start + 1)), form.name))
    return damaged


def _is_whole(sheet: Sheet, row: Row, name: str, words: str) -> bool:
    """Whether a label is not damaged but stands around its figures: its last words come behind them."""
    behind = sheet.squeezed_at(row.values[-1].end)
    return name.startswith(words) and sheet.squeezed.startswith(name.removeprefix(words), behind)


def _most_like(row: Row, missing: Sequence[FormRow]) -> tuple[FormRow, int] | None:
    """The row of the form whose name the last words before the figures are most like, and where they begin."""
    best: tuple[float, FormRow, int] | None = None
    for piece in range(len(row.pieces)):
        words = "".join(part for _, part in row.pieces[piece:])
        for form in missing if len(words) >= 3 else ():
            score = likeness(words, form.name)
            if score >= _ALIKE and (best is None or score > best[0]):
                best = (score, form, piece)
    return (best[1], best[2]) if best else None


def _is_whole_row(row: Row) -> bool:
    return len(row.values) in _WHOLE_ROW and any(item.value and item.value.number is not None for item in row.values)


def _generation(lines: Sequence[_Line]) -> str:
    """2021 where 其他处理 is split into three rows, 2019 where it is one row with figures."""
    if any(line.form.generation == "2021" for line in lines if line.form.code != "other_other"):
        return "2021"
    return "2019" if any(line.form.code == "other" and line.row.values for line in lines) else ""


def _place(rows: Sequence[Row], lines: list[_Line], generation: str) -> None:
    """Share out figures that belong to several rows: labels that stand in a run, and labels that are gone."""
    _place_first(rows, lines)
    waiting: list[_Line] = []
    for at, line in enumerate(list(lines)):
        figures = len(line.row.values)
        following = lines[at + 1] if at + 1 < len(lines) else None
        if not figures and following is not None and _adjacent(rows, line.row, following.row):
            waiting.append(line)
            continue
        # 其他处理 heads three rows in the form of 2021 and is one itself in that of 2019.
        several = [[*waiting, line], [one for one in [*waiting, line] if one.form.code != "other"]]
        sharing = next((group for group in several if len(group) > 1 and figures == 7 * len(group)), None)
        if sharing is not None:
            _share(sharing, line.row.values)
        elif figures > 7 and figures % 7 == 0 and not waiting:
            _fill_gap(lines, line, following, generation)
        waiting = []


def _place_first(rows: Sequence[Row], lines: list[_Line]) -> None:
    """Figures between the headings and the first label belong to the rows before it, if they are as many."""
    lost = form_table("requests").rows[: lines[0].form.order]
    before = next((row for row in reversed(rows) if row.start < lines[0].row.start), None)
    if not lost or before is None or len(before.values) != 7 * len(lost):
        return
    values = before.values
    lines[:0] = [
        _Line(form, before, values[7 * at : 7 * at + 7], "cell_place")
        for at, form in enumerate(lost)
        if row_adds_up(_numbers(values[7 * at : 7 * at + 7]))
    ]


def _adjacent(rows: Sequence[Row], one: Row, other: Row) -> bool:
    """Whether nothing but marks stands between two labels, and no blank cells after the first."""
    between = itertools.takewhile(lambda row: row is not other, itertools.dropwhile(lambda row: row is not one, rows))
    return all(row.hit is not None and not row.values for row in between) and not any(
        item.kind in {Kind.BLANK, Kind.PAD} for item in one.cells
    )


def _share(lines: Sequence[_Line], values: Sequence[Item]) -> None:
    """Figures after a run of labels: row by row, or column by column if only that adds up."""
    count = len(lines)
    by_row = [list(values[at * 7 : at * 7 + 7]) for at in range(count)]
    by_column = [list(values[at::count]) for at in range(count)]
    sound = [reading for reading in (by_row, by_column) if all(row_adds_up(_numbers(row)) for row in reading)]
    alike = [_numbers(row) for row in by_row] == [_numbers(row) for row in by_column]
    if not sound or (len(sound) > 1 and not alike):
        return
    for line, cells in zip(lines, sound[0], strict=True):
        line.cells = cells
        line.method = "cell_place" if alike else "cell_sum"


def _numbers(cells: Sequence[Item]) -> list[Decimal | None]:
    return [item.value.number if item.value else None for item in cells]


def _fill_gap(lines: list[_Line], line: _Line, following: _Line | None, generation: str) -> None:
    """Figures of rows whose labels are gone stand after those of the row before."""
    forms = form_table("requests").rows
    last = following.form.order if following else len(forms)
    lost = [
        form
        for form in forms[line.form.order + 1 : last]
        if form.generation in {"", generation} and not (form.code == "other" and generation == "2021")
    ]
    values = line.row.values
    if len(values) != 7 * (len(lost) + 1):
        return
    line.cells = values[:7]
    at = lines.index(line)
    lines[at + 1 : at + 1] = [
        _Line(form, line.row, values[7 * index : 7 * index + 7], "cell_place")
        for index, form in enumerate(lost, start=1)
    ]


def _parents(rows: Sequence[Row], lines: Sequence[_Line]) -> Iterator[_Line]:
    """Rows such as 不予公开 that head others and carry figures of their own."""
    marks = form_table("requests").marks_by_label
    for row in rows:
        if row.label not in marks or len(row.values) != 7:
            continue
        code = marks[row.label].code
        following = next((line for line in lines if line.row.start > row.start), None)
        if following is None or following.form.block != code:
            continue
        first = next(form for form in form_table("requests").rows if form.block == code)
        if following.form is first:
            yield _Line(FormRow(code, first.order, "", "", marks[row.label].dimensions, code), row, row.cells)
        elif all(line.form is not first for line in lines):
            # The label of the group's first row is lost, and its figures stand after that of the group.
            yield _Line(first, row, row.cells, "cell_place")


def _columns(rows: Sequence[Row], lines: Sequence[_Line]) -> list[str]:
    """Applicant codes in the order of the columns, "" for the total."""
    table = form_table("requests")
    header = [
        table.columns_by_label[row.label].code
        for row in itertools.takewhile(lambda row: row is not lines[0].row, rows)
        if row.label in table.columns_by_label
    ]
    figures = (sum(item.kind is Kind.VALUE for item in line.cells) for line in lines)
    counts = collections.Counter(count for count in figures if count)
    usual = counts.most_common(1)[0][0] if counts else 7
    named = [code for code in header if code in _ORGANISATIONS]
    if usual == 3 and not named and "organization" in header:
        return ["natural_person", "organization", ""]
    if usual == 1 and not header:
        return [""]
    order = named if sorted(named) == sorted(_ORGANISATIONS) else list(_ORGANISATIONS)
    return ["natural_person", *order, "other_organization", ""]


def _observe(
    sheet: Sheet, ended: frozenset[int], lines: Sequence[_Line], codes: Sequence[str], layout: Layout
) -> Iterator[Observation]:
    adds_up = row_adds_up if len(codes) > 2 else None
    for line in lines:
        over = id(line.row) in ended
        found = fit(sheet, line.cells, len(codes), layout, adds_up, is_last_word=over)
        if found is not None:
            method = "cell_sum" if found.by_sum else line.method
            yield from _observe_line(line.form, found, codes, line.row, method)


def _observe_line(form: FormRow, found: Fit, codes: Sequence[str], row: Row, method: str) -> Iterator[Observation]:
    dimensions = dict(form.dimensions)
    measure = dimensions.pop("measure", "requests_answered")
    last = row_end(row, found.cells)
    for code, cell in zip(codes, found.cells, strict=True):
        if cell is not None:
            split = {**dimensions, "applicant": code} if code else dimensions
            yield observe(measure, split, cell, row.start, last, method=method)


def read_unlabelled_requests(sheet: Sheet, first: int, last: int) -> TableReading | None:
    """Read a run of figures without any label as the table, if their number and all their sums are right.

    Figures stand row by row or, in files that tell columns first, column by column; both must not add up.

    Args:
        sheet: the report.
        first: first piece of the section, its heading not included.
        last: last piece of the section.
    """
    items = [item for item in sheet.items(first, last) if item.kind in {Kind.VALUE, Kind.TEXT}]
    values = [item for item in items if item.kind is Kind.VALUE]
    forms = form_table("requests").rows
    for generation in ("2019", "2021"):
        kept = [
            form
            for form in forms
            if form.generation in {"", generation} and not (form.code == "other" and generation == "2021")
        ]
        if len(values) != 7 * len(kept) or len(items) > len(values) + 4:
            continue
        by_row = [values[at : at + 7] for at in range(0, len(values), 7)]
        by_column = [values[at :: len(kept)] for at in range(len(kept))]
        sound = {
            tuple(number for row in rows for number in _numbers(row)): rows
            for rows in (by_column, by_row)
            if all(row_adds_up(_numbers(row)) for row in rows) and _columns_add_up(kept, rows)
        }
        if len(sound) != 1:
            continue
        rows = next(iter(sound.values()))
        codes = ["natural_person", *_ORGANISATIONS, "other_organization", ""]
        observations = [
            observation
            for form, cells in zip(kept, rows, strict=True)
            for observation in _observe_line(
                form, Fit(tuple(cells)), codes, Row(None, cells[0].start, cells[-1].end), "cell_place"
            )
        ]
        return TableReading(tuple(observations), Span(values[0].start, values[-1].end), generation=generation)
    return None


def _columns_add_up(forms: Sequence[FormRow], rows: Sequence[Sequence[Item]]) -> bool:
    """Whether the outcomes add up to the row 总计 in every column."""
    total = next(row for form, row in zip(forms, rows, strict=True) if form.code == "total")
    parts = [row for form, row in zip(forms, rows, strict=True) if form.block and form.code != "total"]
    return all(row_adds_up(_numbers([*column, whole])) for *column, whole in zip(*parts, total, strict=True))
