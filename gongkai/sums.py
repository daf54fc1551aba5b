"""The sums that a report's own figures must keep: which parts belong to which total, and what they add up to.

What is added to what stands in catalogue/sums.csv. :mod:`gongkai.resolve` takes from here which figures are
confirmed; :mod:`gongkai.findings` reports the sums that fail. Which cells of a report's tables are added up depends on
what they are about and on their order alone, so it is planned once for all reports that have the same tables.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.arithmetic import Sum, bounds, narrower, outermost
from gongkai.catalogue import read_rows
from gongkai.records import Observation, Qualifier, Source

__all__ = ["find_sums"]

_NEAR = 80  # characters between neighbours of one list
_LEAD = 120  # characters between a list and the total it is announced with
_PLANS = 256  # a plan for two hundred cells takes some 20 kB
_Codes = tuple[tuple[str, str], ...]
# What a cell is about: whether it stands in a form or in an annex, its measure, dimensions and period.
_Subject = tuple[bool, str, _Codes, str]
_Key = tuple[bool | None, str, _Codes]  # what totals and parts share: form, annex or (None) prose; period; the rest
_Group = tuple[list[int], dict[str, list[int]]]  # totals, and parts by their code
_ZERO = Decimal(0)


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
    prose: list[int] = []
    cells: list[int] = []
    for index, observation in enumerate(observations):
        if observation.source is not Source.PROSE:
            cells.append(index)
            continue
        prose.append(index)
        key, rank = observation.key, ranks[index]
        if rank < best.get(key, rank + 1):
            best[key] = rank
    by_measure: dict[str, list[int]] = {}
    splits: dict[str, set[str]] = {}
    for index in prose:
        observation = observations[index]
        if ranks[index] == best[observation.key]:
            by_measure.setdefault(observation.measure, []).append(index)
            splits.setdefault(observation.measure, set()).update(name for name, _ in observation.dimensions)
    subjects = tuple(
        (one.source is Source.FORM, one.measure, one.dimensions, one.period)
        for one in map(observations.__getitem__, cells)
    )
    tables = _plan(subjects) if subjects else _NO_TABLES
    adder = _Adder(observations, places)
    found = [*adder.planned(tables, cells)]
    for at, rule in enumerate(_rules()):
        for measure in rule.measures & by_measure.keys():
            if rule.split not in splits[measure] and "reason" not in splits[measure]:
                continue
            totals = tables.totals.get((at, measure), {})
            found.extend(adder.listed(rule, by_measure[measure], totals, cells))
    found.sort(key=lambda one: (one[0].total, one[0].rule, one[1]))
    return tuple(one for one, _ in found)


@functools.lru_cache(maxsize=8192)
def _without_split(dimensions: _Codes, split: str) -> tuple[str, str | None, _Codes]:
    """The code of the dimension that a rule adds up (and the reason of an outcome), and all other dimensions.

    Every report has the same few hundred combinations.
    """
    rest = dict(dimensions)
    code = rest.pop(split, "")
    reason = rest.pop("reason", None) if split == "outcome" else None
    return code, reason, tuple(sorted(rest.items()))


class _Planned(NamedTuple):
    """A total of a table and its parts, by their places among the cells; ``first`` of the group they are from."""

    rule: _Rule
    total: int
    parts: tuple[int, ...]
    first: int


class _Plan(NamedTuple):
    """Which cells of a report's tables add up to which, whatever their figures.

    Attributes:
        sums: what is to be added.
        totals: by number of the rule and by measure, the places of each group's totals, which lists in prose may have.
    """

    sums: tuple[_Planned, ...]
    totals: Mapping[tuple[int, str], Mapping[_Key, Sequence[int]]]


_NO_TABLES = _Plan((), {})


@functools.lru_cache(maxsize=_PLANS)
def _plan(subjects: tuple[_Subject, ...]) -> _Plan:
    """The plan for the cells of a report; thousands of reports have the same tables."""
    by_measure: dict[str, list[int]] = {}
    for place, (_, measure, _, _) in enumerate(subjects):
        by_measure.setdefault(measure, []).append(place)
    sums: list[_Planned] = []
    known: dict[tuple[int, str], dict[_Key, Sequence[int]]] = {}
    for at, rule in enumerate(_rules()):
        for measure in rule.measures & by_measure.keys():
            own = ((place, subjects[place]) for place in by_measure[measure])
            groups = _groups(rule, ((place, codes, (form, period)) for place, (form, _, codes, period) in own))
            for key, (first, (totals, parts)) in groups.items():
                if not totals:
                    continue
                known.setdefault((at, measure), {})[key] = totals
                if parts:
                    listed = sorted(place for code in outermost(parts, rule.split) for place in parts[code])
                    sums.extend(_Planned(rule, total, tuple(own), first) for total, own in _copies(totals, listed))
    return _Plan(tuple(sums), known)


def _groups(
    rule: _Rule, cells: Iterable[tuple[int, _Codes, tuple[bool | None, str]]]
) -> dict[_Key, tuple[int, _Group]]:
    """Totals and parts by what they share: source, period and all other dimensions; with the first of each group.

    Args:
        rule: what is added up.
        cells: place, dimensions, and source with period of each figure, in order.
    """
    groups: dict[_Key, tuple[int, _Group]] = {}
    reasons: list[tuple[_Key, str, int]] = []
    for place, dimensions, (source, period) in cells:
        code, reason, rest = _without_split(dimensions, rule.split)
        key = (source, period, rest)
        group = groups.get(key)
        if group is None:
            group = groups[key] = (place, ([], {}))
        totals, parts = group[1]
        if reason is not None:
            reasons.append((key, code, place))
        elif code in (rule.total, "total"):
            totals.append(place)
        elif code and (not rule.total or code in narrower(rule.total, rule.split)):
            parts.setdefault(code, []).append(place)
    own_rows = {(key, code) for key, (_, (_, parts)) in groups.items() for code in parts} if reasons else ()
    for key, code, place in reasons:  # lines of an outcome stand for it where its own row is not given
        if (key, code) not in own_rows:
            groups[key][1][1].setdefault(code, []).append(place)
    return groups


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


class _Adder:
    """Finds the parts of each total among the observations of one report, and adds them up."""

    def __init__(self, observations: Sequence[Observation], places: Sequence[int | None]) -> None:
        self.observations = observations
        self.places = places

    def planned(self, plan: _Plan, cells: Sequence[int]) -> Iterator[tuple[Sum, int]]:
        """The sums of the tables, each with the position of the first figure of its group."""
        for rule, total, parts, first in plan.sums:
            made = self._sum(rule, cells[total], [cells[part] for part in parts], announced=True)
            if made is not None:
                yield made, cells[first]

    def listed(
        self, rule: _Rule, indices: list[int], of_tables: Mapping[_Key, Sequence[int]], cells: Sequence[int]
    ) -> Iterator[tuple[Sum, int]]:
        """The sums of one rule over the figures of one measure in the sentences; with the same position."""
        figures = ((index, self.observations[index]) for index in indices)
        groups = _groups(rule, ((index, one.dimensions, (None, one.period)) for index, one in figures))
        for (_, period, rest), (first, (totals, parts)) in groups.items():
            if not parts:
                continue
            if not totals:  # the text may list what only the table adds up
                tables = (of_tables.get((form, period, rest)) for form in (True, False))
                totals = [cells[place] for place in next((group for group in tables if group), ())]  # noqa: PLW2901
            for run in self._runs(rule, parts) if totals else ():
                chosen = self._total(totals, run)
                made = self._sum(rule, chosen[0], run, announced=chosen[1]) if chosen else None
                if made is not None:
                    yield made, first

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
        observations = self.observations
        whole = observations[total]
        stated = whole.value
        if stated is None:
            return None
        given = [(index, one) for index in listed if (one := observations[index]).value is not None]
        if not given:
            return None
        parts = tuple(index for index, _ in given)
        blanks: tuple[int, ...] = ()
        if len(given) < len(listed):
            blanks = tuple(index for index in listed if observations[index].value is None)
        exact = Qualifier.EXACT
        if whole.qualifier is exact and all(one.qualifier is exact for _, one in given):
            low = high = sum((one.value for _, one in given if one.value is not None), _ZERO) - stated
        else:
            limits = [bounds(one) for _, one in given]
            total_low, total_high = bounds(whole)
            low = sum((low for low, _ in limits), _ZERO) - total_high
            high = sum((high for _, high in limits), _ZERO) - total_low
        if blanks and high < 0:
            high = _ZERO
        return Sum(
            rule=rule.name,
            mode=rule.mode,
            split=rule.split,
            source=given[0][1].source,
            total=total,
            parts=parts,
            blanks=blanks,
            stated=stated,
            computed=sum((one.value or _ZERO for _, one in given), _ZERO),
            low=low,
            high=high,
            listed=announced,
        )
