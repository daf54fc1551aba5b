"""Figures of a report beside each other: whether two agree, a total and its parts, the balance of requests.

The sums of a report are found by :mod:`gongkai.sums`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.catalogue import read_rows
from gongkai.records import Observation, Qualifier, Source

__all__ = ["Balance", "Sum", "agree", "bounds", "covers", "find_balances", "narrower", "outermost"]

_SLOTS = {"requests_received": 0, "requests_carried_in": 1, "requests_answered": 2, "requests_carried_out": 3}


@dataclass(slots=True)
class Sum:
    """One total and its parts, by their positions in the observations; not to be changed.

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


def find_balances(observations: Sequence[Observation]) -> tuple[Balance, ...]:
    """Every applicant column (and the prose) for which all four figures of the balance are given exactly."""
    columns: dict[tuple[Source, str], list[list[int]]] = {}
    for index, observation in enumerate(observations):
        slot = _SLOTS.get(observation.measure)
        if slot is None or observation.value is None or observation.source is Source.ANNEX:
            continue
        applicant = _balanced(observation.dimensions)
        if applicant is None or observation.period != "annual" or observation.qualifier is not Qualifier.EXACT:
            continue
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


@functools.lru_cache(maxsize=8192)
def _balanced(dimensions: tuple[tuple[str, str], ...]) -> str | None:
    """The kind of applicant whose balance a figure is part of, None where it says more."""
    rest = dict(dimensions)
    applicant = rest.pop("applicant", "total")
    if rest.get("outcome") == "total":
        del rest["outcome"]
    return None if rest else applicant
