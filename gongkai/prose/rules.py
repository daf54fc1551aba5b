"""The rules of catalogue/prose_rules.csv: which words around a figure name which measure."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.exceptions import CatalogueError
from gongkai.quantities import counters

__all__ = ["Evidence", "Rule", "fitting", "rules", "units_of"]

# Classes of figures that may have lost their counter at the end of a list.
_COUNTER_MAY_BE_LOST = frozenset({"item", "case", "time"})


def units_of(kind: str) -> frozenset[str]:
    """Counters that a class of figures may carry, "" among them where the counter may be lost.

    Raises:
        CatalogueError: no such class in catalogue/counters.csv.
    """
    known = counters(kind)
    if not known:
        raise CatalogueError(f"catalogue/prose_rules.csv: units {kind!r} are no class of counters.csv; add or mend it")
    return known | {""} if kind in _COUNTER_MAY_BE_LOST else known


@dataclass(slots=True)
class Evidence:
    """The words that speak for a figure.

    Attributes:
        own: tags in its own words (and, on a second look, in the clauses that lead in), plain and as ``tag:code``.
        context: tags of the sentence so far and of the headings, ``topic:…`` and ``frame:…``.
    """

    own: frozenset[str]
    context: frozenset[str]
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of prose_rules.csv; ``lasting`` are those of ``forbidden`` that the figures before can bring along."""

    name: str
    measure: str
    dimensions: tuple[tuple[str, str], ...]
    anchors: tuple[frozenset[str], ...]
    contexts: tuple[frozenset[str], ...]
    forbidden: frozenset[str]
    lasting: frozenset[str]
    units: frozenset[str]
    first_year: int
    last_year: int
    frame: str

    def fits(self, own: frozenset[str], unit: str) -> bool:
        """Whether a figure's own words and counter let the rule hold, whatever stands around them."""
        if unit not in self.units or not self.forbidden.isdisjoint(own):
            return False
        return any(anchor <= own for anchor in self.anchors)

    def holds(self, evidence: Evidence) -> bool:
        """Whether what stands around the words lets a rule hold that fits them."""
        if not self.lasting.isdisjoint(evidence.context):
            return False
        if evidence.year is not None and not self.first_year <= evidence.year <= self.last_year:
            return False
        if not self.contexts:
            return True
        known = evidence.own | evidence.context
        return any(context <= known for context in self.contexts)


@functools.lru_cache(maxsize=16384)
def fitting(own: frozenset[str], unit: str) -> tuple[Rule, ...]:
    """The rules that fit a figure's own words, in order; thousands of figures are told in the same words."""
    return tuple(rule for rule in rules() if rule.fits(own, unit))


def _alternatives(cell: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(part.split("+")) for part in cell.split("|") if part)


def _rule(row: dict[str, str]) -> Rule:
    first, _, last = row["years"].partition("-")
    forbidden = frozenset(part for part in row["forbid"].split("|") if part)
    return Rule(
        name=row["rule"],
        measure=row["measure"],
        dimensions=tuple(
            (pair.partition("=")[0], pair.partition("=")[2]) for pair in row["dimensions"].split(";") if pair
        ),
        anchors=_alternatives(row["anchor"]),
        contexts=_alternatives(row["context"]),
        forbidden=forbidden,
        lasting=frozenset(tag for tag in forbidden if tag.startswith(("frame:", "now:"))),
        units=units_of(row["units"]),
        first_year=int(first) if first else 0,
        last_year=int(last) if last else 9999,
        frame=row["frame"],
    )


@functools.cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the table: the first that holds is taken."""
    return tuple(_rule(row) for row in read_rows("prose_rules.csv"))
