"""Compares what was extracted from a report with its gold file, for tests.

Facts match as spec/annotation says: measure, every dimension with its default, period and value. A prediction that
reads an optional gold fact in another way is neither right nor wrong.
"""

from __future__ import annotations

import collections
import csv
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai.records import Finding, Report

Fact = Mapping[str, Any]

CATALOGUE = Path(__file__).resolve().parents[2] / "gongkai" / "catalogue"
# A dimension that is left out has its default.
DEFAULTS = {
    "applicant": "total",
    "result": "total",
    "staff_type": "total",
    "period": "annual",
    "outcome": "total",
    "disclosure_class": "total",
}
# The traditional characters that names of categories use.
SIMPLIFIED = str.maketrans(
    "機構職能類規劃計畫財務環保護產業動態檔案領導講話項許農鄉鎮統資訊電視報讀縣區門聞見徵錄況總結",
    "机构职能类规划计划财务环保护产业动态档案领导讲话项许农乡镇统资讯电视报读县区门闻见征录况总结",
)
TOLERANCE = 0.005  # yuan
# The two sides of a finding by the names that the gold files give them.
SIDES = (
    ("stated_total", "parts_sum"),
    ("stated", "computed"),
    ("text", "table"),
    ("text", "annex"),
    ("annual", "cumulative"),
    ("left", "right"),
    ("first", "second"),
)


@functools.cache
def dimensions() -> dict[str, tuple[str, ...]]:
    """The dimensions of each measure, period included where it takes one."""
    with (CATALOGUE / "measures.csv").open(encoding="utf-8") as handle:
        return {
            row["measure"]: tuple(name for name in row["dimensions"].split(";") if name)
            for row in csv.DictReader(handle)
        }


def key(fact: Fact) -> tuple[Any, ...] | None:
    """Measure, dimensions with their defaults, period; None where the measure is not in the catalogue."""
    names = dimensions().get(fact.get("measure", ""))
    if names is None:
        return None
    codes = []
    for name in names:
        code = fact.get(name) or DEFAULTS.get(name)
        if name == "category" and code:
            code = code.strip().translate(SIMPLIFIED).removesuffix("信息").removesuffix("类")
        codes.append((name, code))
    return (fact["measure"], *codes)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal; nothing equals nothing."""
    if one is None or other is None:
        return one is None and other is None
    return abs(float(one) - float(other)) <= TOLERANCE


def overlap(one: Sequence[int] | None, other: Sequence[int] | None) -> bool:
    """Whether two spans share a character."""
    return bool(one and other and one[0] < other[1] and other[0] < one[1])


def forgiven(fact: Fact, optional: Fact) -> bool:
    """Whether a prediction reads an optional gold fact in another way (a zero only where the key is the same)."""
    if not same(fact.get("value"), optional["value"]):
        return False
    if not fact.get("value"):
        return key(fact) == key(optional) or overlap(fact.get("span"), optional.get("span"))
    return fact.get("measure") == optional["measure"] or overlap(fact.get("span"), optional.get("span"))


@dataclass
class Comparison:
    """The outcome of one comparison: pairs of gold and prediction, and what has no partner."""

    hits: list[tuple[Fact, Fact]] = field(default_factory=list)
    missing: list[Fact] = field(default_factory=list)
    extra: list[Fact] = field(default_factory=list)

    def differing(self, name: str, default: str) -> list[tuple[Fact, Fact]]:
        """The pairs whose field ``name`` differs, optional gold facts left out."""
        return [
            (gold, fact)
            for gold, fact in self.hits
            if not gold.get("optional") and (gold.get(name) or default) != (fact.get(name) or default)
        ]

    def misplaced(self) -> list[tuple[Fact, Fact]]:
        """The pairs whose evidence stands elsewhere than the gold file says."""
        return [
            (gold, fact)
            for gold, fact in self.hits
            if not gold.get("optional")
            and "span" in gold  # none where the words are in a file that is not text
            and not any(overlap(place, fact.get("span")) for place in (gold["span"], *gold.get("also", ())))
        ]


def compare(gold: Sequence[Fact], predicted: Iterable[Fact]) -> Comparison:
    """Pairs each prediction with at most one gold fact of the same key and value.

    The same key and value from a second place counts once, the first given; so give primary observations first.
    """
    pool: dict[Any, list[Fact]] = collections.defaultdict(list)
    for fact in gold:
        pool[key(fact)].append(fact)
    outcome = Comparison()
    optional = [fact for fact in gold if fact.get("optional")]
    seen = set()
    for fact in predicted:
        identity = (key(fact), None if fact.get("value") is None else float(fact["value"]))
        if identity in seen:
            continue
        seen.add(identity)
        found = next((g for g in pool.get(identity[0], ()) if same(g["value"], fact.get("value"))), None)
        if found is not None:
            pool[identity[0]].remove(found)
            outcome.hits.append((found, fact))
        elif not any(forgiven(fact, g) for g in optional):
            outcome.extra.append(fact)
    outcome.missing = [fact for rest in pool.values() for fact in rest if not fact.get("optional")]
    return outcome


def facts(report: Report) -> list[dict[str, Any]]:
    """The observations of a report in the form of the gold files, those that stand in the warehouse first."""
    return [
        {
            "measure": seen.measure,
            **dict(seen.dimensions),
            "period": seen.period,
            "value": seen.value,
            "status": str(seen.status),
            "qualifier": str(seen.qualifier),
            "scope": str(seen.scope),
            "span": [seen.span.start, seen.span.end],
            "evidence": seen.span.of(report.document.text),
        }
        for seen in sorted(report.observations, key=lambda seen: not seen.primary)
    ]


def brief(fact: Fact) -> str:
    """One fact on one line, for the message of a failing test."""
    hidden = {"span", "also", "note", "scope", "conflict"}
    shown = {name: value for name, value in fact.items() if name not in hidden and value is not None}
    return json.dumps(shown, ensure_ascii=False, default=str)


def sides(finding: Mapping[str, Any]) -> tuple[float, float] | None:
    """The two numbers that disagree, by a gold file; None for a finding that is not about numbers."""
    numbers = finding.get("numbers", {})
    if "carried_in" in numbers and "left" not in numbers:
        return numbers["new"] + numbers["carried_in"], numbers["decided"] + numbers["carried_out"]
    for one, other in SIDES:
        if one in numbers and other in numbers:
            return float(numbers[one]), float(numbers[other])
    return None


def figures(finding: Finding) -> list[float]:
    """Every number that a finding names."""
    return [
        number
        for value in (finding.stated, finding.computed, dict(finding.numbers))
        for number in _numbers(value)
    ]  # fmt: skip


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _numbers(part)
    elif value is not None and re.fullmatch(r"-?\d+(\.\d+)?%?", str(value)):
        yield float(str(value).rstrip("%"))


def agrees(gold: Mapping[str, Any], finding: Finding) -> bool:
    """Whether a finding says what a gold finding says: the same rule, and both its numbers or else its place."""
    if finding.rule != gold["kind"]:
        return False
    pair = sides(gold)
    if pair is not None:
        named = figures(finding)
        return all(any(abs(side - number) < 0.0051 for number in named) for side in pair)
    places = [place["span"] for place in gold["evidence"] if "span" in place]
    span = finding.span
    return span is None or not places or any(overlap(place, (span.start, span.end)) for place in places)


def compare_findings(
    gold: Sequence[Mapping[str, Any]], findings: Sequence[Finding]
) -> tuple[list[Mapping[str, Any]], list[Finding]]:
    """The gold findings that were not found, and the findings that the gold does not list."""
    left = list(findings)
    missing = []
    for wanted in gold:
        found = next((finding for finding in left if agrees(wanted, finding)), None)
        if found is None:
            missing.append(wanted)
        else:
            left.remove(found)
    return missing, left
