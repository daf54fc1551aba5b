"""Figures in running text: numbers, Chinese numerals, 万 and 亿, counters, approximation.

Works on the text of a :class:`~gongkai.normalise.Passage` (folded, no white space inside a thought). What a
figure means is decided elsewhere; dates, document numbers, articles of law and telephone numbers are no figures.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.catalogue import read_rows
from gongkai.records import Qualifier

__all__ = ["Figure", "counters", "iter_figures", "parse_number", "scan_figures"]

_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_HAN = "零〇一二两三四五六七八九十百千"
_HAN_DIGITS = "零一二三四五六七八九"
_NUMERAL = re.compile(
    r"(?=.)(?:(?P<thousands>[一-九])千)?(?:零?(?P<hundreds>[一-九])百)?(?:零?(?P<tens>[一-九]?)十)?(?:(?P<zero>零)?(?P<ones>[一-九]))?".replace(
        "一-九", _HAN_DIGITS[1:]
    )
)
_SAME_UNIT = {"人民币元": "元", "次数": "次"}

# What looks like a count and is none. The signs one of which each begins with spare the alternatives at all others.
_NO_FIGURE = re.compile(
    r"(?=[《“\"(第计\dA-Za-z零〇一二三四五六七八九十])(?:"
    + "|".join(
        (
            r"《[^《》\n]{1,60}》|“[^“”\n]{0,20}\d[^“”\n]{0,20}”",  # titles and quotations
            r"\"[^\"\n,。、;:]{1,16}\d+条\"",
            r"(?<![\d.万亿])\d{1,2}[.、](?=[\u4e00-\u9fff(《])",  # enumerators: 1.组织机构
            r"[一二三四五六七八九十\d]+届[^,。;]{0,8}?[一二三四五六七八九十\d]+次(?:会议|全会|全体会议)?",
            r"\d{4}年?-\d{4}年|\d{2,4}年(?:度|底|初|末)?(?:\d{0,2}月份?)?(?:\d{0,2}日)?",  # dates, digits lost or not
            r"\d{1,2}-\d{1,2}月份?|\d{1,2}月份?(?:\d{1,2}日)?|\d{1,8}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
            r"\d{1,2}:\d{2}(?::\d{2})?|[零〇一二三四五六七八九]{4}年|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日",
            r"\(\d{4}\)第?\d+号?|第\d+号|\d+号",  # document numbers
            r"计[1一][条件次](?=\))",  # (不同渠道公开相同信息计1条)
            r"第[一二三四五六七八九十百\d]+(?:[条款项章节部批期届次季]|位|一)?",  # ordinals, articles of law
            r"[A-Za-z]{1,60}+[\d.]+|\d++[A-Za-z]+|\d++\+|[“\"]\d++[”\"]",  # names with digits
            r"\d{3,4}-\d{7,8}|1\d{10}",  # telephone numbers
        )
    )
    + ")"
)
# 一 and its kin before a counter are words more often than counts: 一条主线, 一次性, 三项制度.
_WORDS = re.compile(
    r"[一两三四五六]是|一[次]性|一[个件条项]?[网窗站门]|一种|一批|一系列|[三两双]公|一个(?![月,。;、\n]|$)|[一二三四五六七八九十]个方面"
    r"|一名[一二三]|同一[项个件条]|每[一]?[个件条项次]|[进第]一|一条龙|一次办|[一二三四五六七]类|[两三]法|一张[网表图]"
    r"|[一二三四五六]个一|[三四五六]个[专大]|一[年月日]|十[九八]大|[三四五]中全会|两[会办馆]|一手|一把手|[百千]分之|之一|万分之"
)

# 6个部分, 20个工作日: parts of a text and stretches of time.
_NO_COUNT = re.compile(r"(?<=[个大项])(?:部分|方面|层面|环节|阶段|步骤|工作日|月|小时|季度|章节|自然日)")
# 6.2级地震; 公报962.网站: a row without its end, whose figure the next number ran into.
_RUN_ON = re.compile(r"级|\.(?=[\u4e00-\u9fff])")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = ("表", "图", "附件")


@dataclass(slots=True)
class Figure:
    """A number as written, in positions of the passage it was found in.

    Not to be changed; not frozen, since thousands are made and a frozen one takes three times as long to make.

    Attributes:
        start: first character, words of approximation included.
        end: one past the counter (or the number, where the counter is lost), approximation included.
        value: 万 and 亿 multiplied out.
        unit: counter as written, ``元`` for money, ``""`` where none is written.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    qualifier: Qualifier

    @property
    def is_percent(self) -> bool:
        """Whether this is a share or a change of a share."""
        return self.unit in counters("share")


@functools.cache
def counters(kind: str = "") -> frozenset[str]:
    """Counters of one class of catalogue/counters.csv, of all classes by default."""
    rows = [row for row in read_rows("counters.csv") if not kind or row["class"] == kind]
    return frozenset(counter for row in rows for counter in row["counters"].split())


@functools.cache
def _approximations(position: str) -> dict[str, Qualifier]:
    rows = read_rows("approximations.csv")
    return {row["word"]: Qualifier(row["qualifier"]) for row in rows if row["position"] == position}


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


@functools.cache
def _figure_pattern() -> re.Pattern[str]:
    """A number with what may stand around it: approximation, scale, counter."""
    long_after = [word for word in _approximations("after") if len(word) > 1]
    first = re.escape("".join(sorted({word[0] for word in _approximations("before")})))
    return re.compile(
        rf"(?=[\d{_HAN}{first}])(?P<before>{_longest_first(_approximations('before'))})?"
        rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>千万|百万|[百千万亿])?"
        rf"|(?P<han>[{_HAN}]+)(?P<hanscale>[万亿])?)"
        rf"(?P<more>[余多来](?P<scale2>[万亿])?)?(?P<unit>{_longest_first(counters())})?"
        rf"(?P<after>{_longest_first(long_after)}|[余多](?=[,。;、)\n]|$))?"
    )


def _han_number(numeral: str) -> Decimal | None:
    """A numeral below ten thousand in characters; None for what is no well-formed numeral (一三, 二百五)."""
    text = numeral.replace("〇", "零").replace("两", "二")
    if text == "零":
        return Decimal(0)
    match = _NUMERAL.fullmatch("一" + text if text[0] in "百千" else text)  # 百余条
    if match is None:
        return None
    value = sum(
        (_HAN_DIGITS.index(match[place] or "一") if match[place] is not None else 0) * scale
        for place, scale in (("thousands", 1000), ("hundreds", 100), ("tens", 10), ("ones", 1))
    )
    gap = match["ones"] and match["tens"] is None and (match["hundreds"] or match["thousands"])
    return None if gap and not match["zero"] else Decimal(value)


@functools.lru_cache(maxsize=16384)
def parse_number(digits: str | None, han: str | None, scale: str = "", more: str = "") -> Decimal | None:
    """The value of a written number; None where the characters are no well-formed numeral.

    >>> parse_number("1.9", None, "万")
    Decimal('19000.0')
    """
    if digits:
        value = Decimal(digits.replace(",", ""))
    else:
        if not han:
            return None
        parsed = _han_number(han)
        if parsed is None:
            return None
        value = parsed
    return value * _SCALES[scale] * _SCALES[more]


def scan_figures(text: str, start: int = 0, end: int | None = None) -> list[Figure]:
    """All figures of ``text[start:end]``, in order, disjoint; dates and numbers that count nothing left out."""
    return list(iter_figures(text, start, end))


def iter_figures(text: str, start: int = 0, end: int | None = None) -> Iterator[Figure]:
    """The same one by one: who needs the first few only does not pay for the rest."""
    end = len(text) if end is None else end
    holes = (match.span() for match in _NO_FIGURE.finditer(text, start, end) if not _is_count(text, match))
    after_all = (end + 1, end + 1)
    hole = (-1, -1)
    for match in _figure_pattern().finditer(text, start, end):
        first = match.start("digits")
        if first < 0:
            first = match.start("han")
        while hole[1] <= first:
            hole = next(holes, after_all)
        if hole[0] <= first:
            continue
        figure = _figure(match, text, first)
        if figure is not None:
            yield figure


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Whether a run that looks like a date part is a count after all (``30日`` never, ``1号`` never)."""
    return text[match.start() : match.end()].isdigit() and match.end() < len(text) and text[match.end()] in "条件份篇元"


def _qualifier(before: str | None, after: str | None) -> Qualifier | None:
    return _approximations("before").get(before or "") or _approximations("after").get(after or "")


def _figure(match: re.Match[str], text: str, first: int) -> Figure | None:
    before, digits, scale, han, han_scale, more, scale2, unit, after = match.groups("")
    if han and (not unit or _WORDS.match(text, max(first - 1, 0)) or _WORDS.match(text, first)):
        return None
    value = parse_number(digits, han, scale or han_scale, scale2)
    if value is None:
        return None
    if first and text[first - 1] in ".-/" and digits:
        return None
    if not unit and text.endswith(_NUMBERED, 0, first):
        return None  # 表2, 附件3: which one, not how many
    if not unit and digits and _RUN_ON.match(text, match.end()):
        return None
    unit = _SAME_UNIT.get(unit, unit)
    qualifier = _qualifier(before, after or more[:1]) if before or after or more else None
    if _NO_COUNT.match(text, match.end()) or (not unit and digits and _BARE_YEAR.fullmatch(digits)):
        return None
    # 字 in 字号 and 人 in 人民 are no counters.
    tail = text[match.end("unit") : match.end("unit") + 1] if unit else ""
    if (unit == "人" and tail in {"民", "大", "员", "才"}) or (unit == "部" and tail == "门"):
        return None if han else Figure(match.start(), match.end("digits"), value, "", Qualifier.EXACT)
    return Figure(match.start(), match.end(), value, unit, qualifier or Qualifier.EXACT)
