"""Stated absences: what a report says there was none of (未收到申请, 复议、诉讼均为零, 收费:无)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.prose.clauses import Sentence
from gongkai.prose.lexicon import Term, lexicon
from gongkai.prose.state import SectionContext, terms_between
from gongkai.prose.words import word_class
from gongkai.quantities import iter_figures

__all__ = ["NEGATION_SIGN", "Absence", "absences", "facts_of"]

Fact = tuple[str, tuple[tuple[str, str], ...]]

NEGATION_SIGN = re.compile(r"[未没无零]|不存在|不收")
_CLAUSE = re.compile(r"[^,:;。!?\n]+")
# Words between a negation and a noun that make it a remark about quality or conduct, not about number.
_REMARK = re.compile(word_class("remark"))
_OTHER_WORK = re.compile(word_class("other_work"))
_CAUSE = re.compile(r"(?:因|由于).{0,200}?(?:而|被|引起|引发|导致)")
# What a cause and its effect look like around the nouns of the cause.
_CAUSE_BEFORE = 40
_BECAUSE = re.compile(r"(?:因|由于|由)[^,。;]*$")
_BROUGHT_ABOUT = re.compile(r"产生|引起|引发|导致|发生")
_BARE = re.compile(
    r"(?:(?>20\d\d年度?|全年|本年度?|今年|当年|年度|年内|我[市县区省州局厅委办镇乡]|本[市县区局机关单位部门]+|全[市县区省]|目前"
    r"|以上(?:情况|各项)?|上述情况|截至20\d\d年底?|[^,:;]{0,8}(?:办公室|政府|各部门|[局委厅镇乡]|街道)|均|都|皆|,)*)(?:暂|尚|均|都|皆|也|亦|并)*"
    rf"{word_class('none')}(?:(?:此|该|这|上述|以上|相关|有关|任何)*[类项种]?{word_class('none_of')}?)?"
)
_ZERO_BEHIND = re.compile(
    r"(?:[、,]?(?:均|都|皆|全部|数量?|总数|件数|情况|案件|申请|量)*)?(?:为|是)?(?:零|无|没有发生|未发生|没有)(?:件|起|宗|例|次)?$"
)
_SHORT_SENTENCE = 12
_LONGEST_LABEL = 40
_LABEL_BEFORE = re.compile(r"([^。;!?:\n]{2,30}):\s*$")
_AND = re.compile(r"[、和及与或]|以及")
_VERBS_OF_EVENTS = re.compile(word_class("event_verb"))
# 投诉 alone may be about anything; beside 复议 it is about disclosure.
_NEEDS_SUBJECT = {("appeals", (("proceeding", "complaint"),))}
_MONEY = frozenset({"fees_charged", "fees_waived", "expenditure"})
# Under the heading of requests: nothing was asked for.
_NONE_ON_REQUEST = re.compile(
    r"(?:没有|无|未发生|未有)(?:发生|产生|涉及)?依申请公开的?(?:政府|政务)?信息(?:情况|事项)?$"
)
# 上年无结转: the negation stands inside the noun.
_CARRIED_IN_NONE = re.compile(r"(?:上年|上一年|去年|上年度|上一年度)(?:无|没有|未)(?:结转|遗留)")
# 未产生与诉讼(行政复议)有关的费用支出: costs, not the lawsuits themselves.
_COST_NONE = re.compile(r"(?:未|没有|无)[^,;。]{0,20}诉讼[^,;。]{0,16}(?:有关|相关|产生)的?[^,;。]{0,6}(?:费用|支出)")
_SIMPLE: dict[str, Fact] = {
    "litigation_cost": ("litigation_costs", ()),
    "waive": ("fees_waived", ()),
    "charge": ("fees_charged", ()),
    "fee": ("fees_charged", ()),
    "spend": ("expenditure", ()),
    "carry_in": ("requests_carried_in", ()),
    "carry_out": ("requests_carried_out", ()),
    "request": ("requests_received", ()),
    "application": ("requests_received", ()),
}
_EVENTS: dict[str, Fact] = {
    "press": ("press_conferences", ()),
    "interview": ("online_interviews", ()),
}
_NOUNS = frozenset([*_SIMPLE, *_EVENTS, "proceeding"])


@dataclass(frozen=True, slots=True)
class Absence:
    """One thing that was said not to be: where, and by which build of words."""

    fact: Fact
    start: int
    end: int
    rule: str


def absences(text: str, sentence: Sentence, context: SectionContext) -> list[Absence]:
    """All absences that one sentence states; the figures of the sentence do not matter here."""
    found: list[Absence] = []
    spans = [match.span() for match in _CLAUSE.finditer(text, sentence.start, sentence.end)]
    for index, (start, end) in enumerate(spans):
        clause = text[start:end]
        if not NEGATION_SIGN.search(clause):
            continue
        if _BARE.fullmatch(clause):
            found += _bare(text, sentence, [*spans[:index], (start, end)], context)
            continue
        facts, rule = _in_clause(text, sentence, start, end)
        if not facts and context.topic == "requests" and _NONE_ON_REQUEST.search(text, start, end):
            facts, rule = [_SIMPLE["request"]], "absence_before_noun"
        if "heading:litigation_cost" in context.tags:  # 与诉讼有关的费用:…没有相应费用支出
            facts = [_SIMPLE["litigation_cost"] if fact[0] in _MONEY else fact for fact in facts]
        found += [
            Absence(fact, start, end, rule)
            for fact in facts
            if len(facts) > 1
            or (fact[0] == "fees_charged" and "费" in clause and _stands_alone(spans))
            or _is_ours(fact, [term for term in sentence.terms if term.start < end], context)
        ]
    return found


def _stands_alone(spans: Sequence[tuple[int, int]]) -> bool:
    """``未收取费用。``: nothing else in the sentence, so it is said of what the report is about."""
    return len(spans) == 1 and spans[0][1] - spans[0][0] <= _SHORT_SENTENCE


def _is_ours(fact: Fact, terms: Sequence[Term], context: SectionContext) -> bool:
    """Whether a noun that other work has as well (投诉, 费用) is meant of disclosure here."""
    about = any(term.has("gk") or term.has("request") for term in terms)
    if fact in _NEEDS_SUBJECT:
        return about or context.topic == "appeals"
    if fact[0] in _MONEY:
        named = any(
            term.has("fee", "processing") or term.has("fee", "copying") or term.has("applicant_word") for term in terms
        )
        asked = fact[0] == "fees_charged" and any(term.has("application") for term in terms)
        asked = asked and any(term.has("applicant") for term in terms)  # 对公民、法人的申请不收取费用
        return about or named or asked or context.topic in {"fees", "resources"}
    return True


def _bare(text: str, sentence: Sentence, clauses: Sequence[tuple[int, int]], context: SectionContext) -> list[Absence]:
    """``行政复议:无`` and a section that says only ``均为零``: what is absent stands before it or in the heading."""
    *before, clause = clauses
    if before:
        start, end = before[-1]
        facts = facts_of(text, terms_between(sentence, start, end))
        joined = text[end : clause[0]]
        if facts and (":" in joined or len(before) == 1) and next(iter_figures(text, start, end), None) is None:
            return [Absence(fact, start, clause[1], "absence_after_noun") for fact in facts]
        if len(before) > 1 or any(facts_of(text, terms_between(sentence, *bounds)) for bounds in before):
            return []
    label = _LABEL_BEFORE.search(text, max(0, clause[0] - _LONGEST_LABEL), clause[0])
    if label and (facts := facts_of(text, lexicon().tag(text, *label.span(1)))):  # the line ends between the two
        return [Absence(fact, label.start(1), clause[1], "absence_after_noun") for fact in facts]
    facts = facts_of(context.title, context.terms)
    return [Absence(fact, clause[0], clause[1], "absence_under_heading") for fact in facts]


def _in_clause(text: str, sentence: Sentence, start: int, end: int) -> tuple[list[Fact], str]:
    """The nouns that a clause negates: those behind the negation, else those before ``均为零``."""
    terms = terms_between(sentence, start, end)
    if _COST_NONE.search(text, start, end):
        return [_SIMPLE["litigation_cost"]], "absence_inside_noun"
    if _CARRIED_IN_NONE.search(text, start, end):
        return [_SIMPLE["carry_in"]], "absence_inside_noun"
    for negation in terms:
        if not negation.has("negation") and not negation.has("zero"):
            continue
        behind = [t for t in terms if t.start >= negation.end]
        facts = _negated(text, negation, behind)
        if facts:
            first = min(t.start for t in behind if _is_noun(t))
            if _OTHER_WORK.search(text, start, negation.start) and not any(t.has("gk") for t in terms):
                return [], ""  # 行政执法工作均无被申请行政复议
            cause = _CAUSE.match(text, negation.end, first)  # 没有因公开不及时而被申请复议
            if _REMARK.search(text, cause.end() if cause else negation.end, first) or _counted(text, negation.end, end):
                return [], ""
            return facts, "absence_before_noun"
    if _ZERO_BEHIND.search(text[start:end]) and not _counted(text, start, end):
        nouns = [t for t in terms if not t.has("negation")]
        facts = facts_of(text, nouns)
        if facts and not _REMARK.search(text, nouns[-1].end, end):
            return facts, "absence_behind_noun"
    if "不收" in text[start:end]:
        return [f for f in facts_of(text, terms) if f[0] == "fees_charged"], "absence_not_charged"
    return [], ""


def _negated(text: str, negation: Term, behind: Sequence[Term]) -> list[Fact]:
    """What the nouns behind a negation name; 零 must stand right before them."""
    facts = facts_of(text, behind, negation.end)
    if not negation.has("zero"):
        return facts
    if text[negation.end : negation.end + 1] not in {"申", "投", "复", "诉", "行", "收"}:
        return []
    watchword = len(facts) == 1 and facts[0] in _NEEDS_SUBJECT  # “零逾期、零投诉”: no count
    return [] if watchword else facts


def _counted(text: str, start: int, end: int) -> bool:
    """Whether a figure stands in the stretch, ``一起`` and the like after a negation apart."""
    return any(figure.value not in {0, 1} for figure in iter_figures(text, start, end))


def _is_noun(term: Term) -> bool:
    return not _NOUNS.isdisjoint(term.meaning.names)


def facts_of(text: str, terms: Iterable[Term], since: int = 0) -> list[Fact]:
    """What a run of nouns names, causes left out: 因政府信息公开申请行政复议 names the review alone."""
    terms = list(terms)
    nouns = [term for term in terms if _is_noun(term)]
    facts: list[Fact] = []
    has_cost = any(t.has("litigation_cost") for t in nouns)
    proceedings = [] if has_cost else [t for t in nouns if t.has("proceeding")]
    for term in proceedings:
        facts.append(("appeals", (("proceeding", str(term.code("proceeding"))),)))
    money = [t for t in nouns if any(t.has(tag) for tag in ("waive", "charge", "fee", "spend", "litigation_cost"))]
    facts += _money(money)
    carried = [t for t in nouns if t.has("carry_in") or t.has("carry_out")]
    for term in carried:
        facts.append(_SIMPLE["carry_in" if term.has("carry_in") else "carry_out"])
    requests = [t for t in nouns if t.has("request") or t.has("application")]
    if requests and (not facts or (not money and not carried and _coordinated(text, requests, proceedings))):
        facts.insert(0, _SIMPLE["request"])
        denied = next((t for t in terms if t.has("outcome", "denied")), None)
        if denied is not None and _AND.fullmatch(text, requests[0].end, denied.start):
            facts.append(("requests_answered", (("outcome", "denied"),)))
    if not facts and _VERBS_OF_EVENTS.search(text, since, since + 12):
        facts += [_EVENTS[tag] for tag in _EVENTS if any(t.has(tag) for t in nouns)]
    return list(dict.fromkeys(facts))


def _money(terms: Sequence[Term]) -> list[Fact]:
    """Which of the money measures the nouns name; 费用 beside 减免 or 支出 is no charge of its own."""
    facts: list[Fact] = []
    for term in terms:
        if term.has("litigation_cost"):
            facts.append(_SIMPLE["litigation_cost"])
        elif term.has("waive"):
            facts.append(_SIMPLE["waive"])
        elif term.has("spend", "fund"):
            continue
        elif term.has("spend") and not term.has("fee"):
            facts.append(_SIMPLE["spend"])
        elif term.has("charge"):
            facts.append(_SIMPLE["charge"])
        elif not facts:
            facts.append(_SIMPLE["fee"])
    return facts


def _coordinated(text: str, requests: Sequence[Term], others: Sequence[Term]) -> bool:
    """Whether 申请 stands beside 复议 as its equal (申请、复议) and not as its verb (申请复议)."""
    if not others:
        return True
    gap = text[requests[-1].end : others[0].start]
    before = text[max(requests[0].start - _CAUSE_BEFORE, 0) : requests[0].start]
    if _BROUGHT_ABOUT.search(gap) and _BECAUSE.search(before):
        return False  # 因办理申请、更正信息产生的行政复议
    return others[0].start > requests[-1].end and bool(re.match(r"[、和及与或]|以及", gap))
