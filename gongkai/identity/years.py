"""The reporting year: title, stated period, sentences of the sections, file name, in that order of trust.

The year of publication is one later, and documents, plans and comparisons bring in other years still; so a year
counts only where its words say that it is the one reported on.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from gongkai.records import Span

__all__ = ["FIRST_YEAR", "LAST_YEAR", "file_year", "period_year", "section_year", "stated_years", "title_year"]

#: Reports are due since 2008 (the Regulations are in force since 1 May 2008); some look back on 2007.
FIRST_YEAR = 2007
LAST_YEAR = 2040

_HAN_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")}
_HAN_DIGITS.update({"零": "0", "0": "0", "O": "0", "o": "0", "○": "0"})
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)|(二[〇零0Oo][〇零0Oo一二三四][〇零0Oo一二三四五六七八九])(?=年)")
_SUBJECT = re.compile("(?:政府|政务)?(?:信息|资讯)公开|政务公开")
_PERIOD_CUE = "(?:统计|数据|报告|时间|期限|时限|时段|周期|年度|起止|截止|截至|期间)"
# 2016年1月1日至2016年12月31日, 2016.1.1-12.31, and what is left where signs beside digits were lost:
# 201611日至20161231日, 2016年月日至20161231日.
_RANGE = re.compile(
    _PERIOD_CUE + r"[^\d。;]{0,16}?(?<!\d)(20\d\d)([\d年月日号./-]{0,9}?)(?:零时|0时)?起?开?始?"
    r"(?:至|到|-|~|——|止)(?:(20\d\d)年?)?[\d年./-]{0,4}?12月?[./-]?(?:31|30)(?!\d)"
)
_WHOLE_YEAR = re.compile(
    r"(?:统计|数据|报告)[^\d。;,]{0,12}?(?:期限|时限|时间|时段|周期|期间|年度)[^\d。;,]{0,4}?(20\d\d)年(?:度|全年|1月?[-至到]12月)"
)
_UNTIL = re.compile(r"(?:统计|数据)[^\d。;]{0,14}?(?:截止|截至)[^\d。;]{0,8}?(20\d\d)年12月31日")
_ASIDE = re.compile(r"《[^《》]{0,80}》|\([^()]{0,40}\)|“[^“”]{0,40}”")
_OTHER_YEAR_BEFORE = re.compile(r"(?:比|较|同|与|自|从|由|对比|相比|先后于|早在|去年|上年|计划|规划)$")
_OTHER_YEAR_AFTER = re.compile(
    r"年?(?:度|初|上半年|下半年)?(?:,|,)?(?:我[省市县区镇乡局办委厅部院]|本[局办委厅部院])?(?:将|起|以来|以后|以前|之前|的?(?:计划|打算|工作计划|工作打算|工作思路)|拟|力争|要)"
)
_WHOLE = re.compile(
    r"年(?:度|全年|[,,]|我|本|全|共|底|末|以来|(?:度)?(?:主动|累计|受理|收到|未|没有|政府|机关)|12月31日)|年?1[-至到]12月"
)
_DAY = re.compile(r"年\d{1,2}月")
_ENOUGH = 3


def stated_years(text: str) -> list[tuple[int, Span]]:
    """Years written in ``text``, in digits or Chinese numerals, with their places."""
    found = []
    for match in _YEAR.finditer(text):
        digits = match.group(1) or "".join(_HAN_DIGITS.get(char, char) for char in match.group(2)).replace("二", "2")
        year = int(digits)
        if FIRST_YEAR <= year <= LAST_YEAR:
            found.append((year, Span(*match.span())))
    return found


def title_year(title: str) -> int | None:
    """The year of a title without white space: the last before what the report is about, else the first after it."""
    years = stated_years(title)
    subject = _SUBJECT.search(title)
    place = subject.start() if subject else len(title)
    before = [year for year, span in years if span.start < place]
    if before:
        return before[-1]
    return years[0][0] if years else None


def period_year(text: str) -> int | None:
    """The year of the stated period (统计期限…), from text without white space; None where it spans two."""
    for match in _RANGE.finditer(text):
        begins, ends = int(match.group(1)), match.group(3)
        if FIRST_YEAR <= begins <= LAST_YEAR and (ends is None or int(ends) == begins):
            return begins
    for pattern in (_WHOLE_YEAR, _UNTIL):
        whole = pattern.search(text)
        if whole and FIRST_YEAR <= int(whole.group(1)) <= LAST_YEAR:
            return int(whole.group(1))
    return None


def section_year(text: str) -> int | None:
    """The year of which most sentences speak, from text without white space; None where two come close.

    Titles of documents, brackets and quotations are left out; so are years that are compared with or planned for.
    """
    plain = _ASIDE.sub("", text)
    weights: Counter[int] = Counter()
    for year, span in stated_years(plain):
        before, after = plain[max(0, span.start - 4) : span.start], plain[span.end : span.end + 16]
        if _OTHER_YEAR_AFTER.match(after) or _OTHER_YEAR_BEFORE.search(before):
            continue
        if _WHOLE.match(after):
            weights[year] += 3
        elif _DAY.match(after):
            weights[year] += 1
    if not weights:
        return None
    ranked = weights.most_common(2)
    year, weight = ranked[0]
    rival = ranked[1][1] if len(ranked) > 1 else 0
    return year if weight >= _ENOUGH and weight > rival * 1.5 else None


def file_year(path: str) -> int | None:
    """The year in a file's name, where it stands by itself: not in a hash or a longer number, and only one."""
    stem = PurePosixPath(path.replace("\\", "/")).stem
    marked = {int(year) for year in re.findall(r"(?<!\d)(20\d\d)年", stem)}
    years = marked or {int(year) for year in re.findall(r"(?<![0-9A-Za-z])(20\d\d)(?![0-9A-Za-z])", stem)}
    years = {year for year in years if FIRST_YEAR <= year <= LAST_YEAR}
    return years.pop() if len(years) == 1 else None
