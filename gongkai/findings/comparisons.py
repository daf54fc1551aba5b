"""The same figure in two places: text against table, annex or text; the year against the cumulative figure."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.arithmetic import agree, covers, narrower
from gongkai.catalogue import measures, read_rows
from gongkai.findings.case import Case, Key, make, number, numbers
from gongkai.records import Finding, OrganKind, Scope, Severity, Source, Topic

__all__ = ["compare"]

_SURE_FAMILIES = frozenset(("proactive", "requests", "appeals", "fees"))
_DEEP = 3  # headings from this level on are about single subjects; their figures are parts of something
_CLOSE = Decimal("0.1")  # two figures this near to each other are of the same thing
# Readings of one key that are compared with each other; a report that repeats a figure oftener is no report.
_MOST_READINGS = 60
_BESIDE = 200  # characters within which two figures of one key are two things named together


def compare(case: Case) -> Iterator[Finding]:
    """Every contradiction between two places of the report."""
    yield from _text_against_tables(case)
    yield from _other_outcomes(case)
    yield from _text_against_text(case)
    yield from _year_against_cumulative(case)
    yield from _narrower_names(case)


def _heads(case: Case, indices: list[int]) -> list[int]:
    """Of readings in prose the best placed, those of plans and of deep subsections about single subjects apart."""
    kept = []
    for index in indices:
        observation = case.observations[index]
        if observation.source is not Source.PROSE or observation.value is None:
            continue
        section = case.sections[observation.section] if observation.section is not None else None
        place = case.places[index]
        if place is not None and case.sections[place].topic is Topic.PROBLEMS:
            continue
        if section is not None and section.level >= _DEEP and section.topic in (Topic.OVERVIEW, Topic.KEY_WORK):
            continue
        kept.append(index)
    best = min((case.ranks[index] for index in kept), default=0)
    return [index for index in kept if case.ranks[index] == best]


def _text_against_tables(case: Case) -> Iterator[Finding]:
    for key in case.spoken:
        indices = case.by_key[key]
        cells = [
            [index] for index in indices
            if case.observations[index].source is not Source.PROSE and case.observations[index].value is not None
        ]  # fmt: skip
        tables = cells or [lines for lines in [_lines(case, key)] if lines]
        heads = _heads(case, list(indices))
        if not tables or not heads:
            continue
        values = [sum((case.value(index) for index in table), Decimal(0)) for table in tables]
        if not any(covers(case.observations[index], value) for index in heads for value in values):
            scope = case.observations[heads[0]].scope
            at = next((at for at, table in enumerate(tables) if case.observations[table[0]].scope is scope), 0)
            yield _against_table(case, heads[0], tables[at], values[at])


def _lines(case: Case, key: Key) -> list[int]:
    """The cells that make up a figure without a row: 不予公开 by its reasons, 行政诉讼 by its two routes."""
    measure, dimensions, period = key
    given = dict(dimensions)
    if measure == "requests_answered" and given.keys() == {"outcome"} and given["outcome"] != "total":
        children = [
            other for other in case.by_key
            if other[0] == measure and other[2] == period and len(other[1]) == 2
            and other[1][0] == dimensions[0] and other[1][1][0] == "reason"
        ]  # fmt: skip
    elif measure == "appeals" and given == {"proceeding": "litigation"}:
        children = [(measure, (("proceeding", code),), period) for code in sorted(narrower("litigation", "proceeding"))]
    else:
        return []
    cells = [
        index for child in children for index in case.by_key.get(child, ())
        if case.observations[index].source is Source.FORM
    ]  # fmt: skip
    whole = len(cells) == len(children) and all(case.observations[index].value is not None for index in cells)
    return sorted(cells) if whole else []


def _against_table(case: Case, text: int, tables: list[int], value: Decimal) -> Finding:
    one, other = case.observations[text], case.observations[tables[0]]
    annex = other.source is Source.ANNEX
    name = case.name(text)
    first, second = number(case.value(text)), number(value)
    apart = number(abs(case.value(text) - value))
    own = one.scope is Scope.ORGAN and case.identity.organ_kind is OrganKind.GOVERNMENT
    sure = not annex or measures()[one.measure].family in _SURE_FAMILIES
    chinese = f"“{name[0]}”:正文为{first},{'附表' if annex else '表格'}为{second},相差{apart}。"
    english = f"{name[1]}: {first} in the text, {second} in the {'annex' if annex else 'table'}; {apart} apart."
    if own and other.scope is not Scope.ORGAN:
        chinese += "正文只指本级机关。"
        english += " The text speaks of the organ itself."
        sure = False
    return make(
        "text_annex" if annex else "text_table",
        (chinese, english),
        severity=Severity.ERROR if sure else Severity.WARNING,
        stated=case.value(text),
        computed=value,
        figures={"text": first, "annex" if annex else "table": second, "difference": apart},
        observations=(text, *tables),
        span=one.span,
    )


def _other_outcomes(case: Case) -> Iterator[Finding]:
    """其他类型 of an annex with few rows must hold the outcomes that only the text names."""
    other = case.by_key.get(("requests_answered", (("outcome", "other"),), "annual"), ())
    annex = next((index for index in other if case.observations[index].source is Source.ANNEX), None)
    if annex is None or case.observations[annex].value is None:
        return
    rows, named = set(), {}
    for index, one in enumerate(case.observations):
        outcome = one.dimension("outcome")
        if one.measure != "requests_answered" or len(one.dimensions) != 1 or one.period != "annual":
            continue
        if outcome in (None, "total"):
            continue
        if one.source is Source.ANNEX:
            rows.add(outcome)
        elif one.source is Source.PROSE and one.value is not None:
            named[outcome] = index
    beside = [index for outcome, index in named.items() if outcome not in rows]
    text = sum((case.value(index) for index in beside), Decimal(0))
    if "other" in named or len(beside) < 2 or text == case.value(annex):
        return
    parts = numbers([case.value(index) for index in beside])
    listed = "、".join(map(str, parts))
    value = number(case.value(annex))
    yield make(
        "text_annex",
        (
            f"附表“其他类型”为{value},正文所列、附表未设行的结果({listed})合计{number(text)}。",
            f"Other outcomes: the annex counts {value}; those that only the text names add up to {number(text)}.",
        ),
        severity=Severity.WARNING,
        stated=text,
        computed=case.value(annex),
        figures={"annex": value, "text": number(text), "text_parts": parts},
        observations=(annex, *beside),
        span=case.observations[annex].span,
    )


@functools.cache
def _same_subjects() -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (row["measure"], row["dimension"], row["code"], row["other_measure"]) for row in read_rows("same_subject.csv")
    )


def _text_against_text(case: Case) -> Iterator[Finding]:
    groups = [list(case.by_key[key]) for key in case.spoken]
    spoken = sorted(index for group in groups for index in group if case.observations[index].source is Source.PROSE)
    for measure, dimension, code, other in _same_subjects():
        one = _category(case, spoken, measure, dimension, code)
        groups.append([*one, *case.by_key.get((other, (), "annual"), ())] if one else [])
    told: set[tuple[Decimal, Decimal]] = set()
    for indices in groups:
        if any(case.observations[index].source is not Source.PROSE for index in indices):
            continue
        pair = _contradiction(case, indices)
        if pair is None:
            continue
        values = case.value(pair[0]), case.value(pair[1])
        if values not in told:
            told.add(values)
            yield _two_figures(case, *pair)


def _category(case: Case, spoken: Sequence[int], measure: str, dimension: str, code: str) -> list[int]:
    """Readings in sentences whose free category is a name, script apart."""
    return [
        index
        for index in spoken
        if (one := case.observations[index]).measure == measure and one.period == "annual"
        and one.dimension(dimension) is not None
        and case.view.text[one.span.start : one.span.end].replace(" ", "").startswith(code)
    ]  # fmt: skip


def _contradiction(case: Case, indices: list[int]) -> tuple[int, int] | None:
    """Two readings of one key that cannot both be right."""
    given = [
        index for index in indices
        if (place := case.places[index]) is None or case.sections[place].topic is not Topic.PROBLEMS
    ]  # fmt: skip
    given = [index for index in given if case.observations[index].value is not None][:_MOST_READINGS]
    for position, first in enumerate(given):
        for second in given[position + 1 :]:
            if _contradict(case, first, second):
                return first, second
    return None


def _contradict(case: Case, first: int, second: int) -> bool:
    one, other = case.observations[first], case.observations[second]
    beside = one.section == other.section and other.span.start - one.span.end < _BESIDE
    if agree(one, other) or (beside and one.key == other.key):
        return False
    if {one.scope, other.scope} == {Scope.ORGAN, Scope.JURISDICTION}:
        return False
    values = sorted((case.value(first), case.value(second)))
    if values[1] - values[0] <= _CLOSE * values[1]:
        return True
    return (
        not one.dimensions
        and len(_heads(case, [first])) == len(_heads(case, [second])) == 1
        and (_at_home(case, first) and _at_home(case, second))
    )


def _at_home(case: Case, index: int) -> bool:
    """Whether a figure of the whole year stands in the section on its subject."""
    section = case.observations[index].section
    family = measures()[case.observations[index].measure].family
    return section is not None and case.sections[section].topic == family and family in ("requests", "appeals", "fees")


def _two_figures(case: Case, first: int, second: int) -> Finding:
    one, other = case.value(first), case.value(second)
    name = case.name(second if case.observations[first].dimension("category") else first)
    apart = number(abs(one - other))
    return make(
        "text_text",
        (
            f"“{name[0]}”:正文前后分别为{number(one)}和{number(other)},相差{apart}。",
            f"{name[1]}: {number(one)} in one place of the text, {number(other)} in another; {apart} apart.",
        ),
        stated=one,
        computed=other,
        figures={"first": number(one), "second": number(other), "difference": apart},
        observations=(first, second),
        span=case.observations[second].span,
    )


def _year_against_cumulative(case: Case) -> Iterator[Finding]:
    for (measure, dimensions, period), indices in case.by_key.items():
        if period != "cumulative":
            continue
        for index in indices:
            whole = case.observations[index]
            year = [
                other for other in case.by_key.get((measure, dimensions, "annual"), ())
                if case.observations[other].value is not None and case.observations[other].primary
                and not {case.observations[other].scope, whole.scope} >= {Scope.ORGAN, Scope.JURISDICTION}
            ]  # fmt: skip
            if (
                whole.value is None
                or not year
                or case.value(year[0]) <= whole.value
                or agree(whole, case.observations[year[0]])
            ):
                continue
            name, figures = case.name(year[0]), (number(case.value(year[0])), number(whole.value))
            yield make(
                "cumulative",
                (
                    f"“{name[0]}”:本年{figures[0]},历年累计只有{figures[1]}。",
                    f"{name[1]}: {figures[0]} in the year, but only {figures[1]} cumulative.",
                ),
                stated=case.value(year[0]),
                computed=whole.value,
                figures={"annual": figures[0], "cumulative": figures[1]},
                observations=(year[0], index),
                span=whole.span,
            )


def _narrower_names(case: Case) -> Iterator[Finding]:
    """One figure that the text files under a narrower name than the table."""
    split = [(key, case.by_key[key]) for key in case.spoken if len(key[1]) == 1]
    for row in read_rows("broader.csv") if split else ():
        for (measure, dimensions, period), indices in split:
            if dimensions != ((row["dimension"], row["code"]),):
                continue
            broad = case.by_key.get((measure, ((row["dimension"], row["broader"]),), period), ())
            text = next((index for index in indices if case.observations[index].source is Source.PROSE), None)
            table = next((index for index in broad if case.observations[index].source is not Source.PROSE), None)
            alone = all(case.observations[index].source is Source.PROSE for index in indices) and not any(
                case.observations[index].source is Source.PROSE for index in broad
            )
            if text is None or table is None or not alone or not case.observations[text].value:
                continue
            if case.observations[text].value != case.observations[table].value:
                continue
            value, names = number(case.value(text)), (case.name(text), case.name(table))
            yield make(
                "label",
                (
                    f"同一数字{value}:正文作“{names[0][0]}”,表中作“{names[1][0]}”。",
                    f"The same {value} is {names[0][1].lower()} in the text and {names[1][1].lower()} in the table.",
                ),
                stated=case.value(text),
                computed=case.value(table),
                figures={"text": value, "annex": value},
                observations=(text, table),
                span=case.observations[text].span,
            )
