"""The rules of catalogue/prose_rules.csv: which words around a figure name which measure."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Set
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.exceptions import CatalogueError

__all__ = ["UNITS", "Evidence", "Rule", "rules"]

# Counters that each class of figures may carry; "" is a counter lost at the end of a list.
UNITS: Mapping[str, frozenset[str]] = {
    "article": frozenset(["篇", "条", "件", "份", "个", "期", "次", "则", "部", "幅", "项", "套"]),
    "item": frozenset(["条", "件", "篇", "份", "则", "个", "项", "期", "条次", "件次", ""]),
    "piece": frozenset(["条", "件"]),
    "case": frozenset(["件", "宗", "起", "例", "项", "条", "份", "个", "次", "件次", "单", "桩", "封", "人次", ""]),
    "time": frozenset(["次", "场", "期", "场次", "个", "届", "回", "轮", ""]),
    "event": frozenset(["次", "件", "起", "个", "条", "项", "宗", "篇", "件次", "例"]),
    "session": frozenset(["次", "场", "期", "场次", "个", "届", "轮", "批次", "回", "班"]),
    "document": frozenset(["件", "份", "个", "部", "项", "篇", "条", "种"]),
    "person": frozenset(["人", "名", "人次", "位"]),
    "place": frozenset(["个", "处", "家", "所", "名", "间"]),
    "money": frozenset(["元"]),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that speak for a figure.

    Attributes:
        own: tags in its own words (and, on a second look, in the clauses that lead in), plain and as ``tag:code``.
        context: tags of the sentence so far and of the headings, ``topic:…`` and ``frame:…``.
    """

    own: Set[str]
    context: Set[str]
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of prose_rules.csv."""

    name: str
    measure: str
    dimensions: tuple[tuple[str, str], ...]
    anchors: tuple[frozenset[str], ...]
    contexts: tuple[frozenset[str], ...]
    forbidden: frozenset[str]
    units: frozenset[str]
    first_year: int
    last_year: int
    frame: str

    def holds(self, evidence: Evidence) -> bool:
        """Whether the words name this rule's measure."""
        if evidence.unit not in self.units:
            return False
        if not any(anchor <= evidence.own for anchor in self.anchors):
            return False
        if self.forbidden & evidence.own or any(
            f.startswith(("frame:", "now:")) and f in evidence.context for f in self.forbidden
        ):
            return False
        if evidence.year is not None and not self.first_year <= evidence.year <= self.last_year:
            return False
        if not self.contexts:
            return True
        known = evidence.own | evidence.context
        return any(context <= known for context in self.contexts)


def _alternatives(cell: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(part.split("+")) for part in cell.split("|") if part)


def _rule(row: dict[str, str]) -> Rule:
    first, _, last = row["years"].partition("-")
    if row["units"] not in UNITS:
        raise CatalogueError(f"prose_rules.csv: rule {row['rule']} has unknown units {row['units']!r}")
    return Rule(
        name=row["rule"],
        measure=row["measure"],
        dimensions=tuple(
            (pair.partition("=")[0], pair.partition("=")[2]) for pair in row["dimensions"].split(";") if pair
        ),
        anchors=_alternatives(row["anchor"]),
        contexts=_alternatives(row["context"]),
        forbidden=frozenset(part for part in row["forbid"].split("|") if part),
        units=UNITS[row["units"]],
        first_year=int(first) if first else 0,
        last_year=int(last) if last else 9999,
        frame=row["frame"],
    )


@functools.cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the table: the first that holds is taken."""
    return tuple(_rule(row) for row in read_rows("prose_rules.csv"))
