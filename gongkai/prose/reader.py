"""Reads the sentences of one section: each figure is named by a rule, a list or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.normalise import Passage
from gongkai.prose.clauses import Phrase, Sentence, sentences, split_phrases
from gongkai.prose.context import Setting, blocked, cumulative, stated_scope
from gongkai.prose.dimensions import Ambiguous, outcome_of_reason, resolve_dimension
from gongkai.prose.lexicon import Term, lexicon
from gongkai.prose.rules import Evidence, Rule, rules
from gongkai.prose.shape import category_name, shape_tags
from gongkai.quantities import Figure, scan_figures
from gongkai.records import Scope, Span

__all__ = ["Item", "Reading", "SectionContext", "SectionReader"]

_EXPLICIT_CATEGORY = re.compile(r"(?<!各)类(?:的)?(?:政府|政务|公开)*(?:信息)?(?:共|为|有|约|:)*$|方面(?:的)?信息(?:共|为|:)*$")
_FRESH_ONLY = re.compile(r"(?:其中)?[,:]?(?:(?:20\d\d年|本年|当年|今年|全年)度?)?新增(?:加|公开|发布)?(?:了)?(?:政府)?(?:信息)?$")
_PUBLISHERS = re.compile(r"^(?:各|市直|县直|区直|市级|县级|区级)?(?:部门|乡镇|镇街|街道|县区|单位|乡镇街道|镇|乡|处室|科室)$")
_ASIDE = re.compile(r"[,、(]?(?:约|共)?占[^,;。%]{0,16}$|\($")
_CARRIED_TO = re.compile(r"(?:结转|转)(?:至|到|入)(20\d\d)年")
# ``市政府网站公开的信息中,…``: what follows breaks down a figure given before.
_OUT_OF = re.compile(r"(?:公开|发布|公布)的?(?:各类)?(?:政府|政务)?信息中[,:]?$")
_GOES_ON = re.compile(r"其中|包括|按(?!时|期|照)|从[^,。]{2,10}看|具体|分别")
_STATE_FRAMES = {"normative": "normative", "regulation": "regulation"}


@dataclass(frozen=True, slots=True)
class SectionContext:
    """What the headings above a text say: topic, tags of the titles, channel that the own heading names."""

    topic: str | None
    tags: frozenset[str]
    heading_terms: tuple[Term, ...] = ()
    heading_channel: str | None = None
    level: int = 0


@dataclass(slots=True)
class Reading:
    """A figure that a rule or a list has named; still to become an observation."""

    measure: str
    dimensions: dict[str, str]
    period: str
    rule: str
    figure: Figure
    start: int
    end: int
    scope: Scope | None
    frame: str = ""
    evidence_tags: frozenset[str] = frozenset()


@dataclass(slots=True)
class Item:
    """A figure that may be one of the parts that a disclosed total is broken down into."""

    phrase: Phrase
    name: Span | None
    explicit: bool
    reading: Reading | None
    scope: Scope | None


@dataclass(slots=True)
class Left:
    """A figure that became no fact, and why."""

    figure: Figure
    clause: tuple[int, int]
    reason: str


@dataclass(slots=True)
class State:
    """What earlier figures of the section leave behind for the next."""

    frame: str = ""
    proceeding: str | None = None
    scope: Scope | None = None
    last: Reading | None = None
    last_total: Reading | None = None
    parent: Reading | None = None
    intro: bool = False
    items: list[Item] = field(default_factory=list)
    compared: Phrase | None = None


class SectionReader:
    """Reads one passage; results gather in ``readings`` and ``left``, percentages in ``shares``."""

    def __init__(self, passage: Passage, setting: Setting, context: SectionContext) -> None:
        self.text = passage.text
        self.setting = setting
        self.context = context
        self.readings: list[Reading] = []
        self.left: list[Left] = []
        self.shares: list[tuple[Figure, Figure]] = []
        self.state = State()

    def read(self, start: int = 0, end: int | None = None) -> None:
        """Read the sentences of ``text[start:end]``."""
        end = len(self.text) if end is None else end
        for first, last, continues in sentences(self.text, start, end):
            figures = scan_figures(self.text, first, last)
            if not figures:
                if not continues:
                    self._flush()
                continue
            terms = lexicon().tag(self.text, first, last)
            self._sentence(Sentence(first, last, tuple(figures), tuple(terms), continues))
        self._flush()

    def _sentence(self, sentence: Sentence) -> None:
        goes_on = _GOES_ON.match(self.text, sentence.start) is not None
        if not sentence.continues and not goes_on:
            self._flush()
            if self.state.frame not in {"disclosed", "requests", "answered", "proceeding", "staff", "training"}:
                self.state.frame = ""
            if not goes_on and self.state.frame in {"staff", "training"}:
                self.state.frame = ""
        self.state.intro = any(term.has("category_intro") for term in sentence.terms) or (
            self.state.intro and sentence.continues
        )
        self._collect_shares(sentence)
        phrases = split_phrases(self.text, sentence)
        for index, phrase in enumerate(phrases):
            following = phrases[index + 1] if index + 1 < len(phrases) else None
            self._phrase(sentence, phrase, following)

    def _collect_shares(self, sentence: Sentence) -> None:
        previous: Figure | None = None
        for figure in sentence.figures:
            if not figure.is_percent:
                previous = figure
                continue
            between = self.text[previous.end : figure.start] if previous else ""
            if previous is not None and figure.unit == "%" and _ASIDE.fullmatch(between):
                self.shares.append((previous, figure))
            self.left.append(Left(figure, self._clause(sentence, figure), "percentage"))

    def _clause(self, sentence: Sentence, figure: Figure) -> tuple[int, int]:
        start = max(self.text.rfind(mark, sentence.start, figure.start) for mark in ",:;") + 1
        stops = [stop for mark in ",:;" if (stop := self.text.find(mark, figure.end, sentence.end)) >= 0]
        return max(start, sentence.start), min(stops, default=sentence.end)

    def _leave(self, sentence: Sentence, figure: Figure, reason: str) -> None:
        self.left.append(Left(figure, self._clause(sentence, figure), reason))

    def _phrase(self, sentence: Sentence, phrase: Phrase, following: Phrase | None) -> None:
        state = self.state
        own = _terms(sentence, phrase.start, phrase.tail)
        scope = stated_scope(sentence, phrase, self.setting)
        state.scope = scope or state.scope
        if state.compared is not None and any(term.has("growth_to") for term in own):
            phrase = replace(phrase, start=state.compared.start, lead=state.compared.lead)
            own = _terms(sentence, phrase.start, phrase.tail)
        reason = "plan" if self.context.topic == "problems" else blocked(self.text, sentence, phrase, self.setting)
        if reason is not None:
            state.compared = phrase if reason == "other_year" else None
            self._leave(sentence, phrase.figure, reason)
            return
        state.compared = None
        if _OUT_OF.search(self.text, phrase.lead, phrase.start):
            self._refer_back(sentence, phrase)
            phrase = replace(phrase, lead=phrase.start)
        if self._fresh(phrase):
            return
        reading = None if self._explicit(phrase) else self._named(sentence, phrase, following)
        if self._is_item(phrase, reading):
            name = category_name(self.text, phrase)
            span = Span(*name) if name else None
            state.items.append(Item(phrase, span, self._explicit(phrase), reading, state.scope))
            return
        if reading is None:
            self._leave(sentence, phrase.figure, "decoy" if any(t.has("decoy") for t in own) else "unmatched")
            return
        self._take(sentence, reading)

    def _refer_back(self, sentence: Sentence, phrase: Phrase) -> None:
        """Take up the earlier figure that the lead names as the total of what follows."""
        codes = {code for t in _terms(sentence, phrase.lead, phrase.start) if (code := t.code("channel"))}
        for reading in reversed(self.readings):
            if reading.measure == "disclosed" and (not codes or reading.dimensions.get("channel") in codes):
                self._flush()
                self.state.parent = reading
                return

    def _explicit(self, phrase: Phrase) -> bool:
        """Whether the words call themselves a category of disclosed items: 机构职能类5条."""
        if phrase.figure.unit not in {"条", "件", "篇", "份", "个", "项", "期", ""} or self.context.topic in {"requests", "appeals"}:
            return False
        return _EXPLICIT_CATEGORY.search(self.text, phrase.start, phrase.figure.start) is not None

    def _is_item(self, phrase: Phrase, reading: Reading | None) -> bool:
        state = self.state
        if phrase.figure.unit not in {"条", "件", "篇", "份", "个", "项", "期", ""}:
            return False
        if self._explicit(phrase):
            return self.context.topic in {"proactive", "overview", "key_work", None} or state.parent is not None
        if state.parent is None and not (state.intro and state.last_total) and not state.items:
            return False
        if reading is None:
            return bool(phrase.figure.unit or state.items)
        return reading.measure != "disclosed" and reading.measure in {"interpretations", "normative_documents_disclosed", "documents"}

    def _fresh(self, phrase: Phrase) -> bool:
        """``文件180条,新增31条``: the figure before is cumulative, this one is the year's."""
        state = self.state
        if not _FRESH_ONLY.search(self.text, phrase.start, phrase.figure.start) or phrase.before_noun:
            return False
        if not _FRESH_ONLY.fullmatch(self.text[phrase.start : phrase.figure.start]):
            return False
        last = state.last
        if last is None or last.measure != "disclosed" or self.text.find("。", last.end, phrase.start) >= 0:
            return False
        last.period = "cumulative"
        fresh = replace(
            last, figure=phrase.figure, period="annual", start=phrase.start, end=phrase.figure.end, rule="disclosed_fresh",
            dimensions=dict(last.dimensions),
        )  # fmt: skip
        self._remember(fresh)
        return True

    def _named(self, sentence: Sentence, phrase: Phrase, following: Phrase | None) -> Reading | None:
        """What the first rule that holds makes of a phrase: by its own words, then with the clauses that lead in."""
        for start in dict.fromkeys((phrase.start, phrase.lead)):
            own = _terms(sentence, start, phrase.tail)
            evidence = self._evidence(sentence, phrase, own, following, start)
            for rule in rules():
                if rule.holds(evidence):
                    reading = self._reading(rule, phrase, own, start, evidence)
                    if reading is not None:
                        return reading
                    break
        return None

    def _evidence(
        self, sentence: Sentence, phrase: Phrase, own: Sequence[Term], following: Phrase | None, start: int
    ) -> Evidence:
        tags = _tag_set(own)
        last = self.state.last
        after_channel = last is not None and "channel" in last.dimensions and last.end >= sentence.start
        before_channel = following is not None and any(
            t.has("channel") for t in _terms(sentence, following.start, following.tail)
        )
        tags |= shape_tags(
            self.text, phrase, own, in_list=after_channel or before_channel, department=self.setting.default_scope is Scope.ORGAN
        )
        for kind in ("training", "meeting"):
            if f"about_{kind}" in tags or (f"plain_{kind}" in tags and self._about_work()):
                tags.add(f"own_{kind}")
        tags -= {tag[1:] for tag in tags if tag.startswith("-")}
        self._carried(tags, phrase)
        subjects = [t for t in sentence.terms if t.end <= phrase.figure.start and t.has("decoy_subject")]
        if subjects and not any(t.has("gk") or t.has("request") for t in sentence.terms if subjects[-1].end <= t.start < phrase.figure.start):
            tags.add("decoy_subject")
        if "decoy" in tags and not self._decoy_counts(phrase, own):
            tags.discard("decoy")
        if start == phrase.start and "total_object" in tags:
            lead = _terms(sentence, phrase.lead, phrase.start)
            if any(t.has("channel") for t in lead) or self.context.heading_channel:
                tags.discard("total_object")
        context = set(self.context.tags) | _tag_set(t for t in sentence.terms if t.end <= phrase.figure.start)
        context.add(f"topic:{self.context.topic}")
        context.add(f"frame:{self.state.frame}")
        if self.context.heading_channel:
            context.add("heading_channel")
        return Evidence(frozenset(tags), frozenset(context), phrase.figure.unit, self.setting.year)

    def _carried(self, tags: set[str], phrase: Phrase) -> None:
        """``结转至2019年``: out of the year before 2019, into 2019 itself."""
        match = _CARRIED_TO.search(self.text, phrase.start, phrase.tail)
        if match and self.setting.year is not None and int(match.group(1)) == self.setting.year:
            tags.discard("carry_out")
            tags.add("carry_in")

    def _about_work(self) -> bool:
        """Whether the section is about the organ's disclosure work at large, not about some field of policy."""
        return self.context.level <= 2 and self.context.topic not in {"key_work", "problems"}

    def _decoy_counts(self, phrase: Phrase, own: Sequence[Term]) -> bool:
        """Whether the last thing named before the figure (behind it, where the count comes first) is a decoy."""
        named = [t for t in own if t.end <= phrase.figure.start] if not phrase.before_noun else list(own)
        naming = [t for t in named if any(tag not in {"jurisdiction", "own", "disclose", "info", "receive"} for tag, _ in t.tags)]
        return bool(naming) and naming[-1].has("decoy")

    def _reading(
        self, rule: Rule, phrase: Phrase, own: Sequence[Term], start: int, evidence: Evidence
    ) -> Reading | None:
        try:
            dimensions = self._dimensions(rule, phrase, own)
        except Ambiguous:
            return None
        period = "cumulative" if cumulative(self.text, _EMPTY, phrase) else "annual"
        end = phrase.tail if phrase.before_noun else phrase.figure.end
        return Reading(
            rule.measure, dimensions, period, rule.name, phrase.figure, start, end, self.state.scope, rule.frame, evidence.own
        )  # fmt: skip

    def _dimensions(self, rule: Rule, phrase: Phrase, own: Sequence[Term]) -> dict[str, str]:
        found: dict[str, str] = {}
        zero = phrase.figure.value == 0
        for name, source in rule.dimensions:
            if not source.startswith("@"):
                found[name] = source
            elif source == "@leader":
                if any(term.has("leader") for term in own):
                    found[name] = "yes"
            elif source == "@heading_channel":
                found[name] = self.context.heading_channel or "other"
            elif source == "@document":
                found[name] = _STATE_FRAMES[self.state.frame]
            else:
                codes = resolve_dimension(name, source[1:], self.text, own, many_ways=True, value_is_zero=zero)
                if len(codes) > 1:
                    found[name] = "|".join(code for code in codes if code)
                elif codes[0]:
                    found[name] = codes[0]
        return self._completed(rule, found)

    def _completed(self, rule: Rule, found: dict[str, str]) -> dict[str, str]:
        """Fill in what one dimension says of another, or what the figure before says."""
        if rule.measure == "requests_answered" and rule.name != "answered":
            reason = found.get("reason")
            not_held = reason == "not_held" and (self.setting.year or 9999) < 2019
            if not_held:
                found.pop("reason")
                found["outcome"] = "not_this_organ"
            elif reason:
                found["outcome"] = outcome_of_reason()[reason]
            elif "outcome" not in found:
                raise Ambiguous("outcome")
        if rule.name == "proceeding_result":
            if "proceeding" not in found:
                if self.state.proceeding is None:
                    raise Ambiguous("proceeding")
                found["proceeding"] = self.state.proceeding
        return found

    def _take(self, sentence: Sentence, reading: Reading) -> None:
        """Keep a reading; a total that 其中主动公开 follows makes way for it."""
        state = self.state
        last = state.last
        if (
            reading.rule == "disclosed_total"
            and last is not None
            and last.rule == "disclosed_total"
            and last.start >= sentence.start
            and "主动公开" in self.text[reading.start : reading.end]
            and "主动公开" not in self.text[last.start : last.end]
        ):
            self.readings.remove(last)
            self._leave(sentence, last.figure, "unmatched")
        if reading.measure == "expenditure" and last is not None and last.measure == "expenditure":
            if "预算" in self.text[last.start : last.end] and last in self.readings:
                self.readings.remove(last)
                self._leave(sentence, last.figure, "unmatched")
        codes = reading.dimensions.get("proceeding", "")
        if "|" in codes:
            for code in codes.split("|"):
                self._remember(replace(reading, dimensions={**reading.dimensions, "proceeding": code}))
            return
        self._remember(reading)
        self._bracketed_result(reading)

    def _bracketed_result(self, reading: Reading) -> None:
        """``行政复议1件(撤回)``: the bracket says how it ended."""
        text = self.text
        if reading.rule != "proceeding" or text[reading.figure.end : reading.figure.end + 1] != "(":
            return
        closing = text.find(")", reading.figure.end, reading.figure.end + 16)
        terms = lexicon().tag(text, reading.figure.end, closing) if closing > 0 else []
        codes = {code for term in terms if (code := term.code("result"))}
        if len(codes) == 1 and not scan_figures(text, reading.figure.end, closing):
            dimensions = {**reading.dimensions, "result": codes.pop()}
            self._remember(replace(reading, dimensions=dimensions, rule="result_in_brackets", end=closing + 1))

    def _remember(self, reading: Reading) -> None:
        state = self.state
        self.readings.append(reading)
        state.last = reading
        state.frame = reading.frame or state.frame
        if reading.measure == "appeals":
            state.proceeding = reading.dimensions.get("proceeding")
        if reading.measure == "disclosed":
            self._flush()
            state.parent = reading
            if not reading.dimensions:
                state.last_total = reading

    def _flush(self) -> None:
        """Decide on the parts gathered since the last total: a breakdown, or topics of their own."""
        state = self.state
        items, state.items = state.items, []
        parent, state.parent = state.parent, None
        if not items:
            return
        whole = parent or state.last_total
        total = sum((item.phrase.figure.value for item in items), Decimal(0))
        adds_up = len(items) >= 2 and whole is not None and total == whole.figure.value
        explicit = sum(item.explicit for item in items)
        presented = explicit >= 3 or (len(items) >= 2 and state.intro and explicit * 2 >= len(items)) or (state.intro and len(items) >= 3)
        for item in items:
            name = item.name.of(self.text) if item.name else ""
            is_part = (adds_up or presented) and name and not _PUBLISHERS.match(name)
            if is_part and (adds_up or item.reading is None):
                self.readings.append(self._category(item, whole))
            elif item.reading is not None:
                self.readings.append(item.reading)
            else:
                self.left.append(Left(item.phrase.figure, (item.phrase.start, item.phrase.tail), "unmatched"))

    def _category(self, item: Item, whole: Reading | None) -> Reading:
        phrase = item.phrase
        assert item.name is not None
        period = whole.period if whole is not None and whole is not self.state.last_total else "annual"
        end = phrase.tail if phrase.before_noun else phrase.figure.end
        dimensions = {"category": f"{item.name.start}:{item.name.end}"}
        return Reading("disclosed", dimensions, period, "category", phrase.figure, phrase.start, end, item.scope)


_EMPTY = Sentence(0, 0, (), (), False)


def _terms(sentence: Sentence, start: int, end: int) -> list[Term]:
    return [term for term in sentence.terms if start <= term.start and term.end <= end]


def _tag_set(terms: object) -> set[str]:
    tags: set[str] = set()
    for term in terms:  # type: ignore[attr-defined]
        for tag, code in term.tags:
            tags.add(tag)
            if code:
                tags.add(f"{tag}:{code}")
    return tags
