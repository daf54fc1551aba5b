"""The sums that a report's own figures must keep: parts and totals, and the balance of requests.

What is added to what stands in catalogue/sums.csv. :mod:`gongkai.resolve` takes from here which figures are
confirmed; :mod:`gongkai.findings` reports the sums that fail.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gongkai.catalogue import read_rows
from gongkai.records import Observation, Qualifier, Source

__all__ = ["Balance", "Sum", "agree", "bounds", "covers", "find_balances", "find_sums", "narrower", "outermost"]

_NEAR = 80  # characters between neighbours of one list
_LEAD = 120  # characters between a list and the total it is announced with
Key = tuple[Source, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Sum:
    """One total and its parts, by their positions in the observations.

    Attributes:
        rule: row of catalogue/sums.csv.
        mode: ``exact``; ``once`` where parts may overlap; ``subset`` where the part is among the total.
        split: the dimension that the parts differ in.
        source: of the parts; the total of a list in prose may stand in a table.
        total: position of the total.
        parts: positions of the parts that were added, in order of the text.
        blanks: positions of parts whose cell is empty; these are not added as zero.
        stated: the total as the report gives it; ``computed``: what the parts add up to.
        low: least that total and parts can differ by (computed - stated), given 约, 余 and blanks; ``high`` the most.
        listed: whether the parts stand together with the total in one list or table.
    """

    rule: str
    mode: str
    split: str
    source: Source
    total: int
    parts: tuple[int, ...]
    blanks: tuple[int, ...]
    stated: Decimal
    computed: Decimal
    low: Decimal
    high: Decimal
    listed: bool

    @property
    def difference(self) -> Decimal:
        """Parts less total."""
        return self.computed - self.stated

    @property
    def holds(self) -> bool:
        """Whether the parts can add up to the total."""
        return self.low <= 0 <= self.high

    @property
    def confirms(self) -> bool:
        """Whether the parts add up to the total exactly, nothing being left open."""
        return self.mode != "subset" and self.computed == self.stated and self.low == self.high == 0


@dataclass(frozen=True, slots=True)
class Balance:
    """本年新收 + 上年结转 against 总计 + 结转下年度, for one kind of applicant; positions in the observations."""

    source: Source
    applicant: str
    new: int
    carried_in: int
    decided: int
    carried_out: int
    difference: Decimal  # (new + carried in) - (decided + carried out)


def bounds(observation: Observation) -> tuple[Decimal, Decimal]:
    """Least and greatest value that a figure can stand for, given 约, 余 or 不足.

    Raises:
        ValueError: the observation has no value.
    """
    value = observation.value
    if value is None:
        raise ValueError(f"{observation.measure}: a blank cell has no bounds")
    if observation.qualifier is Qualifier.EXACT or not value:
        return value, value
    digits = value.normalize()
    step = max(Decimal(1).scaleb(int(digits.as_tuple().exponent)), abs(value) * Decimal("0.05"))
    if observation.qualifier is Qualifier.OVER:
        return value, value + step
    if observation.qualifier is Qualifier.UNDER:
        return value - step, value
    return value - step, value + step


def agree(one: Observation, other: Observation) -> bool:
    """Whether two readings of one key can be the same figure; 约 and 余 are taken as they are meant."""
    if one.value is None or other.value is None:
        return one.value is None and other.value is None
    low, high = bounds(one)
    other_low, other_high = bounds(other)
    return low <= other_high and other_low <= high


class _Rule(NamedTuple):
    """A row of catalogue/sums.csv."""

    name: str
    measures: frozenset[str]
    split: str
    total: str
    mode: str


@functools.cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(row["rule"], frozenset(row["measures"].split(";")), row["split"], row["total"], row["mode"])
        for row in read_rows("sums.csv")
    )


def covers(observation: Observation, value: Decimal) -> bool:
    """Whether a figure can stand for a value, given 约, 余 or 不足."""
    low, high = bounds(observation)
    return low <= value <= high


def narrower(code: str, dimension: str) -> frozenset[str]:
    """The codes that a broader one holds: letter and fax of letter_fax."""
    return _narrower(dimension).get(code, frozenset())


@functools.cache
def _narrower(dimension: str) -> Mapping[str, frozenset[str]]:
    codes: dict[str, set[str]] = {}
    for row in read_rows("broader.csv"):
        if row["dimension"] == dimension:
            codes.setdefault(row["broader"], set()).add(row["code"])
    return {code: frozenset(parts) for code, parts in codes.items()}


def outermost(codes: Iterable[str], dimension: str) -> set[str]:
    """Codes less those that a broader one among them already holds (letter where letter_fax is given)."""
    kept = set(codes)
    for broader, parts in _narrower(dimension).items():
        if broader in kept:
            kept -= parts
    return kept


def find_sums(
    observations: Sequence[Observation], places: Sequence[int | None], ranks: Sequence[int]
) -> tuple[Sum, ...]:
    """All totals of a report with their parts, each source (form, annex, prose) by itself.

    Args:
        observations: of one report, ordered by span.
        places: for each the top-level section it stands in, so that lists of two sections are not mixed.
        ranks: for each how well it is placed, 0 best; of the readings of one key in prose the best-placed count.
    """
    best: dict[object, int] = {}
    for observation, rank in zip(observations, ranks, strict=True):
        if observation.source is Source.PROSE:
            best[observation.key] = min(rank, best.get(observation.key, rank))
    by_measure: dict[str, list[int]] = {}
    splits: dict[str, set[str]] = {}
    for index, observation in enumerate(observations):
        if observation.source is not Source.PROSE or ranks[index] == best[observation.key]:
            by_measure.setdefault(observation.measure, []).append(index)
            splits.setdefault(observation.measure, set()).update(name for name, _ in observation.dimensions)
    adder = _Adder(observations, places)
    found = [
        made
        for rule in _rules()
        for measure in sorted(rule.measures & by_measure.keys())
        if rule.split in splits[measure] or "reason" in splits[measure]
        for made in adder.sums(rule, by_measure[measure])
    ]
    return tuple(sorted(found, key=lambda one: (one.total, one.rule)))


@functools.lru_cache(maxsize=8192)
def _without_split(
    dimensions: tuple[tuple[str, str], ...], split: str
) -> tuple[str, str | None, tuple[tuple[str, str], ...]]:
    """The code of the dimension that a rule adds up (and the reason of an outcome), and all other dimensions.

    Every report has the same few hundred combinations.
    """
    rest = dict(dimensions)
    code = rest.pop(split, "")
    reason = rest.pop("reason", None) if split == "outcome" else None
    return code, reason, tuple(sorted(rest.items()))


class _Adder:
    """Finds the parts of each total among the observations of one report."""

    def __init__(self, observations: Sequence[Observation], places: Sequence[int | None]) -> None:
        self.observations = observations
        self.places = places

    def sums(self, rule: _Rule, indices: list[int]) -> Iterator[Sum]:
        """The sums of one rule over the observations of one measure."""
        groups = self._groups(rule, indices)
        for (source, period, rest), (totals, parts) in groups.items():
            if source is Source.PROSE and not totals:  # the text may list what only the table adds up
                tables = (groups.get((table, period, rest)) for table in (Source.FORM, Source.ANNEX))
                totals = next((group[0] for group in tables if group is not None and group[0]), [])  # noqa: PLW2901
            if not totals or not parts:
                continue
            if source is not Source.PROSE:
                listed = sorted(index for code in outermost(parts, rule.split) for index in parts[code])
                for total, own in self._copies(totals, listed):
                    made = self._sum(rule, total, own, announced=True)
                    if made is not None:
                        yield made
                continue
            for run in self._runs(rule, parts):
                chosen = self._total(totals, run)
                made = self._sum(rule, chosen[0], run, announced=chosen[1]) if chosen else None
                if made is not None:
                    yield made

    @staticmethod
    def _copies(totals: list[int], listed: list[int]) -> Iterator[tuple[int, list[int]]]:
        """Each total of a table with its parts; where a report prints the table twice, a total has its own.

        A total stands behind its parts in the forms of 2019 and 2021, before them in the annex.
        """
        if len(totals) == 1:
            yield totals[0], listed
            return
        edges = sorted(totals)
        leads = edges[0] < min(listed)
        edges = [*edges, listed[-1] + 1] if leads else [-1, *edges[:-1], max(edges[-1], listed[-1] + 1)]
        for total, (first, last) in zip(sorted(totals), itertools.pairwise(edges), strict=True):
            own = [index for index in listed if first < index < last]
            if own:
                yield total, own

    def _groups(self, rule: _Rule, indices: list[int]) -> dict[Key, tuple[list[int], dict[str, list[int]]]]:
        """Totals and parts by what they share: source, period and all other dimensions."""
        groups: dict[Key, tuple[list[int], dict[str, list[int]]]] = {}
        reasons: list[tuple[Key, str, int]] = []
        for index in indices:
            observation = self.observations[index]
            code, reason, rest = _without_split(observation.dimensions, rule.split)
            key = (observation.source, observation.period, rest)
            totals, parts = groups.setdefault(key, ([], {}))
            if reason is not None:
                reasons.append((key, code, index))
            elif code in (rule.total, "total"):
                totals.append(index)
            elif code and (not rule.total or code in narrower(rule.total, rule.split)):
                parts.setdefault(code, []).append(index)
        own_rows = {(key, code) for key, (_, parts) in groups.items() for code in parts}
        for key, code, index in reasons:  # lines of an outcome stand for it where its own row is not given
            if (key, code) not in own_rows:
                groups[key][1].setdefault(code, []).append(index)
        return groups

    def _runs(self, rule: _Rule, parts: Mapping[str, list[int]]) -> Iterator[list[int]]:
        """The parts in prose as the report lists them: the figures of one passage, channels those of one section."""
        runs: list[list[int]] = []
        for index in sorted(index for listed in parts.values() for index in listed):
            if runs and self._neighbours(rule, runs[-1][-1], index):
                runs[-1].append(index)
            else:
                runs.append([index])
        for run in runs:
            if len(run) > 1 or rule.mode == "subset" or rule.split == "result":
                yield self._distinct(rule, run)

    def _neighbours(self, rule: _Rule, last: int, index: int) -> bool:
        if rule.split == "channel":
            return self.places[last] == self.places[index]
        before, after = self.observations[last], self.observations[index]
        return before.section == after.section and after.span.start - before.span.end <= _NEAR

    def _distinct(self, rule: _Rule, run: list[int]) -> list[int]:
        """One figure said twice in a passage counts once; letters count in letters and faxes."""
        codes = outermost((self.observations[index].dimension(rule.split) or "" for index in run), rule.split)
        seen: set[object] = set()
        kept = []
        for index in run:
            observation = self.observations[index]
            same = (observation.dimensions, observation.value)
            if observation.dimension(rule.split) in codes and same not in seen:
                seen.add(same)
                kept.append(index)
        return kept

    def _total(self, totals: list[int], listed: list[int]) -> tuple[int, bool] | None:
        """The total that a list in prose belongs to, and whether it announces the list."""
        first = self.observations[listed[0]]
        given = [index for index in totals if self.observations[index].value is not None]
        lead = [
            index
            for index in given
            if index < listed[0]
            and self.observations[index].section == first.section
            and first.span.start - self.observations[index].span.end <= _LEAD
        ]
        same_place = [index for index in given if self.places[index] == self.places[listed[0]]]
        candidates = lead[::-1] or [
            index for index in same_place or given if self.observations[index].primary
        ] or same_place  # fmt: skip
        added = sum((self.observations[index].value or Decimal(0) for index in listed), Decimal(0))
        fitting = [index for index in candidates if self.observations[index].value == added]
        if fitting or lead:
            return (fitting or lead[::-1])[0], bool(lead)
        values = {self.observations[index].value for index in candidates}
        return (candidates[0], False) if len(values) == 1 else None

    def _sum(self, rule: _Rule, total: int, listed: list[int], *, announced: bool) -> Sum | None:
        """Add the parts up; None where the total or all parts are blank."""
        stated = self.observations[total].value
        parts = tuple(index for index in listed if self.observations[index].value is not None)
        if stated is None or not parts:
            return None
        blanks = tuple(index for index in listed if self.observations[index].value is None)
        limits = [bounds(self.observations[index]) for index in parts]
        total_low, total_high = bounds(self.observations[total])
        low = sum((low for low, _ in limits), Decimal(0)) - total_high
        high = sum((high for _, high in limits), Decimal(0)) - total_low
        if blanks and high < 0:
            high = Decimal(0)
        return Sum(
            rule=rule.name,
            mode=rule.mode,
            split=rule.split,
            source=self.observations[parts[0]].source,
            total=total,
            parts=parts,
            blanks=blanks,
            stated=stated,
            computed=sum((self.observations[index].value or Decimal(0) for index in parts), Decimal(0)),
            low=low,
            high=high,
            listed=announced,
        )


def find_balances(observations: Sequence[Observation]) -> tuple[Balance, ...]:
    """Every applicant column (and the prose) for which all four figures of the balance are given exactly."""
    slots = {
        "requests_received": 0, "requests_carried_in": 1, "requests_answered": 2, "requests_carried_out": 3,
    }  # fmt: skip
    columns: dict[tuple[Source, str], list[list[int]]] = {}
    for index, observation in enumerate(observations):
        slot = slots.get(observation.measure)
        dimensions = dict(observation.dimensions)
        applicant = dimensions.pop("applicant", "total")
        if dimensions.get("outcome") == "total":
            del dimensions["outcome"]
        if slot is None or dimensions or observation.period != "annual" or observation.value is None:
            continue
        if observation.qualifier is Qualifier.EXACT and observation.source is not Source.ANNEX:
            columns.setdefault((observation.source, applicant), [[], [], [], []])[slot].append(index)
    found = []
    for (source, applicant), column in columns.items():
        if all(len({observations[index].value for index in slot}) == 1 for slot in column):
            tables = [tuple(slot[0] for slot in column)]
        elif source is Source.FORM and len({len(slot) for slot in column}) == 1:
            tables = list(zip(*column, strict=True))  # the table is printed more than once
        else:
            continue
        for new, carried_in, decided, carried_out in tables:
            value = [observations[index].value or Decimal(0) for index in (new, carried_in, decided, carried_out)]
            difference = value[0] + value[1] - value[2] - value[3]
            found.append(Balance(source, applicant, new, carried_in, decided, carried_out, difference))
    return tuple(found)
