"""What every report keeps to before it may enter the warehouse: spans, references, codes, values.

A report that breaks the contract shows a fault of ours, not of its own. It is rejected by itself, so that the
others can be published; the asset checks see to the same rules over the whole warehouse.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from gongkai.catalogue import measures, read_rows
from gongkai.records import Block, Finding, Observation, Quantity, Report, Section, Status, Table

__all__ = ["breaches"]

_T = TypeVar("_T")
_ANY = "*"  # stands in dimensions.csv for free text


def breaches(report: Report) -> Iterator[str]:
    """Everything in one report that breaks the contract, in words; nothing for a sound one."""
    yield from _of(report.document.blocks, _block, report)
    yield from _of(report.document.tables, _table, report)
    yield from _of(report.sections, _section, report)
    yield from _of(report.observations, _observation, report)
    yield from _of(report.quantities, _quantity, report)
    yield from _of(report.findings, _finding, report)


def _of(items: tuple[_T, ...], rule: Callable[[_T, Report], Iterable[str]], report: Report) -> Iterator[str]:
    for place, item in enumerate(items):
        for fault in rule(item, report):
            yield f"{type(item).__name__} {place}: {fault}"


def _block(block: Block, report: Report) -> Iterator[str]:
    if block.span.end > len(report.document.text):
        yield f"the {block.kind} stands outside the text"
    if block.place.page is not None and block.place.page < 1:
        yield f"there is no page {block.place.page}"


def _table(table: Table, report: Report) -> Iterator[str]:
    if table.span.end > len(report.document.text):
        yield "the table stands outside the text"
    for cell in table.cells:
        if not table.span.covers(cell.span):
            yield f"the cell in row {cell.row}, column {cell.column} stands outside the table"


def _section(section: Section, report: Report) -> Iterator[str]:
    if section.title_span.of(report.document.text) != section.title:
        yield f"the title {section.title!r} is not at its span"
    if not section.span.covers(section.title_span) or section.span.end > len(report.document.text):
        yield "the title stands outside the section, or the section outside the text"
    if section.parent is not None and not 0 <= section.parent < section.index:
        yield f"the parent {section.parent} does not come before it"


def _observation(one: Observation, report: Report) -> tuple[str, ...]:
    """The faults of one observation; none for nearly all of the millions that are asked about."""
    span, section = one.span, one.section
    faults = _codes(one.measure, one.unit, one.dimensions)
    if section is not None and not 0 <= section < len(report.sections):
        faults = (*_in_section(section, report), *faults)
    if not span.start < span.end <= len(report.document.text):
        faults = ("the evidence is empty or outside the text", *faults)
    empty = one.status is Status.BLANK or one.status is Status.NOT_APPLICABLE
    if empty != (one.value is None) or (one.status is Status.NONE_STATED and one.value):
        faults = (*faults, f"the value {one.value} does not go with the status {one.status}")
    return faults


@functools.lru_cache(maxsize=16_384)
def _codes(measure: str, unit: str, dimensions: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(_code_faults(measure, unit, dimensions))


def _code_faults(code: str, unit: str, dimensions: tuple[tuple[str, str], ...]) -> Iterator[str]:
    measure = measures().get(code)
    if measure is None:
        yield f"there is no measure {code}"
        return
    if unit != measure.unit:
        yield f"{measure.code} is counted in {measure.unit}, not {unit}"
    for name, value in dimensions:
        known = _dimensions().get(name, frozenset())
        if name not in measure.dimensions:
            yield f"{measure.code} is not split by {name}"
        elif not known & {value, _ANY}:
            yield f"the dimension {name} has no code {value}"


def _quantity(quantity: Quantity, report: Report) -> Iterator[str]:
    if not quantity.clause.covers(quantity.span) or quantity.span.start == quantity.span.end:
        yield "the figure is empty or stands outside its clause"
    if quantity.clause.end > len(report.document.text):
        yield "the clause stands outside the text"
    yield from _in_section(quantity.section, report)


def _finding(finding: Finding, report: Report) -> Iterator[str]:
    if any(not 0 <= place < len(report.observations) for place in finding.observations):
        yield f"{finding.rule} is about an observation that is not there"
    if finding.span is not None and finding.span.end > len(report.document.text):
        yield f"{finding.rule} points outside the text"


def _in_section(section: int | None, report: Report) -> Iterator[str]:
    if section is not None and not 0 <= section < len(report.sections):
        yield f"there is no section {section}"


@functools.cache
def _dimensions() -> Mapping[str, frozenset[str]]:
    """The codes of every dimension."""
    codes: dict[str, set[str]] = {}
    for row in read_rows("dimensions.csv"):
        codes.setdefault(row["dimension"], set()).add(row["code"])
    return {name: frozenset(known) for name, known in codes.items()}
