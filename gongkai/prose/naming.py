"""Which measure a figure's words name: gathers the words that speak for it, and asks the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gongkai.catalogue import measures
from gongkai.prose.clauses import Phrase, Sentence
from gongkai.prose.context import Setting, carried_from, cumulative
from gongkai.prose.dimensions import Ambiguous, code_sets, outcome_of_reason, resolve_dimension
from gongkai.prose.lexicon import Term, lexicon
from gongkai.prose.rules import Evidence, Rule, fitting
from gongkai.prose.shape import Shape, names_channel
from gongkai.prose.state import Reading, SectionContext, State, tag_set, terms_between
from gongkai.prose.words import word_class
from gongkai.records import Scope

__all__ = ["Namer"]

_CARRIED_TO = re.compile(r"(?:结转|转结|转)(?:至|到|入)?(20\d\d)年")
_BRACKET = re.compile(r"\([^()]{1,20}\)$")
_AMONG_CASES = re.compile(r"(?:案件?|申请)?(?:当?中|的?(?:审理|办理)?(?:结果|情况))[,:]")
# Instances of one lawsuit are no count of lawsuits.
_INSTANCE = re.compile(r"[一二再]审")
_CONNECTIVE = re.compile(r"[、,和及与]*")
# 主动公开政府信息158,…: the counter is lost, the noun right before the figure says it.
_BARE_COUNT = re.compile(r"(?:公开|发布)(?:各类)?(?:政府|政务)?信息(?:总?数|数量|总量)?(?:为|共|共计|:)*$")
# 其中主动公开信息17条,依申请公开信息28条,不予公开信息8条: how what was made may be disclosed.
# How far the halves of one sentence are looked at together.
_HALVES = 200
# 机构建设和保障经费:专门机构9个,…: a label at the head of a sentence does what a heading does.
_LABEL = re.compile(r"(?:\(?[一二三四五六七八九十\d]+[)、.])?[^,。;:\n]{2,16}:")
_RESOURCES = re.compile(word_class("resources"))
_OPEN = re.compile(r"(?:予以|决定)?公开的?")
_PROACTIVE = re.compile(r"(?:属于?)?主动公开(?:信息)?的?")
_NOT_OPEN = re.compile(r"部分公开|不(?:予|同意|准予)?公开|不(?:存在|属于)|无法提供|告知[^,。]{0,12}途径")
_NO_MONEY = re.compile(r"(?:收费|费用|支出|减免|金额)(?:总额|情况|数)?(?:均|都)?(?:为|是|共|共计|:)?$")
_CLASSES = re.compile(
    r"依申请公开(?:的)?(?:政府)?信息[^,、;。\d]{0,4}\d+[条件项]?[,、;](?:其中)?不予公开(?:的)?(?:政府)?信息"
)
_PLACES = frozenset({"dedicated_offices", "reading_points"})
_ASKED = frozenset({"requests", "answered"})
_SHARED_SUBJECTS = frozenset({"proceeding", "request"})
_SUBJECTS_OF_REQUESTS = frozenset({"gk", "request", "carry_in"})
# Words that keep their meaning beside hotlines and visits in one sentence.
_OUR_SUBJECTS = frozenset(
    {"gk", "request", "outcome", "proceeding", "channel", "info", "hot", "interpretation", "press", "interview"}
)
# Tags that say who, when or that, but not what is counted.
_PLAIN = frozenset({"jurisdiction", "own", "disclose", "info", "receive", "cumulative", "fresh"})


class Namer:
    """Names the figures of one passage; the state is the reader's own and is only read, but for what 分别 announces."""

    def __init__(self, text: str, setting: Setting, context: SectionContext, state: State) -> None:
        self.text = text
        self.setting = setting
        self.context = context
        self.state = state

    def name(self, sentence: Sentence, phrase: Phrase, following: Phrase | None) -> Reading | None:
        """What the first rule that holds makes of a phrase: by its own words, then with the clauses that lead in."""
        starts = [phrase.start, phrase.lead]
        if phrase.figure.unit == "元":  # 对两所学校免收费用,计45元: what the money is for stands further off
            last = self.state.last
            starts.append(max(sentence.start, last.end if last else 0))
        for start in dict.fromkeys(starts):
            own = terms_between(sentence, start, phrase.tail)
            evidence = self._evidence(sentence, phrase, own, following, start)
            for rule in fitting(evidence.own, evidence.unit):
                if not rule.holds(evidence) or (start != phrase.start and self._has_own_verb(rule, sentence, phrase)):
                    continue
                reading = self._reading(rule, phrase, own, start)
                if reading is not None:
                    return reading
                break
        return None

    def _has_own_verb(self, rule: Rule, sentence: Sentence, phrase: Phrase) -> bool:
        """Whether the figure's own clause tells of something else than the clause before: 办理申请,公示许可1097件."""
        if rule.measure in _PLACES and phrase.before_noun:
            return True  # 工作机构健全,指导全局17个分局
        if measures()[rule.measure].family not in {"requests", "appeals"}:
            return False
        return any(term.has("disclose") for term in terms_between(sentence, phrase.start, phrase.tail))

    def follow_pending(self, phrase: Phrase) -> Reading | None:
        """The next of the figures that 分别 announced."""
        pending, self.state.pending = self.state.pending, None
        if pending is None or _CONNECTIVE.fullmatch(self.text, phrase.start, phrase.figure.start) is None:
            return None
        rule, name, codes = pending
        if len(codes) > 1:
            self.state.pending = (rule, name, codes[1:])
        last = self.state.last
        if last is None or last.measure != rule.measure:
            return None
        return replace(
            last, dimensions={**last.dimensions, name: codes[0]}, figure=phrase.figure, end=phrase.figure.end
        )

    def follow_verb(self, phrase: Phrase) -> Reading | None:
        """``制定规章2件、规范性文件3件``: the verb of the figure before holds for the other kind of document."""
        last = self.state.last
        if last is None or last.measure != "documents" or phrase.before_noun:
            return None
        if _CONNECTIVE.fullmatch(self.text, last.end, phrase.start) is None or self.text[last.end] == ",":
            return None
        words = lexicon().tag(self.text, phrase.start, phrase.figure.start)
        kind = next((kind for kind in ("normative", "regulation") if len(words) == 1 and words[0].has(kind)), None)
        if kind is None or kind == last.dimensions["document_type"] or words[0].end != phrase.figure.start:
            return None
        return replace(
            last, dimensions={**last.dimensions, "document_type": kind}, figure=phrase.figure, start=phrase.start,
            end=phrase.figure.end, frame=kind,
        )  # fmt: skip

    def _evidence(
        self, sentence: Sentence, phrase: Phrase, own: Sequence[Term], following: Phrase | None, start: int
    ) -> Evidence:
        tags = tag_set(own) | Shape(self.text, phrase, own).tags(
            in_list=self._in_channel_list(sentence, following),
            department=self.setting.default_scope is Scope.ORGAN,
            organ=self.setting.own_names,
        )
        events = (kind for kind in ("training", "meeting") if kind in tags)
        tags |= {f"own_{kind}" for kind in events if self._about_disclosure(kind, tags)}
        taken_back = {tag[1:] for tag in tags if tag[0] == "-"}
        tags -= taken_back
        if "application" in tags:
            tags = tags | {"request"} if self._on_requests(sentence) else tags - {"request_noun"}
        self._carried(tags, phrase)
        follows = self._follows()
        bare = not _OUR_SUBJECTS & tags
        if self._other_subject(sentence, phrase) or (bare and self.state.decoy_since == sentence.start):
            tags.add("decoy_subject")
        if "decoy" in tags and not self._decoy_counts(phrase, own):
            tags.discard("decoy")
        if start != phrase.start and not names_channel(self.text, phrase, own):
            tags -= {tag for tag in tags if tag.startswith("channel")}
        if start == phrase.start and {"total_object", "bare_object"} & tags:
            lead = terms_between(sentence, phrase.lead, phrase.start)
            if names_channel(self.text, phrase, lead) or self.context.heading_channel:
                tags -= {"total_object", "bare_object"}
        asked = self.context.topic in {"requests", "appeals"} or (follows and self.state.frame in _ASKED)
        if "bare_object" in tags and not asked:
            tags.add("total_object")  # 收到申请2件,公开1件: not what the organ disclosed
        if self._beside_outcomes(phrase, _OPEN):
            tags.add("bare_granted")
        if self._beside_outcomes(phrase, _PROACTIVE):
            tags.add("bare_proactive")
        if "info" not in tags and self._of_interpretations(sentence, phrase):
            tags.add("part_of_interpretations")
        context = self._around(sentence, phrase)
        if "class" in tags and _CLASSES.search(self.text, sentence.start, sentence.end):
            context.add("classes")
        return Evidence(frozenset(tags), frozenset(context), self._unit(sentence, phrase), self.setting.year)

    def _around(self, sentence: Sentence, phrase: Phrase) -> set[str]:
        """What the headings, the sentence so far and the figure before say."""
        context = set(self.context.tags) | tag_set(t for t in sentence.terms if t.end <= phrase.figure.start)
        context |= {f"topic:{self.context.topic}", f"frame:{self.state.frame}"} | self._of_whole_sentence(sentence)
        if self.context.heading_channel:
            context.add("heading_channel")
        if self._follows():
            context.add(f"now:{self.state.frame}")
            last = self.state.last
            if last is not None and "channel" in last.dimensions and last.measure == "disclosed":
                context.add("now:channel")
            if self._of_carried_in(phrase):
                context.add("now:carried_in")
        return context

    def _unit(self, sentence: Sentence, phrase: Phrase) -> str:
        """The counter; one that is not there counts as lost only behind a figure of the same sentence."""
        if phrase.figure.unit:
            return phrase.figure.unit
        if phrase.figure.value == 0 and _NO_MONEY.search(self.text, phrase.start, phrase.figure.start):
            return "元"  # 收费为0: nothing in any unit
        follows = self._follows()
        shared = not sentence.said.isdisjoint(_SHARED_SUBJECTS)
        bare = _BARE_COUNT.search(self.text, phrase.start, phrase.figure.start) is not None
        alone = bare and self.text[phrase.figure.end : phrase.figure.end + 1] in ",;。"
        return "" if follows or shared or alone else "?"

    def _follows(self) -> bool:
        """Whether a figure of the same sentence, semicolons included, was read before."""
        return self.state.last is not None and self.state.last.end > self.state.opened

    def _of_whole_sentence(self, sentence: Sentence) -> set[str]:
        """What the sentence says from its beginning, semicolons included: its label, its subject, both proceedings."""
        start = self.state.opened if sentence.continues else sentence.start
        end = sentence.end
        if self.text[end : end + 1] == ";":
            stop = self.text.find("。", end, end + _HALVES)
            end = stop if stop >= 0 else end
        whole = (start, end) != (sentence.start, sentence.end)
        said = lexicon().tag(self.text, start, end) if whole else sentence.terms
        context = set[str]()
        if {"review", "litigation"} <= {term.code("proceeding") for term in said}:
            context.add("both_proceedings")
        if sentence.continues and self.state.about:
            context.add("gk_before")
        label = _LABEL.match(self.text, start, sentence.end)
        if label and _RESOURCES.search(label.group()):
            context.add("heading:resources")
        return context

    def _beside_outcomes(self, phrase: Phrase, words: re.Pattern[str]) -> bool:
        """Whether 公开 alone says what became of requests: others beside it were partly or not disclosed."""
        if not words.fullmatch(self.text, phrase.start, phrase.figure.start) or phrase.before_noun:
            return False
        end = self.text.find("。", phrase.figure.end)
        return _NOT_OPEN.search(self.text, phrase.figure.end, end if end >= 0 else len(self.text)) is not None

    def _of_interpretations(self, sentence: Sentence, phrase: Phrase) -> bool:
        """``发布政策解读56篇,其中网站发布46篇``: by what some of the interpretations went."""
        last = self.state.last
        if last is None or last.measure != "interpretations" or last.start < sentence.start:
            return False
        return phrase.figure.value <= last.figure.value and "其中" in self.text[last.end : phrase.start]

    def _of_carried_in(self, phrase: Phrase) -> bool:
        """Whether the figure is a part of the carry-over told right before, and not of what was received."""
        last = self.state.last
        if last is None or last.measure != "requests_carried_in":
            return False
        return "applicant" in last.dimensions or phrase.figure.value <= last.figure.value

    def _on_requests(self, sentence: Sentence) -> bool:
        """Whether 申请 alone means a request for information here."""
        return (
            self.context.topic == "requests"
            or "request" in self.context.tags
            or not sentence.said.isdisjoint(_SUBJECTS_OF_REQUESTS)
        )

    def _in_channel_list(self, sentence: Sentence, following: Phrase | None) -> bool:
        last = self.state.last
        if last is not None and "channel" in last.dimensions and last.end >= sentence.start:
            return True
        return following is not None and any(
            term.has("channel") for term in terms_between(sentence, following.start, following.tail)
        )

    def _about_disclosure(self, kind: str, tags: set[str]) -> bool:
        """Whether a training or meeting is about disclosure: it says so, or the section is about the work at large."""
        at_large = self.context.level <= 2 and self.context.topic not in {"key_work", "problems"}
        return f"about_{kind}" in tags or (f"plain_{kind}" in tags and at_large)

    def _other_subject(self, sentence: Sentence, phrase: Phrase) -> bool:
        """Whether a hotline or service hall is the subject and no word of disclosure has come since."""
        if "decoy_subject" not in sentence.said:
            return False
        before = [term for term in sentence.terms if term.end <= phrase.figure.start]
        subjects = [term for term in before if term.has("decoy_subject")]
        if not subjects:
            return False
        since = [term for term in before if term.start >= subjects[-1].end]
        if any(term.has("gk") or term.has("request") for term in since):
            return False
        clause = self.text.rfind(",", subjects[-1].end, phrase.figure.start)
        later = [term for term in since if clause > 0 and term.start > clause]  # 依托…服务中心,公开信息400条
        said = tag_set(later)
        published = any(term.has("disclose", "public") for term in later) and bool({"info", "channel"} & said)
        return not published and not {"respond", "hot"} <= said

    def _carried(self, tags: set[str], phrase: Phrase) -> None:
        """``结转至2019年``: out of the year before 2019, into 2019 itself."""
        match = _CARRIED_TO.search(self.text, phrase.start, phrase.tail)
        if match and self.setting.year is not None:
            later = int(match.group(1)) - self.setting.year
            tags.discard("carry_out")
            tags |= {"carry_in"} if later == 0 else {"carry_out"} if later == 1 else set()
        if carried_from(self.text, phrase, self.setting):
            tags.add("carry_in")

    def _decoy_counts(self, phrase: Phrase, own: Sequence[Term]) -> bool:
        """Whether the last thing named before the figure (behind it, where the count comes first) is a decoy."""
        if phrase.before_noun:  # what is counted stands right behind
            behind = [t for t in own if t.start >= phrase.figure.end and not t.meaning.names <= _PLAIN]
            if behind:
                return behind[0].has("decoy")
        bracket = _BRACKET.search(self.text, phrase.start, phrase.figure.start)  # (含图片信息)41条
        limit = bracket.start() if bracket else phrase.figure.start
        named = list(own) if phrase.before_noun else [term for term in own if term.end <= limit]
        naming = [term for term in named if not term.meaning.names <= _PLAIN]
        if not naming or not naming[-1].has("decoy"):
            return False
        if naming[-1].has("req_channel") and self.state.frame == "requests" and self._follows():
            return False  # 网上51件、来信44件
        behind_it = [term for term in named if term.start >= naming[-1].end]
        if any(term.has("disclose") for term in behind_it) and any(term.has("info") for term in behind_it):
            return False  # 通过专题栏目公开信息20条
        words = self.text[naming[-1].end : phrase.figure.start]
        return phrase.before_noun or not ("等" in words and "信息" in words)

    def _reading(self, rule: Rule, phrase: Phrase, own: Sequence[Term], start: int) -> Reading | None:
        try:
            dimensions = self._completed(rule, phrase, self._dimensions(rule, phrase, own))
        except Ambiguous:
            return None
        if self.text[phrase.figure.start - 1 : phrase.figure.start] == "各" and not any(
            "|" in codes for codes in dimensions.values()
        ):
            return None  # 各科室配备兼职人员各1人: of how many, nobody says
        return Reading(
            measure=rule.measure,
            dimensions=dimensions,
            period=self._period(rule, phrase),
            rule=rule.name,
            figure=phrase.figure,
            start=start,
            end=phrase.tail if phrase.before_noun else phrase.figure.end,
            scope=self.state.scope,
            frame=rule.frame,
        )

    def _period(self, rule: Rule, phrase: Phrase) -> str:
        if "period" not in measures()[rule.measure].dimensions:
            return "annual"
        last = self.state.last
        if last is not None and last.measure == rule.measure and self.text[last.end : phrase.start] == "、":
            return last.period  # 历年累计:行政复议5起、行政诉讼1起
        return "cumulative" if cumulative(self.text, phrase, self.setting.year) else "annual"

    def _dimensions(self, rule: Rule, phrase: Phrase, own: Sequence[Term]) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, source in rule.dimensions:
            if not source.startswith("@"):
                found[name] = source
            elif source == "@leader":
                led = any(term.has("leader") for term in own) and not any(term.has("deputy") for term in own)
                if led or self._shares_leader(phrase):
                    found[name] = "yes"
            elif source == "@heading_channel":
                found[name] = self.context.heading_channel or "other"
            elif source == "@document":
                found[name] = self.state.frame
            else:
                codes = self._codes(rule, name, source[1:], phrase, own)
                if codes[0]:
                    found[name] = "|".join(code for code in codes if code)
        return found

    def _shares_leader(self, phrase: Phrase) -> bool:
        """``主要负责人出席发布会1次、在线访谈1次``: who did the one did the other."""
        last = self.state.last
        return last is not None and "by_leader" in last.dimensions and self.text[last.end : phrase.start] == "、"

    def _codes(self, rule: Rule, name: str, tag: str, phrase: Phrase, own: Sequence[Term]) -> tuple[str | None, ...]:
        announced = self._respectively(rule, name, tag, phrase, own)
        if announced is not None:
            return (announced,)
        zero = phrase.figure.value == 0
        return resolve_dimension(name, tag, self.text, own, many_ways=True, value_is_zero=zero)

    def _outcome_stands(self, found: dict[str, str], phrase: Phrase) -> bool:
        """Whether an outcome is named last, and is not the one that the reason before it splits."""
        outcome = found.get("outcome")
        if outcome is None or outcome == outcome_of_reason()[found["reason"]]:
            return False
        words = lexicon().tag(self.text, phrase.start, phrase.tail)
        named = [term for term in words if term.has("outcome") or term.has("reason")]
        return bool(named) and not named[-1].has("reason")

    def _topic_proceeding(self, phrase: Phrase) -> str | None:
        """``诉讼案件中,法院驳回1件``: the proceeding that the clause before takes up again."""
        among = _AMONG_CASES.search(self.text, phrase.lead, phrase.start)
        if among is None:
            return None
        words = lexicon().tag(self.text, phrase.lead, among.start())
        codes = [code for term in words if (code := term.code("proceeding"))]
        return codes[-1] if codes else None

    def _respectively(self, rule: Rule, name: str, tag: str, phrase: Phrase, own: Sequence[Term]) -> str | None:
        """``复议和诉讼分别为3件和2件``: the first code now, the others for the figures that follow."""
        if "分别" not in self.text[phrase.start : phrase.figure.start]:
            return None
        runs = code_sets(self.text, own, tag)
        codes = [code for term in runs[-1] if (code := term.code(tag))] if runs else []
        if len(codes) < 2:
            return None
        self.state.pending = (rule, name, codes[1:])
        return codes[0]

    def _completed(self, rule: Rule, phrase: Phrase, found: dict[str, str]) -> dict[str, str]:
        """Fill in what one dimension says of another, or what the figure before says."""
        if rule.measure == "requests_answered" and rule.name != "answered":
            reason = found.get("reason")
            if reason and "outcome" in found and "等原因" in self.text[phrase.start : phrase.figure.start]:
                reason = found.pop("reason", None) and None  # one reason named for several
            if reason == "not_held" and (self.setting.year or 9999) < 2019:  # a reason of the 2019 form
                found.pop("reason")
                found["outcome"] = "not_this_organ"
            elif reason and self._outcome_stands(found, phrase):
                found.pop("reason")  # 隐去个人隐私后部分公开1件
            elif reason:
                found["outcome"] = outcome_of_reason()[reason]
            elif "outcome" not in found:
                raise Ambiguous("outcome")
        if rule.name == "proceeding" and _INSTANCE.search(self.text, phrase.start, phrase.figure.start):
            raise Ambiguous("proceeding")
        if rule.name == "proceeding_result" and "proceeding" not in found:
            proceeding = self._topic_proceeding(phrase) or self.state.proceeding
            if proceeding is None or proceeding == "complaint":  # a complaint is neither upheld nor corrected
                raise Ambiguous("proceeding")
            found["proceeding"] = proceeding
        return found
