"""Prose: figures and stated absences in the sentences of a report.

The grammar is in data: words in catalogue/terms.csv, rules in catalogue/prose_rules.csv. Code does what a table
cannot say: which words belong to which figure (clauses), what the build of a phrase means (shape), what holds for a
whole sentence (context), which lists break a total down (reader), what is said not to be (absences).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.catalogue import measures
from gongkai.normalise import Passage, View
from gongkai.prose.absences import NEGATION_SIGN, Absence, absences
from gongkai.prose.clauses import Sentence, sentences
from gongkai.prose.context import Setting, scope_in, setting_of
from gongkai.prose.lexicon import Term, lexicon
from gongkai.prose.reader import SectionReader
from gongkai.prose.state import Reading, SectionContext, tag_set
from gongkai.prose.words import word_class
from gongkai.quantities import iter_figures
from gongkai.readings import ProseReading, Share
from gongkai.records import (
    Identity,
    Observation,
    Qualifier,
    Quantity,
    Scope,
    Section,
    Source,
    Span,
    Status,
)

__all__ = ["read_prose"]

_RESOURCES = re.compile(word_class("resources"))
# A heading no longer than this that names one channel is about that channel: (一)门户网站.
_SHORT_TITLE = 20
# As far behind a heading its count is looked for.
_LABELLED = 16


def read_prose(view: View, sections: Sequence[Section], identity: Identity, taken: Sequence[Span] = ()) -> ProseReading:
    """Every figure and absence that the sentences state.

    Args:
        view: the folded text.
        sections: heading tree of the report.
        identity: whose report, for which year.
        taken: stretches that are tables.

    Returns:
        Observations as read (precedence is not decided here), all other figures with a unit, and percentages
        that stand beside a count. Spans are source offsets.
    """
    opening_end = sections[0].span.start if sections else min(len(view.text), 1500)
    setting = setting_of(identity, view.passage(0, opening_end).text)
    titles = [_words(view, section) for section in sections]
    observations: list[Observation] = []
    quantities: list[Quantity] = []
    shares: list[Share] = []
    owners: dict[Decimal, Scope] = {}
    for section, start, end in _bodies(view, sections, taken):
        passage = view.passage(start, end)
        context = _context(sections, titles, section)
        found = _sentences(passage.text)
        reader = SectionReader(passage, setting, context, owners)
        reader.read(found)
        index = section.index if section else None
        figures = [_observation(view, passage, reading, setting, index) for reading in reader.readings]
        owners |= {item.value: item.scope for item in figures if item.value and _is_all_disclosed(item)}
        counted = {(item.measure, item.dimensions) for item in figures if item.value}
        observations += figures
        observations += [  # 收到3件,…未收到信函申请: an absence beside a count is of something narrower
            absence
            for absence in _absent(passage, found, setting, context, index)
            if (absence.measure, absence.dimensions) not in counted
        ]
        quantities += [
            Quantity(
                value=_plain(left.figure.value), unit=left.figure.unit, qualifier=left.figure.qualifier,
                span=passage.span(left.figure.start, left.figure.end), clause=passage.span(*left.clause),
                section=index, reason=left.reason,
            )
            for left in reader.left
            if left.figure.unit
        ]  # fmt: skip
        shares += [
            Share(percent.value, passage.span(percent.start, percent.end), passage.span(figure.start, figure.end))
            for figure, percent in reader.shares
        ]
    observations.sort(key=lambda o: (o.span, o.measure, o.dimensions))
    quantities.sort(key=lambda q: q.span)
    return ProseReading(tuple(observations), tuple(quantities), tuple(shares))


def _is_all_disclosed(one: Observation) -> bool:
    """Whether a figure is the total of what was disclosed in the year, and the words say whose."""
    if one.scope is Scope.UNSTATED or one.period != "annual":
        return False
    dimensions = dict(one.dimensions)
    if one.measure == "information_produced":
        return dimensions.get("disclosure_class") == "proactive"
    return one.measure == "disclosed" and not dimensions


def _bodies(
    view: View, sections: Sequence[Section], taken: Sequence[Span]
) -> Iterator[tuple[Section | None, int, int]]:
    """Each stretch of text with the innermost section it belongs to, titles and tables left out."""
    marks: list[tuple[int, Section | None]] = [(0, None)]
    holes = [*taken]
    for section in sections:
        start = section.title_span.start + len(section.number)
        if _says_something(view, start, section.title_span.end) or _counts(view, section):
            marks.append((start, section))
            holes.append(Span(section.title_span.start, start))
        else:
            marks.append((section.title_span.end, section))
            holes.append(section.title_span)
        outer = sections[section.parent] if section.parent is not None else None
        marks.append((section.span.end, outer))
    marks.sort(key=lambda mark: mark[0])
    holes.sort()
    for number, (start, owner) in enumerate(marks):
        end = marks[number + 1][0] if number + 1 < len(marks) else len(view.text)
        position = start
        for hole in holes:
            if hole.end <= position or hole.start >= end:
                continue
            if hole.start > position:
                yield owner, position, hole.start
            position = max(position, hole.end)
        if position < end:
            yield owner, position, end


def _says_something(view: View, start: int, end: int) -> bool:
    """Whether a heading is a statement itself: ``1.收取费用126元``, ``(二)行政诉讼:无``."""
    return _is_statement(view.passage(start, end).text)


def _counts(view: View, section: Section) -> bool:
    """Whether a heading is the label of a bare count: ``1.行政复议:0件``."""
    end = section.title_span.end
    behind = view.passage(end, min(end + _LABELLED, section.span.end)).text
    first = next(iter_figures(behind), None)
    return first is not None and behind[: first.start].strip() == ":"


@functools.lru_cache(maxsize=16384)
def _is_statement(title: str) -> bool:
    return NEGATION_SIGN.search(title) is not None or next(iter_figures(title), None) is not None


def _context(
    sections: Sequence[Section], titles: Sequence[tuple[str, tuple[Term, ...]]], section: Section | None
) -> SectionContext:
    """What the headings above a text say; ``titles`` are those of all sections with their words."""
    if section is None:
        return SectionContext(None)
    title, terms = titles[section.index]
    tags = tag_set(terms)
    if "litigation_cost" in tags and not tags & {"charge", "fee", "waive"}:
        tags.add("heading:litigation_cost")
    if _RESOURCES.search(title):
        tags.add("heading:resources")
    above = section.parent
    while above is not None:
        tags |= tag_set(titles[above][1])
        above = sections[above].parent
    channels = {code for term in terms if (code := term.code("channel"))}
    return SectionContext(
        topic=str(section.topic) if section.topic else None,
        tags=frozenset(tags & {"request", "heading:litigation_cost", "heading:resources"}),
        heading_channel=channels.pop() if len(channels) == 1 and len(title) <= _SHORT_TITLE else None,
        level=section.level,
        title=title,
        terms=terms,
    )


def _words(view: View, section: Section) -> tuple[str, tuple[Term, ...]]:
    title = view.passage(section.title_span.start, section.title_span.end).text
    return title, _title_terms(title)


@functools.lru_cache(maxsize=16384)
def _title_terms(title: str) -> tuple[Term, ...]:
    """The words of a heading; thousands of reports have the same headings."""
    return tuple(lexicon().tag(title, 0, len(title)))


@functools.lru_cache(maxsize=4096)
def _plain(value: Decimal) -> Decimal:
    """Without an exponent or trailing zeros: 19000.0 is 19000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _dimensions(view: View, passage: Passage, reading: Reading) -> tuple[tuple[str, str], ...]:
    """Sorted dimension pairs; the name of a category in the source's own characters."""
    pairs = dict(reading.dimensions)
    if "category" in pairs:
        start, _, end = pairs["category"].partition(":")
        places = range(int(start), int(end))
        pairs["category"] = "".join(view.source[passage.offset(place)] for place in places)
    return tuple(sorted(pairs.items()))


def _observation(view: View, passage: Passage, reading: Reading, setting: Setting, section: int | None) -> Observation:
    return Observation(
        measure=reading.measure,
        dimensions=_dimensions(view, passage, reading),
        period=reading.period,
        value=_plain(reading.figure.value),
        unit=_unit(reading.measure),
        status=Status.REPORTED,
        qualifier=reading.figure.qualifier,
        scope=reading.scope or setting.default_scope,
        source=Source.PROSE,
        method=reading.rule,
        span=passage.span(reading.start, reading.end),
        section=section,
    )


def _unit(measure: str) -> str:
    return measures()[measure].unit


def _sentences(text: str) -> list[Sentence]:
    """The sentences of a passage; words are looked up only where a figure or an absence can be."""
    found: list[Sentence] = []
    figures = list(iter_figures(text))
    at = 0
    for start, end, continues in sentences(text, 0, len(text)):
        first = at
        while at < len(figures) and figures[at].start < end:
            at += 1
        negated = NEGATION_SIGN.search(text, start, end) is not None
        terms = tuple(lexicon().tag(text, start, end)) if at > first or negated else ()
        found.append(Sentence(start, end, tuple(figures[first:at]), terms, continues, negated))
    return found


def _absent(
    passage: Passage, found: Sequence[Sentence], setting: Setting, context: SectionContext, section: int | None
) -> list[Observation]:
    """The stated absences of one stretch."""
    if context.topic == "problems" or not any(sentence.negated for sentence in found):
        return []
    absent: list[Observation] = []
    scope: Scope | None = None
    for sentence in found:
        start = sentence.start
        before, scope = scope, scope_in(passage.text, start, sentence.end, setting) or scope
        if not sentence.negated or "plan" in sentence.said:
            continue
        absent += [
            _absence(
                passage,
                absence,
                scope_in(passage.text, start, absence.end, setting) or before or setting.default_scope,
                section,
            )
            for absence in absences(passage.text, sentence, context)
        ]
    return list(dict.fromkeys(absent))


def _absence(passage: Passage, absence: Absence, scope: Scope, section: int | None) -> Observation:
    measure, dimensions = absence.fact
    return Observation(
        measure=measure, dimensions=dimensions, period="annual", value=Decimal(0), unit=_unit(measure),
        status=Status.NONE_STATED, qualifier=Qualifier.EXACT, scope=scope, source=Source.PROSE, method=absence.rule,
        span=passage.span(absence.start, absence.end), section=section,
    )  # fmt: skip
