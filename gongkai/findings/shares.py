"""Percentages against the counts they stand beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from gongkai.arithmetic import Sum
from gongkai.findings.case import Case, Key, make, number, numbers
from gongkai.readings import Share
from gongkai.records import Finding, Qualifier, Severity, Source

__all__ = ["check_shares"]

_FITS, _CUT, _OFF = range(3)
_HUNDRED = Decimal(100)
_LEAD = 120


@dataclass(frozen=True, slots=True)
class _Part:
    """A count with the percentage beside it: position of the observation, and the list it belongs to."""

    index: int
    share: Share
    list: Sum | None


def check_shares(case: Case) -> Iterator[Finding]:
    """Every percentage that is not its count's share of the total, rounding apart."""
    parts = [part for share in case.prose.shares if (part := _part(case, share)) is not None]
    for part in parts:
        finding = _check(case, part, parts)
        if finding is not None:
            yield finding


def _part(case: Case, share: Share) -> _Part | None:
    """The exact count that a percentage stands beside, where it is a part of something."""
    found = [
        index
        for index, one in enumerate(case.observations)
        if one.source is Source.PROSE and one.value and one.dimensions and one.qualifier is Qualifier.EXACT
        and one.span.overlaps(share.figure)
    ]  # fmt: skip
    if not found:
        return None
    index = min(found, key=lambda index: case.observations[index].span.end - case.observations[index].span.start)
    lists = [one for one in case.sums if index in one.parts]
    return _Part(index, share, next((one for one in lists if one.listed), lists[0] if lists else None))


def _verdict(count: Decimal, total: Decimal, percent: Decimal) -> int:
    """Whether a percentage is count of total, to its own number of places."""
    exact = count * _HUNDRED / total
    places = Decimal(1).scaleb(int(percent.as_tuple().exponent))
    if exact.quantize(places, ROUND_HALF_UP) == percent:
        return _FITS
    if abs(exact - percent) < places:
        return _CUT
    return _OFF


def _totals(case: Case, part: _Part) -> list[int]:
    """Positions of the totals that a part can be a share of, the likeliest first."""
    one = case.observations[part.index]
    found = [part.list.total] if part.list else []
    wanted: list[Key] = [(one.measure, (), one.period)]
    if one.measure == "requests_answered":
        wanted += [(one.measure, (("outcome", "total"),), one.period), ("requests_received", (), one.period)]
        outcome = one.dimension("outcome")
        if one.dimension("reason") and outcome:
            wanted.append((one.measure, (("outcome", outcome),), one.period))
    if one.measure == "information_produced":
        wanted.append((one.measure, (("disclosure_class", "total"),), one.period))
    if one.measure == "appeals" and one.dimension("proceeding"):
        wanted.append((one.measure, (("proceeding", one.dimension("proceeding") or ""),), one.period))
    for key in wanted:
        found.extend(case.by_key.get(key, ()))
    return [index for index in dict.fromkeys(found) if case.observations[index].value]


def _check(case: Case, part: _Part, parts: list[_Part]) -> Finding | None:
    totals = _totals(case, part)
    if not totals:
        return None
    count, percent = case.value(part.index), part.share.percent
    sums = {one.computed for one in (part.list,) if one is not None and one.computed}
    verdicts = {_verdict(count, case.value(index), percent) for index in totals}
    verdicts |= {_verdict(count, value, percent) for value in sums}
    if _FITS in verdicts:
        return None
    siblings = [other for other in parts if other is not part and other.list is not None and other.list is part.list]

    def fitting(index: int) -> int:
        value = case.value(index)
        return sum(_verdict(case.value(other.index), value, other.share.percent) != _OFF for other in siblings)

    total = max(totals, key=lambda index: (_verdict(count, case.value(index), percent) == _CUT, fitting(index)))
    if _CUT in verdicts and _verdict(count, case.value(total), percent) == _OFF:
        return None
    known = fitting(total) > 0
    if not known and not _announced(case, total, part.index):
        return None  # of what it is a share is not said
    return _finding(case, part, total, siblings, known=known)


def _announced(case: Case, total: int, index: int) -> bool:
    """Whether a total stands in the sentence or two before its part."""
    whole, one = case.observations[total], case.observations[index]
    return total < index and whole.section == one.section and one.span.start - whole.span.end <= _LEAD


def _that_fits(total: Decimal, percent: Decimal) -> Decimal | None:
    """The whole count whose share of a total the percentage is."""
    near = (percent * total / _HUNDRED).quantize(Decimal(1), ROUND_HALF_UP)
    floor = (percent * total / _HUNDRED).quantize(Decimal(1), ROUND_FLOOR)
    fits = [count for count in (near, floor, floor + 1) if _verdict(count, total, percent) == _FITS]
    return fits[0] if fits else None


def _finding(case: Case, part: _Part, total_index: int, siblings: list[_Part], *, known: bool) -> Finding:
    count, total, percent = case.value(part.index), case.value(total_index), part.share.percent
    places = Decimal(1).scaleb(min(int(percent.as_tuple().exponent), -2))
    computed = (count * _HUNDRED / total).quantize(places, ROUND_HALF_UP)
    cut = _verdict(count, total, percent) == _CUT
    figures: dict[str, object] = {
        "count": number(count), "total": number(total), "stated": number(percent), "computed": number(computed),
    }  # fmt: skip
    name = case.name(part.index)
    chinese = f"“{name[0]}”{number(count)}占{number(total)}的{computed}%,原文写作{percent}%"
    english = f"{name[1]}: {number(count)} of {number(total)} is {computed}%, the report says {percent}%"
    if cut:
        chinese, english = chinese + "(舍入不同)。", english + " (cut off instead of rounded)."
    else:
        fits = _that_fits(total, percent)
        if fits is not None:
            figures["count_that_fits"] = number(fits)
            chinese, english = chinese + f",合{number(fits)}", english + f", which is {number(fits)} of {number(total)}"
        chinese, english = chinese + "。", english + "."
    members = sorted((part, *siblings), key=lambda one: one.index)
    if not cut and siblings:
        counts = [case.value(one.index) for one in members]
        percents = [one.share.percent for one in members]
        figures |= {
            "parts": numbers(counts), "parts_sum": number(sum(counts, Decimal(0))),
            "percentages": numbers(percents), "percentages_sum": number(sum(percents, Decimal(0))),
        }  # fmt: skip
    severity = Severity.INFO if cut else Severity.ERROR if known else Severity.WARNING
    return make(
        "percentage",
        (chinese, english),
        severity=severity,
        stated=percent,
        computed=computed,
        figures=figures,
        observations=(part.index, total_index),
        span=part.share.span,
    )
