"""Parts against totals, by row and by column, and the balance of requests."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gongkai.arithmetic import Balance, Sum, find_balances
from gongkai.catalogue import read_rows
from gongkai.findings.case import Case, Text, make, number, numbers
from gongkai.records import Finding, Severity, Source

__all__ = ["check_balances", "check_totals"]

_NEARLY = Decimal("0.9")  # a list in prose that holds this share of its total was meant to be the whole
_SMALL_EXCESS = Decimal("0.05")
_WHOLE_LIST = 5  # so many categories read like a whole list even where they fall far short
_MOST_CHANNELS = 4  # an annex that lists so many channels lists them all


def check_totals(case: Case) -> Iterator[Finding]:
    """Every total whose parts do not add up to it."""
    failed = [(one, severity) for one in case.sums if (severity := _severity(case, one)) is not None]
    rows = [one for one, _ in failed if one.split == "applicant"]
    columns: dict[int, Sum] = {}
    for one, _ in failed:
        row = next((row for row in rows if row is not one and _same_fault(row, one)), None)
        if row is None or one.split == "applicant":
            continue
        columns.setdefault(id(row), one)
        if (one.stated, one.computed) != (row.stated, row.computed):
            yield _finding(case, one, Severity.INFO, follows=row)
    explained = {
        id(one) for one, _ in failed if one.split != "applicant" and any(_same_fault(row, one) for row in rows)
    }
    for one, severity in failed:
        if id(one) not in explained and not _told_by_table(one, failed):
            yield _finding(case, one, severity, column=columns.get(id(one)))


def _same_fault(row: Sum, column: Sum) -> bool:
    """Whether one wrong cell explains a row and a column that both fail."""
    shared = {row.total, *row.parts} & {column.total, *column.parts}
    return bool(shared) and row.source is column.source and abs(row.difference) == abs(column.difference)


def _told_by_table(one: Sum, failed: list[tuple[Sum, Severity]]) -> bool:
    """Whether a sum in prose only repeats one that fails in the table, for the same total and in the same way."""
    return one.source is Source.PROSE and any(
        other.source is not Source.PROSE
        and (other.rule, other.stated, other.difference > 0) == (one.rule, one.stated, one.difference > 0)
        for other, _ in failed
    )


def _severity(case: Case, one: Sum) -> Severity | None:
    """How much a sum that fails weighs; None where it holds or where nothing can be said."""
    if one.mode == "subset":
        return Severity.ERROR if one.low > 0 else None
    if one.mode == "once":
        return _overlapping(case, one)
    if one.holds:
        return None
    if one.source is not Source.PROSE:
        return Severity.ERROR
    categories = one.split == "category"
    if one.low > 0:
        return Severity.ERROR if one.listed else Severity.WARNING
    if one.listed and (one.computed >= _NEARLY * one.stated or _is_whole(case, one)):
        return Severity.WARNING
    return Severity.INFO if categories and len(one.parts) >= _WHOLE_LIST else None


@functools.cache
def _whole_lists() -> Mapping[str, frozenset[str]]:
    return {row["rule"]: frozenset(row["whole"].split(";")) for row in read_rows("sums.csv") if row["whole"]}


def _is_whole(case: Case, one: Sum) -> bool:
    """Whether a list in prose names every part there is: 专职 and 兼职."""
    named = {case.observations[index].dimension(one.split) for index in one.parts}
    return one.rule in _whole_lists() and named >= _whole_lists()[one.rule]


def _overlapping(case: Case, one: Sum) -> Severity | None:
    """Channels against the total: an item counts once there, and once in every channel here."""
    values = [case.value(index) for index in one.parts]
    if max(values) > one.stated and one.low > 0:
        return Severity.WARNING if one.source is Source.PROSE else Severity.ERROR
    if one.holds or one.stated in values:
        return None
    if one.low > 0:
        small = one.difference <= _SMALL_EXCESS * one.stated
        return Severity.INFO if small or one.source is not Source.PROSE else Severity.WARNING
    codes = {case.observations[index].dimension("channel") for index in one.parts}
    if one.source is not Source.PROSE:
        whole = "other" in codes or len(codes) >= _MOST_CHANNELS
    else:
        whole = one.listed and one.computed >= _NEARLY * one.stated
    return Severity.WARNING if whole and not one.blanks else None


def _finding(
    case: Case, one: Sum, severity: Severity, *, column: Sum | None = None, follows: Sum | None = None
) -> Finding:
    values = [case.value(index) for index in one.parts]
    figures: dict[str, object] = {
        "stated_total": number(one.stated),
        "parts": numbers(values),
        "parts_sum": number(one.computed),
        "difference": number(one.difference),
    }
    if column is not None:
        figures |= {"outcomes_sum": number(column.computed), "outcomes_total": number(column.stated)}
    percentages = _percentages(case, one)
    if percentages:
        figures |= {"percentages": numbers(percentages), "percentages_sum": number(sum(percentages, Decimal(0)))}
    missing = _missing_outcomes(case, one)
    if missing:
        figures["missing"] = numbers([case.value(index) for index in missing])
    name, source = case.name(one.total), case.source(one.total)
    more = one.difference > 0
    size = number(abs(one.difference))
    listed = ("", "") if case.observations[one.total].source is one.source else ("正文", " of the text")
    chinese = (
        f"{source[0]}“{name[0]}”为{number(one.stated)},{listed[0]}各分项相加为{number(one.computed)},"
        f"{'多' if more else '少'}{size}。"
    )
    english = (
        f"{source[1]}, {name[1].lower()}: the {len(values)} parts{listed[1]} add up to {number(one.computed)}, "
        f"not to the stated {number(one.stated)} ({size} too {'many' if more else 'few'})."
    )
    reason = _reason(one, severity)
    if follows is not None:
        reason = f"与“{case.name(follows.total)[0]}”一行同一处错误。", " The same cell is at fault as in its row."
    if missing:
        besides = ", ".join(str(number(case.value(index))) for index in missing)
        reason = (
            f"正文另列的{besides}恰为所缺之数。",
            f" What the text lists besides ({besides}) makes up the difference.",
        )
    return make(
        "parts_total",
        (chinese + reason[0], english + reason[1]),
        severity=severity,
        stated=one.stated,
        computed=one.computed,
        figures=figures,
        observations=(one.total, *one.parts, *missing),
        span=case.observations[one.total].span,
    )


def _reason(one: Sum, severity: Severity) -> Text:
    """Why a sum that fails may still be right."""
    if severity is Severity.ERROR:
        return "", ""
    if one.mode == "once" and one.difference > 0:
        return "同一信息经多个渠道公开时会重复计算。", " One item may go by several channels."
    if one.difference < 0:
        return "所列分项可能不全。", " The list may be partial."
    return "", ""


def _percentages(case: Case, one: Sum) -> list[Decimal]:
    """The percentages that stand beside all parts of a list, else none."""
    found = []
    for index in one.parts:
        span = case.observations[index].span
        share = next((share for share in case.prose.shares if share.figure.overlaps(span)), None)
        if share is None:
            return []
        found.append(share.percent)
    return found


def _missing_outcomes(case: Case, one: Sum) -> tuple[int, ...]:
    """Outcomes that the text has and the annex has not, where they make up what the annex lacks."""
    if one.rule != "outcomes" or one.source is not Source.ANNEX or one.difference >= 0:
        return ()
    codes = {case.observations[index].dimension("outcome") for index in one.parts}
    period = case.observations[one.total].period
    known = {*codes, None, "total"}
    elsewhere = [
        index
        for index, other in enumerate(case.observations)
        if other.source is Source.PROSE
        and other.measure == "requests_answered"
        and other.period == period
        and other.value
        and len(other.dimensions) == 1
        and other.dimension("outcome") not in known
    ]
    for size in range(1, min(len(elsewhere), 8) + 1):
        for chosen in itertools.combinations(elsewhere[:8], size):
            if sum(case.value(index) for index in chosen) == -one.difference:
                return chosen
    return ()


def check_balances(case: Case) -> Iterator[Finding]:
    """本年新收 + 上年结转 = 总计 + 结转下年度, for each applicant column."""
    failed = [one for one in find_balances(case.observations) if one.difference]
    totals = {one.source: one for one in failed if one.applicant == "total"}
    for one in failed:
        total = totals.get(one.source)
        columns = [other for other in failed if other.source is one.source and other.applicant != "total"]
        if total is None or abs(sum(other.difference for other in columns)) != abs(total.difference):
            yield _imbalance(case, one)
        elif one is total:
            yield _imbalance(case, one, columns)
        else:
            yield _imbalance(case, one, severity=Severity.INFO)


def _imbalance(
    case: Case, one: Balance, columns: Sequence[Balance] = (), severity: Severity = Severity.ERROR
) -> Finding:
    """One column that does not balance; ``columns`` are those of single applicants that the difference comes from."""
    members: tuple[int, ...] = (one.new, one.carried_in, one.decided, one.carried_out)
    new, carried_in, decided, carried_out = (case.value(index) for index in members)
    name, source, apart = case.name(one.new), case.source(one.new), number(abs(one.difference))
    chinese = (
        f"{source[0]}“{name[0]}”:本年新收{number(new)}件加上年结转{number(carried_in)}件,"
        f"不等于办理总计{number(decided)}件加结转下年度{number(carried_out)}件,相差{apart}件。"
    )
    english = (
        f"{source[1]}, {name[1].lower()}: {number(new)} new and {number(carried_in)} carried in, "
        f"{number(decided)} decided and {number(carried_out)} carried out; {apart} apart."
    )
    if columns:
        names = [case.name(other.new) for other in columns]
        chinese += f"差额出自{'、'.join(each[0] for each in names)}。"
        english += f" The difference comes from {'; '.join(each[1].lower() for each in names)}."
    return make(
        "balance",
        (chinese, english),
        severity=severity,
        stated=decided + carried_out,
        computed=new + carried_in,
        figures={
            "new": number(new),
            "carried_in": number(carried_in),
            "decided": number(decided),
            "carried_out": number(carried_out),
            "difference": number(one.difference),
        },
        observations=members,
        span=case.observations[one.new].span,
    )
