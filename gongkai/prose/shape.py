"""What the build of a phrase says beyond its words: what the verb's object is, whether a channel list runs.

Each predicate becomes a tag that prose_rules.csv can name (``total_object``, ``topical``, ``request_noun`` …).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.prose.clauses import Phrase
from gongkai.prose.lexicon import Term

__all__ = ["category_name", "shape_tags"]

_NOUNS = frozenset({"interpretation", "normative", "regulation", "press", "interview", "training", "meeting", "hot"})
_PRESS = frozenset({"broadcast", "newspaper", "gazette", "press"})
_VERBS = ("disclose", "deliver", "produce", "receive", "answer", "issue")
_FILLER = re.compile(
    r"各类别?|各种|各项|各方面|各级|有关|相关|政府|政务|公开|信息|资讯|文件材料|的|共计|总计|合计|累计|共有|共|达到|达|约|为|数量|总量|总数|条数|件数|数"
    r"|等|电子文档|全文|总|计|均|今年|本年度?|全年|当年|已经?|了|到|动态|其中|向社会|社会|年度|度|是|有|工作信息、|修订|采集|编辑|整理|审核|主动|依法|及时|全部|类|各|新|量|应|20\d\d年|\d+年|个|上"
)
_PUNCTUATION = re.compile(r"[\s,:、\"“”'()\[\]《》|·-]+")
# A place of publication that no channel word names: 在镇便民点上公开, not 通过各种渠道公开.
_PLACE = re.compile(
    r"(?:在|通过|利用|借助|依托)(?!各|多种|不同|多|全|其|上述|以上|[^,]*(?:专栏|栏目|目录|公开系统))[^,]{2,20}$"
)
_NOT_BY = re.compile(
    r"为|作为|等|建设|改版|的(?:建设|管理|作用|维护)|第一|主渠道|管理|维护|升级|、|和|及|与|内容|栏目设置|绩效"
)
_RISE = re.compile(r"(?:由|从).*$")
_LEADING_WORDS = re.compile(
    r"^(?:其中|主要|包括|涉及|属于|有关|关于|共|全年|公开|主动公开|发布|公布|更新|公示|各类|按类别分|信息中|公开的|主动公开的|应主动公开的|本单位|本局)+"
)
_TRAILING_WORDS = re.compile(
    r"(?:栏目(?:公开|发布)?|专栏(?:公开|发布)?)?(?:类?(?:的)?(?:政府|政务|方面的?|公开|有关|相关)*信息|类|方面)?数?(?:共计|累计|共|为|有|计|达|约|:|各)*$"
)
_BARE_DISCLOSED = re.compile(r"(?:政府信息|信息|政务)公开(?:总?数|数量|总量|量)?(?:为|共计|共|达|:)*$")
_OTHER_MEETING = re.compile(
    r"常务会|办公会|党组|例会|全体会|党委会|代表大会|联席会|座谈会|碰头会|人大|政协|听证会|论证会|行长|新闻"
)
_TRAINING_MODIFIER = re.compile(
    r"(?:举办|组织|开展|召开|进行|集中|共|各类|全[市县区省局厅系统]*|工作|人员|相关|有关|了|年|信息员|的|线上|线下|专门|次|一次|分管领导|多次|及|和|先后|[\d,全年今本度])*"
)


def shape_tags(
    text: str, phrase: Phrase, own: Sequence[Term], *, in_list: bool, department: bool, organ: Sequence[str] = ()
) -> set[str]:
    """Tags for the build of one phrase.

    Args:
        text: the passage.
        phrase: the figure and the bounds of its words.
        own: the terms in the phrase's own words, tail included.
        in_list: whether the figure before it in the sentence was disclosed by a channel, or the next one is.
        department: whether the report is a department's or a township's own.
        organ: names of the organ; 司法行政信息 in the report of a 司法局 is all that it discloses.
    """
    tags: set[str] = set()
    object_start, object_end = _object(phrase, own)
    residual = _residual(text, object_start, object_end)
    verbs = [term for term in own if term.has("disclose")]
    if department and len(residual) >= 2 and any(residual[:2] in name for name in organ):
        residual = ""
    if verbs and _PLACE.search(text[phrase.start : verbs[-1].start]) and not any(t.has("channel") for t in own):
        tags.add("unknown_place")
    informed = any(term.has("info") for term in own)
    if (verbs and not residual and (informed or verbs[-1].has("disclose", "public"))) or _BARE_DISCLOSED.search(
        text, phrase.start, phrase.figure.start
    ):
        tags.add("total_object")
    if len(residual) >= 2 and not in_list and not department:
        tags.add("topical")
    objects = [term for term in own if term.start >= object_start and term.end <= object_end]
    if any(term.has("info") for term in objects) and not any(term.has("request") for term in objects):
        tags.add("info_object")
    requests = [term for term in own if term.has("request")]
    if requests and not _residual(text, requests[-1].end, phrase.figure.start):
        tags.add("request_noun")
    for index, term in enumerate(own):
        later = {tag for other in own[index + 1 :] for tag, _ in other.tags}
        tags |= {f"-{tag}" for tag in _listed(text, phrase, term) - later}
    channels = {code for term in own if (code := term.code("channel"))}
    if channels and phrase.figure.unit in {"条", "件", "篇"}:
        tags.add("channel_list")
    if phrase.figure.unit == "期" and not channels - _PRESS:
        tags.add("issues")  # of a programme or a paper, not items
    tags |= _event_tags(text, phrase, own)
    return tags


def names_channel(text: str, phrase: Phrase, terms: Sequence[Term]) -> bool:
    """Whether clauses before the figure's own words name the channel it went by, and not one channel among others.

    ``门户网站围绕中心工作,发布…`` does; ``以门户网站为主渠道,…`` and ``加强网站建设,…`` do not.
    """
    channels = [term for term in terms if term.has("channel") and term.end <= phrase.start]
    if not channels:
        return any(term.has("channel") and term.start >= phrase.start for term in terms)
    clause = text.rfind(",", phrase.lead, phrase.start - 1) + 1
    last = channels[-1]
    if last.start < clause:
        return False
    return _NOT_BY.match(text, last.end) is None


def _listed(text: str, phrase: Phrase, term: Term) -> set[str]:
    """The nouns that a term stands for, where it is one of several before the figure: 政策解读、领导讲话等400条."""
    nouns = set(_NOUNS) & {tag for tag, _ in term.tags}
    if not nouns or phrase.before_noun:
        return set()
    closing = text[term.end : term.end + 1] == "等" and text[term.start - 1 : term.start] in {"、", "和", "及"}
    if closing:
        return nouns
    listed = text[term.end : term.end + 1] in {"、", "及", "和"} or text[term.end : term.end + 2] == "以及"
    return nouns if listed and len(_residual(text, term.end, phrase.figure.start)) > 2 else set()


def _event_tags(text: str, phrase: Phrase, own: Sequence[Term]) -> set[str]:
    """Whether a training or a meeting is about disclosure."""
    tags: set[str] = set()
    words = text[phrase.start : phrase.tail]
    if _OTHER_MEETING.search(words) and not any(term.has("gk") for term in own):
        tags.add("other_meeting")
    if any(term.has("trainee") for term in own) and phrase.figure.unit in {"人", "名", "人次", "位"}:
        tags.add("trainee_only")
    for tag in ("training", "meeting"):
        events = [term for term in own if term.has(tag)]
        if not events:
            continue
        modifier = _PUNCTUATION.sub("", text[phrase.start : events[0].start])
        plain = _TRAINING_MODIFIER.fullmatch(modifier) is not None
        named = any(term.has("gk") or term.has("own_kind") for term in own)
        if named or text[events[0].start : events[0].end][:2] in {"业务", "专题"} or plain:
            tags.add(f"about_{tag}" if named else f"plain_{tag}")
    return tags


def _object(phrase: Phrase, own: Sequence[Term]) -> tuple[int, int]:
    """Bounds of what the last verb acts on: up to the figure, or behind it where the count comes first."""
    if phrase.before_noun:
        return phrase.figure.end, phrase.tail
    verbs = [term for term in own if term.end <= phrase.figure.start and any(term.has(tag) for tag in _VERBS)]
    return (verbs[-1].end if verbs else phrase.start), phrase.figure.start


def _residual(text: str, start: int, end: int) -> str:
    """What is left of a stretch once the words are gone that say no more than 政府信息."""
    words = _RISE.sub("", text[start:end])
    return _PUNCTUATION.sub("", _FILLER.sub("", words))


def category_name(text: str, phrase: Phrase) -> tuple[int, int] | None:
    """Bounds of the name of a category that the phrase counts, None where it is no name.

    ``机构职能类信息5条`` names 机构职能; ``0条指南`` names 指南.
    """
    start, end = (phrase.figure.end, phrase.tail) if phrase.before_noun else (phrase.start, phrase.figure.start)
    words = text[start:end]
    lead = _LEADING_WORDS.match(words)
    first = lead.end() if lead else 0
    trail = _TRAILING_WORDS.search(words, first)
    last = trail.start() if trail else len(words)
    while first < last and words[first] in '“"(《:,、':
        first += 1
    while last > first and (words[last - 1] in '”"》:、,' or (words[last - 1] == ")" and "(" not in words[first:last])):
        last -= 1
    name = words[first:last]
    if not 2 <= len(name) <= 40 or any(char in name for char in ",。;:"):
        return None
    return start + first, start + last
