"""Reads the sentences of one section: each figure is named by a rule, is part of a list, or becomes no fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai.catalogue import measures
from gongkai.normalise import Passage
from gongkai.prose.among import is_amid_kinds, is_of_whole_platform, making_way
from gongkai.prose.breakdown import ITEM_COUNTERS, decide, is_explicit, parts_of, sum_behind
from gongkai.prose.clauses import Phrase, Sentence, split_phrases
from gongkai.prose.context import Setting, blocked, carried_from, scope_in
from gongkai.prose.lexicon import Term, lexicon
from gongkai.prose.names import category_name
from gongkai.prose.naming import Namer
from gongkai.prose.shape import names_site
from gongkai.prose.state import Item, Left, Reading, SectionContext, State, terms_between
from gongkai.quantities import Figure, iter_figures
from gongkai.records import Scope, Span

__all__ = ["SectionReader"]

_FRESH = re.compile(
    r"(?:其中)?[,:]?(?:(?:20\d\d年|本年|当年|今年|全年)度?)?新增(?:加|公开|发布)?(?:了)?(?:的)?(?:主动公开)?(?:的)?(?:政府)?(?:信息)?"
)
_AMONG = re.compile(
    r"(?:的?[^,、;。:\d]{2,12}的?)?(?:政府|政务)?(?:信息|申请|答复|事项|公开)(?:申请|当)?中|中(?=有|包括|[,:])"
)
_DISCLOSED = re.compile(r"(?:公开|发布|公布)的?(?:这)?$")
_SPOKEN_OF = frozenset("除对就")
_RUNNING = re.compile(r"历年(?:来)?累计|历年|(?:条例》?(?:施行|实施)以来)累计|累计")
_RUNNING_TOTAL = re.compile(
    rf"(?:{_RUNNING.pattern})(?:主动)?(?:公开|发布)了?(?:各类)?(?:政府)?信息(?:总?数|共计?|总计|达到?|为)*"
)
_ASIDE = re.compile(r"[,、(]?(?:约|共)?占[^,;。%]{0,16}$|\($")
# ``市政府网站公开的信息中,…``: what follows breaks down a figure given before.
_OUT_OF = re.compile(r"(?:公开|发布|公布)的?(?:各类)?(?:政府|政务)?信息中[,:]?$")
# … and the first part follows without a comma.
_OUT_OF_INSIDE = re.compile(r"[^,;:\d]{0,20}(?:公开|发布|公布)的?(?:各类)?(?:政府|政务)?信息当?中(?=[^,:有共包的])")
# A sentence that only counts one kind of information: 政策法规类信息62条.
_ITEM = re.compile(r"(?:\(?\d{1,2}[.、)])?[^,;:\d]{2,24}类(?:的)?(?:政府|政务|公开)*(?:信息)?(?:共|为|有)?\d")
_GOES_ON = re.compile(r"其中|包括|按(?!时|期|照)|从[^,。]{2,10}看|具体|分别")
# Frames that outlive their sentence, because the next one may go on without naming its subject again.
_LASTING = frozenset({"disclosed", "requests", "answered", "proceeding"})
_DECOYS = frozenset({"decoy_subject", "decoy"})
_ALSO_CATEGORIES = frozenset({"interpretations", "normative_documents_disclosed", "documents"})


class SectionReader:
    """Reads one passage; results gather in ``readings`` and ``left``, percentages in ``shares``.

    ``owners`` are the scopes that earlier sections state of what was disclosed, by figure: a later section that
    breaks the same total down says no more whose it is.
    """

    def __init__(
        self, passage: Passage, setting: Setting, context: SectionContext, owners: Mapping[Decimal, Scope] | None = None
    ) -> None:
        self.owners = owners or {}
        self.text = passage.text
        self.setting = setting
        self.context = context
        self.readings: list[Reading] = []
        self.left: list[Left] = []
        self.shares: list[tuple[Figure, Figure]] = []
        self.state = State()
        self.namer = Namer(self.text, setting, context, self.state)

    def read(self, found: Iterable[Sentence]) -> None:
        """Read the sentences of the passage."""
        for sentence in found:
            if sentence.figures:
                self._sentence(sentence)
                continue
            self.state.scope = scope_in(self.text, sentence.start, sentence.end, self.setting) or self.state.scope
            if not sentence.continues:
                self._flush()
        self._flush()

    def _sentence(self, sentence: Sentence) -> None:
        state = self.state
        phrases = split_phrases(self.text, sentence)
        goes_on = _GOES_ON.match(self.text, sentence.start) is not None or self._next_item(sentence, phrases)
        if not sentence.continues:
            state.opened, state.about = sentence.start, False
        if not sentence.continues and not goes_on:
            self._flush()
            if state.frame not in _LASTING:
                state.frame = ""
        introduced = "category_intro" in sentence.said or any(term.has("category_intro") for term in self.context.terms)
        state.intro = introduced or (state.intro and sentence.continues)
        self._collect_shares(sentence)
        for phrase, following in zip(phrases, [*phrases[1:], None], strict=False):
            self._phrase(sentence, phrase, following)
        state.about = state.about or any(term.has("gk") for term in sentence.terms)

    def _next_item(self, sentence: Sentence, phrases: Sequence[Phrase]) -> bool:
        """``机构概况类5条,包括…。政策法规类62条,包括…。``: each sentence tells of one part of the total."""
        if not self.state.items or not phrases or phrases[0].lead != phrases[0].start:
            return False
        return is_explicit(self.text, phrases[0]) and _ITEM.match(self.text, sentence.start) is not None

    def _collect_shares(self, sentence: Sentence) -> None:
        previous: Figure | None = None
        for figure in sentence.figures:
            if not figure.is_percent:
                previous = figure
                continue
            if previous and figure.unit == "%" and _ASIDE.fullmatch(self.text, previous.end, figure.start):
                self.shares.append((previous, figure))
            self._leave(sentence, figure, "percentage")

    def _leave(self, sentence: Sentence, figure: Figure, reason: str) -> None:
        """Keep a figure that is no fact, with the clause around it."""
        start = max(self.text.rfind(mark, sentence.start, figure.start) for mark in ",:;") + 1
        stops = [stop for mark in ",:;" if (stop := self.text.find(mark, figure.end, sentence.end)) >= 0]
        # A figure may reach over the place where a sentence without an end was cut.
        clause = max(start, sentence.start), max(min(stops, default=sentence.end), figure.end)
        self.left.append(Left(figure, clause, reason))

    def _phrase(self, sentence: Sentence, phrase: Phrase, following: Phrase | None) -> None:
        state = self.state
        own = terms_between(sentence, phrase.start, phrase.tail)
        state.scope = scope_in(self.text, sentence.start, phrase.figure.start, self.setting) or state.scope
        if state.compared is not None and any(term.has("growth_to") for term in own):
            phrase = replace(phrase, start=state.compared.start, lead=state.compared.lead)
        if self._forced(phrase, own):
            return
        reason = self._blocked(sentence, phrase, own)
        state.compared = phrase if reason == "other_year" else None
        if reason is not None:
            self._leave(sentence, phrase.figure, reason)
            return
        opened = _OUT_OF_INSIDE.match(self.text, phrase.start, phrase.figure.start)
        if opened:
            phrase = replace(phrase, start=opened.end())
            own = terms_between(sentence, phrase.start, phrase.tail)
        if _OUT_OF.search(self.text, phrase.lead, phrase.start):
            self._refer_back(sentence, phrase)
            phrase = replace(phrase, lead=phrase.start)
            if self._forced(phrase, own):
                return
        if self._repeated(phrase, own):
            self._leave(sentence, phrase.figure, "unmatched")
            return
        if self._fresh(phrase) or self._running_total(phrase):
            return
        self._name(sentence, phrase, following, own)

    def _name(self, sentence: Sentence, phrase: Phrase, following: Phrase | None, own: list[Term]) -> None:
        """Ask what a figure counts, now that nothing around it has told."""
        state = self.state
        total = sum_behind(self.text, phrase, state)
        if total is not None:
            state.parent = total
            self._flush()
        reading = total or self.namer.follow_pending(phrase) or self.namer.follow_verb(phrase)
        if reading is None:
            explicit = is_explicit(self.text, phrase) and self.context.topic not in {"requests", "appeals"}
            reading = None if explicit else self.namer.name(sentence, phrase, following)
            if self._is_item(phrase, reading, own, explicit=explicit):
                name = category_name(self.text, phrase)
                state.items.append(Item(phrase, Span(*name) if name else None, explicit, reading, state.scope))
                return
        by_channel = reading is not None and reading.rule == "disclosed_by_channel"
        if by_channel and is_amid_kinds(self.text, phrase, own, self.left[-1] if self.left else None):
            reading = None
        if reading is None:
            if any(term.has("disclose", "public") for term in own):
                state.frame = "disclosed"
            decoy = self._is_decoy(sentence, phrase)
            state.decoy_since = sentence.start if decoy else state.decoy_since
            self._leave(sentence, phrase.figure, "decoy" if decoy else "unmatched")
        else:
            self._take(sentence, reading)

    def _blocked(self, sentence: Sentence, phrase: Phrase, own: list[Term]) -> str | None:
        """Why the figure can be no fact of the year and the organ, whatever it counts."""
        if self.context.topic == "problems":
            return "plan"
        if "negation" in sentence.said and any(
            term.end == phrase.figure.start and term.has("negation") and not term.has("outcome") for term in own
        ):
            return "unmatched"  # 未发生一起
        if self.text[phrase.figure.start - 1 : phrase.figure.start] in _SPOKEN_OF and (
            phrase.before_noun or self.text[phrase.figure.start - 1] == "除"
        ):
            return "unmatched"  # 除3件外; 对15件申请,同意公开8件
        reason = blocked(self.text, sentence, phrase, self.setting)
        if reason == "other_year" and carried_from(self.text, phrase, self.setting):
            return None
        return reason

    def _is_decoy(self, sentence: Sentence, phrase: Phrase) -> bool:
        """Whether the sentence up to the figure names work that is not disclosure."""
        if sentence.said.isdisjoint(_DECOYS):
            return False
        before = terms_between(sentence, sentence.start, phrase.tail)
        return any(term.has("decoy_subject") or term.has("decoy") for term in before)

    def _is_item(self, phrase: Phrase, reading: Reading | None, own: list[Term], *, explicit: bool) -> bool:
        """Whether a figure joins the running list, to be decided on at its end."""
        state = self.state
        words = self.text[phrase.start : phrase.figure.start]
        if phrase.figure.unit not in ITEM_COUNTERS:
            return False
        if explicit:
            return self.context.topic in {"proactive", "overview", "key_work", None} or state.parent is not None
        opens = phrase.before_noun and reading is None and self.context.topic in {"proactive", "overview"}
        runs = state.parent is not None or state.items or (state.intro and (state.totals or self._of_all(phrase)))
        if not runs and not opens:
            return False
        if reading is None:
            published = any(
                term.has("channel") or (not runs and term.has("disclose", "public") and term.start == phrase.start)
                for term in own
            )
            return bool(phrase.figure.unit or state.items or state.parent) and (phrase.before_noun or not published)
        part = state.parent is not None and phrase.figure.value < state.parent.figure.value
        named = (
            reading.rule == "disclosed_total"
            and "主动" not in words
            and any(term.has("disclose") and term.start >= phrase.start + 2 for term in own)
        )
        return reading.measure in _ALSO_CATEGORIES or bool(part and named)

    def _of_all(self, phrase: Phrase) -> bool:
        """Whether a list begins that is of all that was disclosed, though its total stands elsewhere."""
        sentence = self.text.rfind("。", 0, phrase.start) + 1
        return _OUT_OF.search(self.text, sentence, phrase.start) is not None

    def _forced(self, phrase: Phrase, own: list[Term]) -> bool:
        """Whether the figure is one of those that add up to the total before them, whatever else its words say."""
        if phrase.figure.start not in self.state.parts or self._by_channel(phrase, own):
            return False
        name = category_name(self.text, phrase)
        if name is None:
            return False
        self.state.parent = self.state.parent or self.state.whole
        self.state.items.append(Item(phrase, Span(*name), False, None, self.state.scope))
        if phrase.figure.start == max(self.state.parts):  # what follows is no part of the total any more
            self._flush()
        return True

    def _by_channel(self, phrase: Phrase, own: Sequence[Term]) -> bool:
        """Whether a part says by what it went, and not what it was: 其中上网8条,张榜6条."""
        bounds = phrase.start, phrase.figure.start
        return names_site(self.text, phrase) or any(
            term.has("channel") or (term.has("verb_channel") and (term.start, term.end) == bounds) for term in own
        )

    def _repeated(self, phrase: Phrase, own: list[Term]) -> bool:
        """``在公开的6条信息中,…``: a total said again, to open the list of its parts."""
        among = _AMONG.match(self.text, phrase.figure.end)
        if among is None or not (phrase.before_noun or self.text.startswith("在", phrase.start)):
            return False
        answered = any(term.has("answer") for term in own)  # 在已答复的31件申请中: not what was received
        for total in reversed(self.readings):
            if total.figure.value == phrase.figure.value and (not answered or total.measure == "requests_answered"):
                if total.measure == "disclosed":
                    self._open_list(total, among.end())
                return True
        bare = among.group() == "中"  # 主动公开的34条中有:…
        if ("信息" not in among.group() and not bare) or not _DISCLOSED.search(
            self.text, phrase.start, phrase.figure.start
        ):
            return False
        total = Reading(
            "disclosed", {}, "annual", "total_said_again", phrase.figure, phrase.start, among.end(),
            self.state.scope or self.owners.get(phrase.figure.value), "disclosed",
        )  # fmt: skip
        self._remember(total)
        self._open_list(total, among.end())
        return True

    def _open_list(self, whole: Reading, start: int) -> None:
        """Take a total read before for the whole of the list that begins at ``start``."""
        self._flush()
        state = self.state
        state.parent, state.whole, state.intro = whole, whole, True
        state.parts = parts_of(self.text, whole, start)

    def _fresh(self, phrase: Phrase) -> bool:
        """``文件180条,新增31条``: the figure before is cumulative, this one is the year's."""
        state = self.state
        if phrase.before_noun or not _FRESH.fullmatch(self.text, phrase.start, phrase.figure.start):
            return False
        if state.items and state.items[-1].name and not state.items[-1].period:
            item = state.items[-1]
            item.period = "cumulative"
            state.items.append(Item(phrase, item.name, item.explicit, None, item.scope, "annual"))
            return True
        last = state.last
        if last is None or last.measure != "disclosed":
            return False
        if self.text.find("。", last.end, phrase.start) >= 0 and "累计" not in self.text[last.start : last.end]:
            return False
        last.period = "cumulative"
        fresh = replace(last, figure=phrase.figure, period="annual", start=phrase.start, end=phrase.figure.end)
        fresh.rule, fresh.dimensions = "disclosed_fresh", dict(last.dimensions)
        self._remember(fresh)
        return True

    def _running_total(self, phrase: Phrase) -> bool:
        """``公开11条,历年累计234条``: the same thing again, from the beginning."""
        last = self.state.last
        if last is None or not self._runs_on(last, phrase):
            return False
        if "period" not in measures()[last.measure].dimensions or last.figure.unit != phrase.figure.unit:
            return False
        whole = replace(last, figure=phrase.figure, period="cumulative", start=phrase.start, end=phrase.figure.end)
        whole.rule, whole.dimensions = "running_total", dict(last.dimensions)
        self.readings.append(whole)
        return True

    def _runs_on(self, last: Reading, phrase: Phrase) -> bool:
        if _RUNNING.fullmatch(self.text, phrase.start, phrase.figure.start):
            return True
        again = _RUNNING_TOTAL.fullmatch(self.text, phrase.start, phrase.figure.start) is not None
        whole = last.measure == "disclosed" and not last.dimensions and last.period == "annual"
        return again and whole and phrase.figure.value > last.figure.value

    def _refer_back(self, sentence: Sentence, phrase: Phrase) -> None:
        """Take up the earlier figure that the lead names as the total of what follows."""
        lead = terms_between(sentence, phrase.lead, phrase.start)
        codes = {code for term in lead if (code := term.code("channel"))}
        wholes = [
            reading
            for reading in reversed(self.readings)
            if reading.measure == "disclosed" and (not codes or reading.dimensions.get("channel") in codes)
        ]
        self.state.intro = True
        if wholes:
            fitting = (whole for whole in wholes if parts_of(self.text, whole, phrase.start))
            annual = (whole for whole in wholes if whole.period == "annual")
            self._open_list(next(fitting, None) or next(annual, wholes[0]), phrase.start)

    def _take(self, sentence: Sentence, reading: Reading) -> None:
        """Keep a reading; a total that 其中主动公开 follows, or a budget that was spent, makes way for it."""
        last = self.state.last
        for other in list(making_way(self.text, sentence.start, reading, self.readings)):
            self.readings.remove(other)
            self._leave(sentence, other.figure, "unmatched")
        if self._is_part(sentence, reading):
            self._leave(sentence, reading.figure, "unmatched")
            return
        if last is not None and self._makes_way(sentence, last, reading) and last in self.readings:
            self.readings.remove(last)
            self._leave(sentence, last.figure, "unmatched")
        for code in reading.dimensions.get("proceeding", "").split("|"):
            each = replace(reading, dimensions={**reading.dimensions, "proceeding": code}) if code else reading
            self._remember(each)
        self._bracketed_result(reading)

    def _is_part(self, sentence: Sentence, reading: Reading) -> bool:
        """``举办发布会191场;其中疫情防控发布会151场``: a part of a figure already read, that no dimension names."""
        if "主动公开" in self.text[reading.start : reading.end]:
            return False
        key = reading.measure, reading.dimensions, reading.period
        for other in self.readings[-3:]:
            if (other.measure, other.dimensions, other.period) != key or other.figure.value <= reading.figure.value:
                continue
            if "其中" in self.text[max(other.end, sentence.start) : reading.start]:
                if self._is_the_years(other, reading):
                    other.period = "cumulative"
                    return False
                if not is_of_whole_platform(self.text, other, reading):
                    return True
                other.dimensions = {}
        return False

    def _is_the_years(self, whole: Reading, part: Reading) -> bool:
        """``累计受理6件,其中2012年受理1件``: the whole runs from the beginning."""
        if "period" not in measures()[whole.measure].dimensions:
            return False
        between = self.text[whole.end : part.figure.start]
        year = re.search(rf"其中[,:]?(?:{self.setting.year}年|本年|今年|当年)", between)
        return year is not None and "累计" in self.text[whole.start : whole.end]

    def _makes_way(self, sentence: Sentence, last: Reading, reading: Reading) -> bool:
        before, now = self.text[last.start : last.end], self.text[reading.start : reading.end]
        if reading.rule == last.rule == "disclosed_total" and last.start >= sentence.start:
            return "主动公开" in now and "主动公开" not in before
        return reading.measure == last.measure == "expenditure" and "预算" in before

    def _bracketed_result(self, reading: Reading) -> None:
        """``行政复议1件(撤回)``: the bracket says how it ended."""
        text, opening = self.text, reading.figure.end
        if reading.rule != "proceeding" or text[opening : opening + 1] != "(":
            return
        closing = text.find(")", opening, opening + 16)
        if closing < 0 or next(iter_figures(text, opening, closing), None) is not None:
            return
        codes = {code for term in lexicon().tag(text, opening, closing) if (code := term.code("result"))}
        if len(codes) == 1:
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
            state.parts, state.whole = parts_of(self.text, reading), reading
            if not reading.dimensions:
                state.totals.append(reading)

    def _flush(self) -> None:
        """Decide on the parts gathered since the last total."""
        readings, left = decide(self.text, self.state, own_report=self.setting.default_scope is Scope.ORGAN)
        self.readings += readings
        self.left += left
