"""What the build of a phrase says beyond its words: what the verb's object is, what a noun stands beside.

Each predicate becomes a tag that prose_rules.csv can name (``total_object``, ``topical``, ``request_noun`` …); a tag
with a leading ``-`` takes back one that a word would give.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence, Set

from gongkai.prose.clauses import Phrase
from gongkai.prose.lexicon import Term
from gongkai.prose.words import word_class, words_of

__all__ = ["Shape", "names_channel", "names_site"]

# Nouns that lose their say where they are one of several: 政策解读、领导讲话等400条.
_NOUNS = frozenset({"interpretation", "normative", "regulation", "press", "interview", "training", "meeting", "hot"})
_VERBS = frozenset({"disclose", "deliver", "produce", "receive", "answer", "issue"})
_KNOWN_OF_REQUESTS = frozenset(
    {"receive", "answer", "applicant", "req_channel", "channel", "jurisdiction", "own", "gk", "request", "info"}
    | {"applicant_word"}
)
_WHO_OR_WHEN = frozenset({"jurisdiction", "own", "cumulative", "fresh", "gk", "channel", "disclose", "info"})
_MONEY_WORDS = frozenset({"charge", "fee", "waive", "spend"})
_WHO_AND_WHERE = frozenset({"jurisdiction", "own", "channel"})
_PRESS = frozenset({"broadcast", "newspaper", "gazette", "press"})
# 两项, 三个: as many are kinds of things rather than items.
_KINDS = 10
# As many kinds of information in one list are examples of all there is.
_MANY_KINDS = 3
_AND_ALL_OTHERS = re.compile(
    r"(?:等(?:各类|各种|各方面|方面|内容)?的?(?:政府|政务)?信息|(?:以及|及|和)其[他它](?:各类)?(?:政府)?信息)(?:共|总|合|累|计|数|约|为)*$"
)
_PERSONS = frozenset({"人", "名", "人次", "位"})
# Beginnings, ways and places that leave a total a total: 自条例施行起, 通过各种渠道, 信息公开专栏.
_SINCE_OR_BY = re.compile(
    r"自?20\d\d年.*?(?:以来|起|至今)|自?《?条例》?(?:正式)?(?:施行|实施|颁布)?.*?(?:以来|起|至今)|截[至止].*?[日底,]"
    r"|[通经]过[^,]*(?:渠道|形式|方式|平台|途径)|专栏|栏目|目录(?:系统)?|系统|、"
)
# A place of publication that no channel word names: 在镇便民点上公开, not 通过各种渠道公开.
_PLACE = re.compile(
    r"(?:在|通过|利用|借助|依托)(?!各|多种|不同|多|全|其|上述|以上|[^,]*(?:专栏|栏目|目录|公开系统))[^,]{2,20}$"
)
_NOT_BY = re.compile(word_class("not_the_channel"))
_BY_KIND = re.compile(r"(?:类别|类型|分类|内容)(?:有|为|包括|主要有|情况)?[:,]$")
_BY_MANY = re.compile(r"[^,]{0,12}(?:[通经]过|利用|借助|依托|运用)")
_OTHER_WAYS = re.compile(rf"等{word_class('many_ways')}")
_BOTH_CLOSED = re.compile(r"按[时期][^。]*延[期长]|延[期长][^。]*按[时期]")
_BARE_DISCLOSED = re.compile(
    r"(?:政府信息|信息|政务)公开(?:的?(?:政府)?信息(?=共|数|总))?(?:总?数|数量|总量|量)?(?:为|共计|共|达|:)*$"
)
# 因具体行政行为被提起诉讼: a lawsuit about something else.
_CAUSE = re.compile(r"因(?!此|为)([^,。;]{2,24}?)(?:被|而|引起|引发|提起|产生)")
_OUR_CAUSE = re.compile(r"公开|信息|申请|答复")
_ONCE_AMENDED = re.compile(r"补正(?:后|完毕)(?!.{0,10}不明确)")
_APPLIED = re.compile(r"申请(?:公开|获取)?")
# 清溪司法行政网106条: a site by its name alone; other nets are no sites.
_SITE = re.compile(
    r"[\u4e00-\u9fff]{3,12}(?<![电管路水渔铁球])(?<!互联)网(?:站)?(?:上|公开|发布|登载)*(?:信息|共|了)*$"
)
_OTHERS = frozenset({"其他", "其它"})
# 其他情形、其他方式处理: still what became of a request or an appeal.
_OTHER_KIND = re.compile(r"(?:情形|情况|方式|类型|类|处理|答复|结果|原因|途径|办理|情|的)+")
# 不予公开信息10条: information, not requests that were refused.
_WITHHELD = re.compile(r"不予公开(?:的)?(?:政府)?信息(?:总?数|数量)?(?:有|为|共|:)*$")
# 2宗正在按程序办理: not answered yet; 转送有关部门办理2件: not by us.
_NOT_YET = re.compile(
    r"(?:正在|尚在|仍在|还在|有待|等待|待)[^,。]{0,6}$|(?:转送|转交|移送|转办|转由|交由)[^,。]{0,10}$"
)
_SUBJECT_BEHIND = re.compile(r"(?:专题|专门)?(?:研究|部署|讨论|推进|安排|听取)[^,;。、]{0,8}(?:信息|政务)公开")
_OTHER_MEETING = re.compile(word_class("other_meeting"))
_OWN_OBJECT = frozenset(words_of("own_object"))
_PUNCTUATION = re.compile(r"[\s,:、\"“”'()\[\]《》|·-]+")
_RISE = re.compile(r"(?:由|从).*$")


@functools.cache
def _filler(use: str) -> re.Pattern[str]:
    """Words that say nothing of the matter, with numbers of kinds and of years."""
    return re.compile(rf"\d+大?[项类个种]|\d+年|{word_class(use)}")


def _residual(text: str, start: int, end: int, use: str = "object_filler") -> str:
    """What is left of a stretch once the words are gone that say nothing of the matter."""
    return _without_filler(text[start:end], use)


@functools.lru_cache(maxsize=32768)
def _without_filler(words: str, use: str) -> str:
    """Reports say the same few things around their figures, so most of these were seen before."""
    return _PUNCTUATION.sub("", _filler(use).sub("", _RISE.sub("", words))) if words else ""


class Shape:
    """One phrase and the predicates on its build.

    Args:
        text: the passage.
        phrase: the figure and the bounds of its words.
        own: the terms in the phrase's own words, tail included.
    """

    def __init__(self, text: str, phrase: Phrase, own: Sequence[Term]) -> None:
        self.text = text
        self.phrase = phrase
        self.own = own
        self.figure = phrase.figure
        self.said = set[str]().union(*[term.meaning.names for term in own])  # most phrases say little: ask it first
        self.verbs = [term for term in own if term.has("disclose")] if "disclose" in self.said else []
        self.channels = {code for term in own if (code := term.code("channel"))} if "channel" in self.said else set()
        self.object_start, self.object_end = self._object()
        self.residual = self._unnamed(_WHO_AND_WHERE, self.object_start, self.object_end)

    def tags(self, *, in_list: bool, department: bool, organ: Sequence[str] = ()) -> set[str]:
        """All tags of the phrase.

        Args:
            in_list: whether the figure before it in the sentence was disclosed by a channel, or the next one is.
            department: whether the report is a department's or a township's own.
            organ: names of the organ; 司法行政信息 in the report of a 司法局 is all that it discloses.
        """
        if department and len(self.residual) >= 2 and any(self.residual[:2] in name for name in organ):
            self.residual = ""
        if department and self.residual in _OWN_OBJECT:
            self.residual = ""
        tags = self._disclosure_tags() | self._count_tags() | self._request_tags()
        tags |= self._matter_tags() | self._event_tags()
        if len(self.residual) >= 2 and not in_list and not department and not self._examples():
            tags.add("topical")
        if department and self._lists_all():
            tags.add("total_object")
        later: set[str] = set()
        for term in reversed(self.own if self.said & _NOUNS else ()):
            tags |= {f"-{tag}" for tag in self._listed(term) - later}
            later |= term.meaning.names
        return tags

    def _object(self) -> tuple[int, int]:
        """Bounds of what the last verb acts on: up to the figure, or behind it where the count comes first."""
        if self.phrase.before_noun:
            return self.figure.end, self.phrase.tail
        verbs = [term for term in self.own if term.end <= self.figure.start and term.among(_VERBS)]
        return (verbs[-1].end if verbs else self.phrase.start), self.figure.start

    def _unnamed(self, known: frozenset[str], start: int, end: int) -> str:
        """What is left of a stretch once the words with these tags, and filler, are gone."""
        words, position = [], start
        for term in self.own:
            if position <= term.start and term.end <= end and term.among(known):
                words.append(self.text[position : term.start])
                position = term.end
        words.append(self.text[position:end])
        left = "".join(words)
        return _residual(left, 0, len(left))

    def _examples(self) -> bool:
        """``政策、任免等信息``: of every kind, not of one topic."""
        listing = self.text[self.object_start : self.object_end]
        return "、" in listing and "等" in listing

    def _lists_all(self) -> bool:
        """``主动公开机构职能、政策法规、财政预决算、人事任免等政府信息``: kinds enough to be all that was disclosed."""
        if self.phrase.before_noun or not self.verbs or not self.text.startswith("主动", self.verbs[-1].start):
            return False
        listing = self.text[self.object_start : self.object_end]
        return listing.count("、") >= _MANY_KINDS and _AND_ALL_OTHERS.search(listing) is not None

    def _disclosure_tags(self) -> set[str]:
        """Whether the verb's object is information as such, and whether an unknown place carried it."""
        tags: set[str] = set()
        nowhere = self.verbs and not self.channels and "several_ways" not in self.said
        if nowhere and _PLACE.search(self.text[self.phrase.start : self.verbs[-1].start]):
            tags.add("unknown_place")
        if self._has_total_object():
            tags.add("total_object" if "info" in self.said else "bare_object")
        responds = "respond" in self.said
        if self.channels and self.figure.unit in {"条", "件", "篇"} and (self.verbs or not responds):
            tags.add("channel_list")
        if not responds:
            tags.add("-hot")  # 热点动态302条: a kind of news, nobody answers it
        if "receive" in self.said and not self.verbs and self.channels != {"archive_library"}:
            tags.add("received_only")  # 收到微博投诉12条
        return tags

    def _has_total_object(self) -> bool:
        if _BARE_DISCLOSED.search(self.text, self.phrase.start, self.figure.start):
            return True
        if not self.verbs or self.residual:
            return False
        if self.verbs[-1].has("verb_channel"):  # 刊发信息88条: in a paper, whichever
            return False
        first = self.verbs[-1].start == self.phrase.start and not self.verbs[-1].has("disclose", "public")
        if first and self.text[self.phrase.start - 1 : self.phrase.start] == "、":  # 通知信息2条、公告信息8条
            return False
        if "info" in self.said:
            return True
        return self.verbs[-1].has("disclose", "public") and not self._unknown_subject()

    def _unknown_subject(self) -> str:
        """What stands before a verb whose object is not named, and is not who, when or that: 部门预算公开7条."""
        start, verb = self.phrase.start, self.verbs[-1]
        words = self.text[start : verb.start]
        for term in reversed(self.own):
            if term.end <= verb.start and term.among(_WHO_OR_WHEN):
                words = words[: term.start - start] + words[term.end - start :]
        return _PUNCTUATION.sub("", _filler("object_filler").sub("", _SINCE_OR_BY.sub("", words)))

    def _bare(self) -> bool:
        """Whether nothing but the count itself is said."""
        if self.phrase.before_noun or self.said:
            return False
        return self.phrase.start == self.figure.start or not _residual(self.text, self.phrase.start, self.figure.start)

    def _count_tags(self) -> set[str]:
        """What the counter and its place say: kinds rather than items, issues of a paper."""
        tags: set[str] = set()
        numeral = self.text[self.figure.start] in "一二两三四五六七八九十" and self.figure.value <= _KINDS
        boards = self.figure.unit == "个" and self.channels and not self.verbs  # 公告栏1个
        if (
            boards
            or (self.figure.unit == "个" and self.phrase.before_noun)
            or (self.figure.unit in {"个", "项"} and numeral)
        ):
            tags.add("loose_count")
        if self.phrase.before_noun and self.text[self.figure.start - 1 : self.figure.start] == "等":
            tags.add("things_listed")  # 在微信、微博等平台开设…等23个专栏
        if self.figure.unit == "期" and not self.channels - _PRESS:
            tags.add("issues")
        words = _PUNCTUATION.sub("", self.text[self.phrase.start : self.figure.start])
        if not self.phrase.before_noun and words.removeprefix("其中") in _OTHERS:
            tags.add("others")
        if names_site(self.text, self.phrase):
            tags.add("site_name")
        if self._bare():
            tags.add("bare_count")
        elif self.figure.unit == "元" and not self._unnamed(_MONEY_WORDS, self.phrase.start, self.figure.start):
            tags.add("bare_noun")
        if "结果为" in self.text[self.phrase.start : self.phrase.tail]:
            tags.add("result_named")
        on_time = "closed" in self.said and any(term.has("closed", "on_time") for term in self.own)
        if on_time and _BOTH_CLOSED.search(self.text, self.phrase.lead, self.phrase.tail + 30):
            tags.add("closed_pair")
        return tags

    def _request_tags(self) -> set[str]:
        """Whether 申请 is what is counted, and of what."""
        tags: set[str] = set()
        if "info" in self.said:
            objects = [term for term in self.own if self.object_start <= term.start and term.end <= self.object_end]
            if any(term.has("info") for term in objects) and not any(term.has("request") for term in objects):
                tags.add("info_object")
        if not self.said & {"request", "application"}:
            return tags
        requests = [term for term in self.own if term.has("request") or term.has("application")]
        if self.phrase.before_noun:
            counted = any(term.start >= self.figure.end for term in requests)
        else:
            counted = not _residual(self.text, requests[-1].end, self.figure.start)
        if counted and not self._published(requests[-1]):
            tags.add("request_noun")
        if all(term.has("application") for term in requests) and self._of_something(requests[0]):
            tags |= {"-application", "-request_noun", "other_application"}
        return tags

    def _matter_tags(self) -> set[str]:
        """What takes a word of requests or appeals back: another cause, another object, work not done yet."""
        tags: set[str] = set()
        if "proceeding" in self.said:
            cause = _CAUSE.search(self.text, self.phrase.start, self.phrase.tail)
            if cause and not _OUR_CAUSE.search(cause.group(1)):
                tags.add("other_cause")
        if "req_channel" in self.said and any(
            term.has("req_channel") and self.text.endswith("申请", term.start, term.end) for term in self.own
        ):
            tags.add("channel_of_request")
        if self.phrase.before_noun and _APPLIED.search(self.text, self.figure.end, self.phrase.tail):
            tags.add("applied")  # 1件申请处罚决定书: what was asked for
        if "outcome" in self.said and self._other_of_something():
            tags |= {"-outcome:other", "-result:other", "-outcome", "-result"}
        if "outcome" in self.said and self._once_amended():
            tags |= {"-outcome:amend", "-outcome", "result_named"}
        if self.figure.unit == "条" and _WITHHELD.search(self.text, self.phrase.start, self.figure.start):
            tags.add("withheld_items")
        if "answer" in self.said and any(
            term.has("answer") and _NOT_YET.search(self.text, self.phrase.start, term.start) for term in self.own
        ):
            tags.add("-answer")
        return tags

    def _once_amended(self) -> bool:
        """Whether 补正 is not what became of requests but what came before: 补正后答复3件."""
        if not _ONCE_AMENDED.search(self.text, self.phrase.start, self.figure.start):
            return False
        return {term.code("outcome") for term in self.own} <= {"amend", None}

    def _other_of_something(self) -> bool:
        """Whether 其他 stands before a noun of its own and is no outcome: 其他行政权力12项."""
        others = [
            term for term in self.own if term.has("outcome", "other") and self.text[term.start : term.end] in _OTHERS
        ]
        if not others or self.phrase.before_noun:
            return False
        words = _OTHER_KIND.sub("", self.text[others[-1].end : self.figure.start], count=1)
        return len(_PUNCTUATION.sub("", _filler("object_filler").sub("", words))) >= 2

    def _published(self, request: Term) -> bool:
        """Whether what was asked for is the object of disclosure: 发布依申请公开信息28条."""
        verbs = [term for term in self.own if term.end <= request.start and term.among(_VERBS)]
        return bool(verbs) and verbs[-1].has("disclose") and verbs[-1].end == request.start

    def _of_something(self, request: Term) -> bool:
        """Whether 申请 has an object of its own before it: 办理占用道路申请77件."""
        known = [term.end for term in self.own if term.end <= request.start and term.among(_KNOWN_OF_REQUESTS)]
        start = max(known, default=self.phrase.start)
        if self.phrase.before_noun and request.start >= self.figure.end:
            start = max(start, self.figure.end)
        return len(_residual(self.text, start, request.start)) >= 3

    def _listed(self, term: Term) -> Set[str]:
        """The nouns that a term stands for, where it is one of several before the figure: 政策解读、领导讲话等400条."""
        nouns = _NOUNS & term.meaning.names
        if not nouns or self.phrase.before_noun:
            return set()
        behind = self.text[term.end : term.end + 2]
        if behind[:1] == "等" and self.text[term.start - 1 : term.start] in {"、", "和", "及"}:
            return nouns
        listed = behind[:1] in {"、", "及", "和"} or behind == "以及"
        return nouns if listed and len(_residual(self.text, term.end, self.figure.start)) > 2 else set()

    def _event_tags(self) -> set[str]:
        """Whether a training or a meeting is about disclosure, and whether a leader was there."""
        tags: set[str] = set()
        if not self.said & {"leader", "training", "meeting", "trainee"}:
            return tags
        leaders = [term for term in self.own if term.has("leader") and term.end <= self.figure.start]
        if leaders and not _residual(self.text, leaders[-1].end, self.figure.start, "attends"):
            tags.add("attends")
        subjects = [term for term in self.own if term.has("gk") or term.has("own_kind")]
        behind = _SUBJECT_BEHIND.match(self.text, self.figure.end) is not None  # 开会4次专题研究信息公开
        named = bool(subjects) or behind
        if "gk" not in self.said and _OTHER_MEETING.search(self.text, self.phrase.start, self.phrase.tail):
            tags.add("other_meeting")
        if self.figure.unit in _PERSONS and "trainee" in self.said:
            tags.add("-trainee" if "meeting" in self.said and "training" not in self.said else "trainee_only")
        for tag in ("training", "meeting"):
            events = [term for term in self.own if term.has(tag)]
            if not events:
                continue
            said = self.text[events[0].start : events[0].start + 2] in {"业务", "专题"}
            clause = self.text.rfind(",", self.phrase.lead, events[0].start) + 1
            plain = said or not self._before_event(max(clause, self.phrase.start), events[0].start)
            if named and (plain or behind or any(term.start >= clause for term in subjects)):
                tags.add(f"about_{tag}")  # 涉及信息公开,举办普法讲座31场: the clause before does not say so
            elif plain:
                tags.add(f"plain_{tag}")
        return tags

    def _before_event(self, start: int, end: int) -> str:
        """What the words before an event say of its matter; the count may be among them: 举办3次培训."""
        if not start <= self.figure.start < self.figure.end <= end:
            return _residual(self.text, start, end, "event_filler")
        before = _residual(self.text, start, self.figure.start, "event_filler")
        return before + _residual(self.text, self.figure.end, end, "event_filler")


def names_channel(text: str, phrase: Phrase, terms: Sequence[Term]) -> bool:
    """Whether clauses before the figure's own words name the channel it went by, and not one channel among others.

    ``门户网站围绕中心工作,发布…`` does; ``以门户网站为主渠道,…`` and ``加强网站建设,…`` do not.
    """
    channels = [term for term in terms if term.has("channel") and term.end <= phrase.start]
    if not channels:
        return any(term.has("channel") and term.start >= phrase.start for term in terms)
    clause = text.rfind(",", phrase.lead, phrase.start - 1) + 1
    last = channels[-1]
    if _BY_KIND.search(text, last.end, phrase.start):
        return False  # 在网站公开的信息类别:政策文件4条
    several = len({term.code("channel") for term in channels if term.start >= clause}) > 1
    if several and _BY_MANY.match(text, clause) and _OTHER_WAYS.match(text, last.end):
        return True  # 通过网站、公开栏等多种渠道,…
    return last.start >= clause and _NOT_BY.match(text, last.end) is None


def names_site(text: str, phrase: Phrase) -> bool:
    """Whether a phrase is but the name of a site, 清溪司法行政网106条."""
    words = _PUNCTUATION.sub("", text[phrase.start : phrase.figure.start])
    return not phrase.before_noun and _SITE.search(words) is not None
