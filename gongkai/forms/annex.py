"""The statistical annex: the national form of 2014 and the local tables before and beside it.

One indicator a row: label, unit, one figure or two (of the year, and cumulative). Local annexes name and order their
rows as they like, so a row counts by its label alone; where a label says too little (维持, 其他情形) the row that was
read last says what it is about.
"""

from __future__ import annotations

import collections
import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.catalogue import measures, read_rows
from gongkai.forms.build import TableReading, observe, parse_dimensions
from gongkai.forms.catalogue import cell_units
from gongkai.forms.cells import Layout, fit, layout_of
from gongkai.forms.labels import Hit, Vocabulary, clusters, cut_repeats, squeeze
from gongkai.forms.rows import Row, cut_rows, is_rest, row_end, rows_that_end, table_start
from gongkai.forms.sheet import Item, Kind, Sheet
from gongkai.forms.values import MONEY_UNITS
from gongkai.records import Observation, Source, Span, Status

__all__ = ["read_annexes"]

_GAP = 220  # squeezed characters between two known labels: a handful of rows that no measure names
_FEWEST = 4  # rows with figures that make a table
_TWICE = 0.6  # so many of its labels come again where an annex is printed twice
_HEADER_PIECES = 24
_FIGURES_BEHIND = 150  # pieces: all figures, with their units, may stand behind all labels
_TOP_LEVEL = re.compile(r"[一二三四五六七八九十]{1,3}、")
_YEAR = re.compile(r"(20\d\d)(?:年度?)?")
_CATEGORY = re.compile(r"(?:其中)?\d*+(.{1,60}?)类(?:政府)?(?:信息)?(?:总?数量?)?")
_MONEY = re.compile(r"百万元|万元|亿元|千元|元")
_MONEY_AFTER = re.compile(r"[\s|]*+(百万元|万元|亿元|千元|元)(?=[\s|]|$)")


@dataclass(frozen=True, slots=True)
class _AnnexRow:
    code: str
    measure: str
    dimensions: Mapping[str, str]
    within: frozenset[str]
    opens: str
    unit: str


@functools.cache
def _rows_by_label() -> Mapping[str, tuple[_AnnexRow, ...]]:
    by_label: dict[str, tuple[_AnnexRow, ...]] = {}
    for entry in read_rows("annex_rows.csv"):
        row = _AnnexRow(
            entry["row"], entry["measure"], parse_dimensions(entry["dimensions"]),
            frozenset(part for part in entry["within"].split("|") if part), entry["opens"], entry["unit"],
        )  # fmt: skip
        for label in dict.fromkeys(squeeze(label) for label in entry["labels"].split("|")):
            by_label[label] = (*by_label.get(label, ()), row)
    return by_label


@functools.cache
def _columns_by_label() -> Mapping[str, str]:
    return {
        squeeze(label): entry["meaning"]
        for entry in read_rows("annex_columns.csv")
        for label in entry["labels"].split("|")
    }


@functools.cache
def _in_sentence() -> re.Pattern[str]:
    """A figure behind which the sentence goes on, or words that end one: no row, though spaces or lines part its words.

    收取费用 0 元,减免费用 0 元。 行政复议、行政诉讼均为零。 主动公开规范性文件 近20件。 “信息不存在”17件、
    """
    about = "|".join(row["word"] for row in read_rows("approximations.csv") if row["position"] == "before")
    return re.compile(
        rf"[^|\t\n\d]{{0,40}}。|[”’」』\s]*+[总数量为共:\s]*+(?:(?:{about})\s*+)?\d(?:[\d.]| (?=\d))*+\s*+"
        r"(?![一二三四五六七八九十]{1,2}、)[\u4e00-\u9fff]{0,2}"
        r"(?:\s*+\([^()]{1,12}\)){0,2}\s*+(?:[;。、]|,(?!\d))"
    )


@functools.cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(_rows_by_label(), suffixes=True)


@functools.cache
def _headings() -> Vocabulary:
    return Vocabulary(_columns_by_label())


def read_annexes(sheet: Sheet, elsewhere: Sequence[Span]) -> list[TableReading]:
    """Read the statistical tables of a report.

    Args:
        sheet: the report.
        elsewhere: stretches that are standard tables, whose labels are no rows of an annex.
    """
    hits = [
        hit
        for hit in _vocabulary().find(sheet)
        if not any(span.start <= hit.start < span.end for span in elsewhere)
        and not _in_sentence().match(sheet.text, hit.end)
    ]
    groups = (group for cluster in clusters(hits, _GAP) for group in _tables(sheet, cluster))
    readings = (_read(sheet, group) for group in groups if len(group) >= _FEWEST)
    return [reading for reading in readings if reading is not None]


def _tables(sheet: Sheet, hits: Sequence[Hit]) -> list[list[Hit]]:
    """Labels cut where the annex is printed again, for another body; single rows come twice in one annex too."""
    counts = collections.Counter(hit.label for hit in hits)
    again = [hit.label for hit in hits if counts[hit.label] > 1]
    if len(set(again)) < max(_FEWEST, _TWICE * len(counts)):
        return [list(hits)]
    return cut_repeats(sheet, hits, lambda hit: hit.label == again[0], lambda hit: hit.label != again[0])


def _read(sheet: Sheet, hits: Sequence[Hit]) -> TableReading | None:
    items = list(sheet.items(hits[0].first, _last_piece(sheet, hits[-1])))
    rows = cut_rows(sheet, items, hits, {}, cell_units())
    _drop_intruders(sheet, rows)
    lines = list(_interpret(sheet, rows))
    _give_back(rows, lines)
    with_cells = [row for form, row in lines if form.measure and _has_cells(row)]
    if len({row.hit.label for row in with_cells if row.hit}) < _FEWEST:
        return None
    first, last = with_cells[0], with_cells[-1]
    start = table_start(rows, first)
    lines = [(form, row) for form, row in lines if row.start >= start]
    header, numbered, header_start = _header(sheet, sheet.piece_at(lines[0][1].start))
    if numbered:
        _drop_numbers(rows)
    columns = _columns(header, with_cells)
    layout = layout_of(sheet, items, [(row.cells, len(columns)) for row in with_cells])
    observations: list[Observation] = []
    if columns and any(row.values for row in with_cells):
        observations.extend(_observe(sheet, rows_that_end(rows), lines, columns, layout))
        observations.extend(_categories(sheet, [row for row in rows if row.start >= start], observations))
    return TableReading(
        observations=tuple(observations),
        taken=Span(min(header_start, lines[0][1].start), max(row.end for row in rows if row.start <= last.start)),
        has_figures=any(item.value and item.value.number is not None for row in with_cells for item in row.values),
    )


def _last_piece(sheet: Sheet, hit: Hit) -> int:
    last = hit.last
    for item in sheet.items(hit.last + 1, min(hit.last + _FIGURES_BEHIND, len(sheet.starts) - 1)):
        words = sheet.text[item.start : item.end]
        heading = words in cell_units() or words in _columns_by_label()
        if item.kind is Kind.TEXT and not heading and not is_rest(words):
            break
        last = max(last, item.piece)
    return last


def _give_back(every: Sequence[Row], lines: Sequence[tuple[_AnnexRow, Row]]) -> None:
    """All labels first, then as many figures: each row is given its own, headings too where they have strokes."""
    rows = [row for _, row in lines]
    if len(rows) < _FEWEST or any(_has_cells(row) for row in rows[:-1]):
        return
    behind = [rows[-1], *(row for row in every if row.start > rows[-1].start)]
    figures = [figure for row in behind for figure in row.values]
    counted = [row for form, row in lines if form.measure]
    numbers = [item for item in figures if item.value and item.value.number is not None]
    for owners, found in ((counted, figures), (rows, figures), (counted, numbers)):
        if len(owners) == len(found) > 1:
            for row in behind:
                row.cells = []
            for row, figure in zip(owners, found, strict=True):
                row.cells = [figure]
            return


def _has_cells(row: Row) -> bool:
    return any(item.kind in {Kind.VALUE, Kind.BLANK} for item in row.cells) or any(
        item.kind is Kind.BREAK and item.size > 1 for item in row.cells
    )


def _interpret(sheet: Sheet, rows: Sequence[Row]) -> Iterator[tuple[_AnnexRow, Row]]:
    """Each labelled row with what it stands for, given what the rows before were about.

    Where the row that would tell is lost or unknown, rows that need it are left out.
    """
    about = ""
    seen: set[str] = set()
    for row in rows:
        if row.hit is None:
            if row.values and (row.words in cell_units() or not row.words or _TOP_LEVEL.match(sheet.text, row.start)):
                about = ""
            continue
        choices = _rows_by_label()[row.hit.label]
        form = next((form for form in choices if about in form.within), None)
        if form is not None and form.code in seen:
            about = ""  # the same line again: the heading of another group is lost in between
            continue
        form = form or next((form for form in choices if not form.within), None)
        if form is None:
            continue
        if form.opens:
            about, seen = form.opens, set()
        elif form.within:
            seen.add(form.code)
        yield form, row


def _header(sheet: Sheet, first: int) -> tuple[list[str], bool, int]:
    """The words above the first row.

    Returns:
        What the columns of figures mean, whether rows are numbered in front, and where the header begins.
    """
    begin = max(0, first - _HEADER_PIECES)
    found = [(hit.first, _columns_by_label()[hit.label], 0) for hit in _headings().find(sheet, begin, first)]
    years = {index: int(match[1]) for index in range(begin, first) if (match := _YEAR.fullmatch(sheet.piece(index)))}
    # 2009 年度 in two pieces is one column.
    found = [(index, meaning, 0) for index, meaning, _ in found if index - 1 not in years or meaning != "annual"]
    found.extend((index, "year", year) for index, year in years.items())
    found.sort()
    names = [index for index, meaning, _ in found if meaning == "name"]
    numbered = any(meaning == "number" and index < names[-1] for index, meaning, _ in found) if names else False
    newest = max((year for _, _, year in found), default=0)
    meanings = [
        ("annual" if year == newest else "ignored") if meaning == "year" else meaning
        for index, meaning, year in found
        if meaning in {"annual", "cumulative", "ignored", "year"} and (not names or index > names[-1])
    ]
    return meanings, numbered, sheet.starts[names[-1]] if names else sheet.starts[first]


def _drop_intruders(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Leave out rows with a figure on either side of the unit: a page number may be one of the two."""
    for row, after in itertools.pairwise(rows):
        if not (row.hit and row.values and after.hit is None and after.values and after.words in cell_units()):
            continue
        if not sheet.words(row.hit.end, row.values[0].start).endswith(tuple(cell_units())):
            row.cells.clear()


def _drop_numbers(rows: Sequence[Row]) -> None:
    """Take the number that leads each row off the end of the row before."""
    number: Decimal | None = None
    for row in rows:
        last = next((item for item in reversed(row.cells) if item.kind is not Kind.BREAK), None)
        if last is None or last.value is None or last.value.number is None:
            continue
        if number is None or last.value.number == number + 1:
            number = last.value.number
            row.cells.remove(last)
        elif len(row.values) > 1:
            row.cells.remove(last)
            number = None


def _columns(header: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Meaning of the columns of figures, [] where it cannot be told."""
    counts = collections.Counter(len(row.values) for row in rows if row.values)
    usual = counts.most_common(1)[0][0] if counts else 1
    if len(header) == usual:
        return list(header)
    if usual == 1:
        return ["annual"]
    figures = [meaning for meaning in header if meaning != "ignored"]
    return figures if len(figures) == usual else []


def _observe(
    sheet: Sheet, ended: frozenset[int], lines: Sequence[tuple[_AnnexRow, Row]], columns: Sequence[str], layout: Layout
) -> Iterator[Observation]:
    actual = any(form.code == "expenditure_actual" and row.values for form, row in lines)
    for form, row in lines:
        if not form.measure or (actual and form.code == "expenditure"):
            continue
        found = fit(sheet, row.cells, len(columns), layout, is_last_word=id(row) in ended)
        if found is None:
            continue
        last = row_end(row, found.cells)
        for meaning, cell in zip(columns, found.cells, strict=True):
            if cell is None or meaning == "ignored":
                continue
            if meaning == "cumulative" and "period" not in measures()[form.measure].dimensions:
                continue
            unit = _unit(sheet, row, form, cell)
            if unit is None:
                continue
            yield observe(
                form.measure, form.dimensions, cell, row.start, last, source=Source.ANNEX,
                period=meaning, money_unit=unit, from_label=True,
            )  # fmt: skip


def _unit(sheet: Sheet, row: Row, form: _AnnexRow, cell: Item) -> str | None:
    """The money unit of a row, "" where it needs none; None where a sum of money has no unit at all."""
    if measures()[form.measure].unit != "yuan" or cell.value is None or not cell.value.number:
        return ""
    if cell.value.unit in MONEY_UNITS:
        return cell.value.unit
    match = _MONEY.search(sheet.text, row.hit.end if row.hit else row.start, cell.start)
    match = match or _MONEY_AFTER.match(sheet.text, cell.end)
    return match[match.lastindex or 0] if match else form.unit or None


def _categories(sheet: Sheet, rows: Sequence[Row], observations: Sequence[Observation]) -> Iterator[Observation]:
    """Rows such as 机构职能类 that no measure names, if they add up to what was disclosed."""
    total = next((one.value for one in observations if one.measure == "disclosed" and not one.dimensions), None)
    found = [
        (match[1], row.values[0], row)
        for row in rows
        if row.hit is None and len(row.values) == 1 and (match := _CATEGORY.fullmatch(row.words))
    ]
    numbers = [cell.value.number for _, cell, _ in found if cell.value and cell.value.status is Status.REPORTED]
    if total is None or len(found) < 3 or len(numbers) != len(found):
        return
    if sum(number for number in numbers if number is not None) != total:
        return
    for name, cell, row in found:
        yield observe("disclosed", {"category": name}, cell, row.start, row.end, source=Source.ANNEX, from_label=True)
