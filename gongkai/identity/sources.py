"""Where a report names its body outside the title: signature, lines of the page, opening sentences, the whole text."""

from __future__ import annotations

import datetime
import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.identity.dates import line_date, page_labels, read_date
from gongkai.identity.organs import describe, ending_of, place_parts
from gongkai.identity.pieces import Name, Piece, cells, name_in
from gongkai.normalise import Passage, View
from gongkai.records import OrganKind

__all__ = [
    "Signature",
    "find_signature",
    "governs",
    "is_government_exactly",
    "mentions",
    "page_organs",
    "self_words",
    "short_governments",
    "site_names",
    "spelled_out",
    "spoken_bodies",
]

_LONGEST_NAME = 40
_STAMP = re.compile(r"\((?:盖章|公章|章|印章)\)$")
_UNIT_LABEL = re.compile(r"^(?:编制单位|报告单位|报送单位|单位|落款|签发单位):")
_DAMAGED_DATE = re.compile(r"20\d\d年?\d{1,2}月?\d{0,2}日?")
_TRAILING_DATE = re.compile(r"(?:20\d\d|二[〇零Oo0].{2})年.{0,8}$|20\d\d[-./]\d{1,2}[-./]\d{1,2}$")
_SITE = re.compile("(?:门户|入口|政务|官方|信息|公众)?(?:网站|网)(?:群|平台)?$")
_ASIDE = re.compile(
    r"《(?![^《》]{2,30}信息公开(?:指南|目录))[^《》]{0,80}》|(?<=\()[^()]{0,6}[发办]\(?20\d\d\)?\d*号?(?=\))"
)
# Words after which a name begins, where the table of regions does not tell.
_BEFORE_NAME = re.compile(
    "^.*(?:可从|可在|来自|根据|按照|依据|依照|关于|为了|以及|登录|登陆|访问|浏览|联系|编制|公布|发布|本报告|报告"
    "|[由从在向到请与和及对按将据经是为系受于致给或并以对])"
)
_CUE = re.compile(
    "^(?:(?:行政|综合|党政)?办公[厅室])?(?:信息[科处]|政务公开[科处办室]*|政府信息公开[科处办室]*|[一-龥]{0,6}科)?"
    "(?:编制|编写|起草|负责|联系|\\(地址|\\(电话|门户网站|入口网站|政府网站|官方网站|网站|信息公开|公开指南|\\()"
)
_SELF = re.compile(
    "(?:我|本)(省|自治区|市|州|盟|地区|县|区|旗|镇|乡|街道|办事处|局|厅|委|办|部|院|中心|处|会|馆|所|站|校|公司|机关|单位)(?![一-龥]?长)"
)
_UNNAMED = ("机关", "单位", "处", "部")  # what any body may call itself
_LONGEST_PLACE = 14
_GOVERNED = ("省", "自治区", "市", "州", "盟", "地区", "县", "区", "旗", "镇", "乡", "街道", "办事处")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, and when if the day can be read."""

    name: Name | None
    date: datetime.date | None


def find_signature(view: View, pieces: Sequence[Piece], start: int, year: int | None) -> Signature:
    """The last signature: a body's name on a line of its own, with a date under or beside it, or at the very end.

    Args:
        view: the folded text.
        pieces: all lines.
        start: offset from which a signature may stand (after the head of the page).
        year: reporting year, where known.
    """
    dated: Signature | None = None
    for index in range(len(pieces) - 1, -1, -1):
        line = pieces[index]
        if line.start < start or len(line.text) > _LONGEST_NAME * 2:
            continue
        date_here = line_date(line)
        if date_here is not None or _damaged_date(line.text):
            name = _signed_name(view, pieces[index - 1], year) if index and pieces[index - 1].start >= start else None
            if name is not None:
                return Signature(name, date_here)
            dated = dated or Signature(None, date_here)
            continue
        beside = _TRAILING_DATE.search(line.text)
        if beside and beside.start() > 3:
            name = _signed_name(view, line.part(0, beside.start()), year)
            if name is not None:
                return Signature(name, read_date(line.text[beside.start() :]))
    closing = _closing_name(view, pieces, start, year)
    return Signature(closing, dated.date if dated else None)


def _damaged_date(text: str) -> bool:
    """A date line whose signs beside digits were lost: 2010118日."""
    return text.startswith("20") and _DAMAGED_DATE.fullmatch(text) is not None


def _closing_name(view: View, pieces: Sequence[Piece], start: int, year: int | None) -> Name | None:
    """A complete name on one of the last lines, or the last words of a text without lines."""
    for whole in reversed(pieces[-6:]):
        line = whole
        if len(whole.text) > _LONGEST_NAME and whole is pieces[-1]:
            line = whole.part(whole.words[-1], len(whole.text))
        if line.start < start or len(line.text) > _LONGEST_NAME:
            continue
        name = _signed_name(view, line, year)
        if name is not None and line.start > 0 and describe(name.text, year).complete:
            return name
    return None


def _signed_name(view: View, line: Piece, year: int | None) -> Name | None:
    """The line's words where they are a body's name and nothing else."""
    text = line.text
    label = _UNIT_LABEL.match(text)
    begin = label.end() if label else 0
    stamp = _STAMP.search(text)
    end = stamp.start() if stamp else len(text)
    words = text[begin:end]
    if not 3 <= len(words) <= _LONGEST_NAME or not re.fullmatch(r"[\u4e00-\u9fff·()]+", words):
        return None
    if ending_of(words) is None or describe(words, year).kind is None:
        return None
    return line.name(begin, end, view)


@functools.cache
def _organ_label() -> re.Pattern[str]:
    labels = "|".join(r"[ \t]*".join(label) for label, _ in page_labels("organ"))
    return re.compile(rf"(?<![\u4e00-\u9fff])({labels})[ \t]*[:|\]\)][ \t:|]*([\u4e00-\u9fff()·]{{3,40}})")


def page_organs(view: View, head: Sequence[Piece], year: int | None) -> Iterator[tuple[int, Name]]:
    """Bodies that the page's own lines name (发布机构, 来源), with the rank of their label; 1 is the firmest."""
    if not head:
        return
    ranks = dict(page_labels("organ"))
    for match in _organ_label().finditer(view.text, 0, head[-1].end):
        start, end = match.span(2)
        name = _name_at(view, start, end)
        trimmed = _without_site(name)
        if trimmed is not None and describe(trimmed.text, year).kind is not None:
            yield ranks["".join(match.group(1).split())], trimmed


def _name_at(view: View, start: int, end: int) -> Name:
    piece = Piece(view.text[start:end], tuple(range(start, end)), (0,))
    return piece.name(0, end - start, view)


def _without_site(name: Name) -> Name | None:
    site = _SITE.search(name.text)
    end = site.start() if site else len(name.text)
    return name.cut(0, end) if end >= 3 else None


def self_words(text: str) -> list[str]:
    """What the report calls its body, 我市 我局 本机关, the most frequent first."""
    counts = Counter(match.group(1) for match in _SELF.finditer(text))
    return [word for word, _ in counts.most_common()]


def mentions(view: View, passage: Passage, year: int | None) -> list[tuple[Name, int]]:
    """Complete names of bodies in the sentences, the heaviest first.

    A name weighs one each time it stands there, three where it is said to have made the report or to keep its site.
    """
    text = passage.text
    hidden = [match.span() for match in _ASIDE.finditer(text)]
    weights: Counter[str] = Counter()
    firsts: dict[str, Name] = {}
    for match in re.finditer("人民政府|行政公署|街道办事处|局|厅|委员会|委|部(?!门|分)|管委会|办公[厅室]", text):
        if any(start <= match.start() < end for start, end in hidden):
            continue
        word = match.start() + (2 if match.group() == "街道办事处" else 0)  # 街道 belongs to the place
        begin = _name_begin(text, word, match.end(), year)
        if begin is None:
            continue
        name = text[begin : match.end()]
        if not describe(name, year).complete:
            continue
        weights[name] += 3 if _CUE.match(text[match.end() : match.end() + 16]) else 1
        if name not in firsts:
            firsts[name] = name_in(view, passage, begin, match.end())
    order = {name: place for place, name in enumerate(firsts)}
    ranked = sorted(weights.items(), key=lambda entry: (-entry[1], order[entry[0]]))
    return [(firsts[name], weight) for name, weight in ranked]


def _name_begin(text: str, word: int, end: int, year: int | None) -> int | None:
    """Where the name that ends at ``end`` begins: with the longest place of the table, else after a leading word."""
    low = max(0, word - 24)
    run = re.search(r"[\u4e00-\u9fff]*$", text[low:word])
    first = low + (run.start() if run else word - low)
    for begin in range(first, word - 1):
        length, kind, regions = place_parts(text[begin:word], year)
        ends_so = begin + length == word or ending_of(text[begin + length : end]) is not None
        if regions and not kind and ends_so:
            return begin
    lead = _BEFORE_NAME.match(text[first:word])
    begin = first + (lead.end() if lead else 0)
    length, _, _ = place_parts(text[begin:word], year)
    if length and word - begin >= 2 and length >= 3:
        return begin
    return None


def spelled_out(view: View, passage: Passage, bare: str, year: int | None) -> Name | None:
    """A body's name with its place, from anywhere in the text, titles of its own documents included.

    Args:
        view: the folded text.
        passage: the whole text.
        bare: the name without its place (区民政局).
        year: reporting year, where known.

    Returns:
        None where the text names it with no place or with several.
    """
    found: dict[str, Name] = {}
    for match in re.finditer(re.escape(bare), passage.text):
        for begin in range(max(0, match.start() - _LONGEST_PLACE), match.start()):
            length, kind, regions = place_parts(passage.text[begin : match.end()], year)
            if regions and not kind and match.start() - begin <= length <= match.start() - begin + 1:
                name = name_in(view, passage, begin, match.end())
                found.setdefault(name.text, name)
                break
    longest = max(found, key=len, default="")
    return found[longest] if found and all(longest.endswith(name) for name in found) else None


def spoken_bodies(view: View, passage: Passage, words: Sequence[str]) -> Iterator[Name]:
    """Bodies without their place of which the sentences speak oftenest (区民政局), of the kinds given (局, 委)."""
    kinds = "|".join(word for word in words if not governs(word) and word not in _UNNAMED)
    if not kinds:
        return
    pattern = re.compile(rf"(?:(?<![一-龥])|(?<=年)|(?<=年度))(?:[省市县区州盟旗][一-龥]{{2,8}}?(?:{kinds}))(?!长)")
    matches = list(pattern.finditer(passage.text))
    counts = Counter(match.group() for match in matches)
    for text, count in counts.most_common(1):
        if count > 1:
            match = next(match for match in matches if match.group() == text)
            yield name_in(view, passage, *match.span())


def is_government_exactly(name: str, place: str) -> bool:
    """Whether ``name`` is ``place`` and the words for a government, nothing more."""
    rest = name.removeprefix(place)
    return name.startswith(place) and rest in {"人民政府", "街道办事处", "办事处", "管委会", "管理委员会", "行政公署"}


def short_governments(view: View, passage: Passage, place: str) -> Iterator[Name]:
    """…县政府, where the sentences use the short form alone; not the 政府 of 政府信息公开."""
    pattern = re.escape(place) + "政府(?!信息|政务|部门|采购|投资|工作|职能|机关|系统|规章|令|性|类)"
    for match in re.finditer(pattern, passage.text):
        yield name_in(view, passage, *match.span())


def governs(word: str) -> bool:
    """Whether a self word (我市) is that of a government."""
    return word in _GOVERNED


def site_names(view: View, head: Sequence[Piece], year: int | None) -> Iterator[Name]:
    """Governments that name the site on a line of its own at the top (…人民政府门户网站, …人民政府)."""
    for line in head[:8]:
        for cell in cells(line):
            if 4 <= len(cell.text) <= _LONGEST_NAME:
                name = _without_site(cell.name(0, len(cell.text), view))
                if name is not None:
                    described = describe(name.text, year)
                    if described.complete and described.kind in OrganKind:
                        yield name
