"""From cells to observations."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from gongkai.catalogue import measures
from gongkai.forms.sheet import Item, Kind
from gongkai.forms.values import MONEY_UNITS
from gongkai.records import Draft, Observation, Qualifier, Scope, Source, Span, Status, finished

__all__ = ["TableReading", "observe", "parse_dimensions"]

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class TableReading:
    """What one table says.

    Attributes:
        observations: one a cell that could be read.
        taken: the stretch of text that the table covers.
        damaged: labels that had to be mended, with the label they stand for.
        generation: ``2019``, ``2021`` or "" where the labels do not tell.
        has_figures: whether any cell holds a figure or a stroke.
    """

    observations: tuple[Observation, ...]
    taken: Span
    damaged: tuple[tuple[Span, str], ...] = ()
    generation: str = ""
    has_figures: bool = True


def parse_dimensions(text: str) -> dict[str, str]:
    """``outcome=denied;reason=repeated`` as a mapping."""
    return dict(part.split("=", 1) for part in text.split(";") if part)


def observe(
    measure: str,
    dimensions: Mapping[str, str],
    cell: Item,
    row_start: int,
    row_end: int,
    *,
    source: Source = Source.FORM,
    method: str = "cell_label",
    period: str = "annual",
    money_unit: str = "",
    from_label: bool = False,
) -> Observation:
    """The observation that one cell states.

    Args:
        measure: code of the catalogue; dimensions it does not take are left out.
        dimensions: codes by name.
        cell: VALUE or BLANK.
        row_start: first character of the row's label.
        row_end: where the row ends, for a blank cell.
        source: form or annex.
        method: how the cell was found.
        period: annual or cumulative.
        money_unit: unit of a money column where the cell itself names none.
        from_label: whether the evidence begins at the label rather than at the figure.
    """
    counted, codes = _subject(measure, tuple(dimensions.items()))
    value: Decimal | None = None
    given = cell.value
    if cell.kind is Kind.VALUE and given is not None:
        value, status, qualifier = given.number, given.status, given.qualifier
        if value is not None:
            if counted == "yuan":
                value *= MONEY_UNITS.get(given.unit if given.unit in MONEY_UNITS else money_unit, _ONE)
            elif given.unit == "万":
                value *= 10_000
            whole = value.to_integral_value()
            if value == whole:
                value = whole
        span = Span(row_start if from_label else cell.start, cell.end)
    else:
        status, qualifier = Status.BLANK, Qualifier.EXACT
        span = Span(row_start, max(row_end, cell.end, row_start + 1))
    return finished(
        Draft(
            measure, codes, period, value, counted, status, qualifier, Scope.UNSTATED, source, method, span,
        )
    )  # fmt: skip


@functools.lru_cache(maxsize=8192)
def _subject(measure: str, dimensions: tuple[tuple[str, str], ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What a measure is counted in, and those dimensions that it takes, in order."""
    about = measures()[measure]
    return about.unit, tuple(sorted((name, code) for name, code in dimensions if name in about.dimensions))
