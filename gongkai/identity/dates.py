"""Dates of publication: the line of the page that says so, else the date under the signature."""

from __future__ import annotations

import datetime
import functools
import re

from gongkai.catalogue import read_rows
from gongkai.identity.pieces import Piece
from gongkai.normalise import View

__all__ = ["line_date", "page_labels", "published_date", "read_date"]

_DATE = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)\s*日?")
_SOLID_DATE = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN_DATE = re.compile(
    r"(二[〇零Oo0][〇零Oo0一二三四][〇零Oo0一二三四五六七八九])年([一二三四五六七八九十元正腊]{1,2})月([〇零一二三四五六七八九十]{1,3})日"
)
_HEAD_LINES = 8
_BESIDE = re.compile(r"^[^\d。,;统期限]{2,16}(20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?:\d{1,2}:\d\d(?::\d\d)?)?$")
_BARE = re.compile(
    r"^\W*(20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?:\d{1,2}:\d\d(?::\d\d)?)?(?:$|\W|来源|作者|浏览|点击|字号|阅读)"
)


@functools.cache
def page_labels(gives: str) -> tuple[tuple[str, int], ...]:
    """Labels of a page's own lines (catalogue/page_labels.csv) with their rank, the longest first.

    Args:
        gives: ``published`` or ``organ``.
    """
    found = [(row["label"], int(row["rank"])) for row in read_rows("page_labels.csv") if row["gives"] == gives]
    return tuple(sorted(found, key=lambda entry: -len(entry[0])))


@functools.cache
def _label_pattern() -> re.Pattern[str]:
    labels = "|".join(r"\s*".join(label) for label, _ in page_labels("published"))
    first = "".join(sorted({label[0] for label, _ in page_labels("published")}))
    return re.compile(rf"(?=[{first}])(?:(?<![\u4e00-\u9fff])|(?=[发公录更]))({labels})[:|\]\)\s]*+(?=20\d\d)")


def read_date(text: str) -> datetime.date | None:
    """The first whole date in ``text`` (2017-12-29, 2017/2/20, 2018.01.16, 2015年3月27日, 二〇〇九年二月十八日)."""
    match = _DATE.search(text)
    if match:
        return _date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    han = _HAN_DATE.search(text)
    if han:
        year = int("".join(str(_DIGITS.get(char, 0)) for char in han.group(1)))
        return _date(year, _han_number(han.group(2)), _han_number(han.group(3)))
    solid = _SOLID_DATE.search(text)
    return _date(int(solid.group(1)), int(solid.group(2)), int(solid.group(3))) if solid else None


def line_date(piece: Piece) -> datetime.date | None:
    """The date of a line that holds nothing else, as under a signature; None where digits ran together."""
    text = piece.text.strip("()")
    if not text.startswith(("20", "二")):
        return None
    for pattern in (_DATE, _HAN_DATE):
        match = pattern.fullmatch(text) or pattern.fullmatch(text + "日")
        if match:
            return read_date(match.group())
    return None


def published_date(view: View, head: list[Piece], year: int | None) -> datetime.date | None:
    """The day of publication that the page itself names.

    Args:
        view: the folded text.
        head: lines before the first section.
        year: reporting year, where known: nothing is published before it begins.
    """
    ranks = dict(page_labels("published"))
    labelled: list[tuple[int, int, datetime.date]] = []
    for match in _label_pattern().finditer(view.text):
        date = read_date(view.text[match.end() : match.end() + 24])
        if date is not None and _possible(date, year):
            near_top = bool(head) and match.start() < head[-1].end
            rank = ranks["".join(match.group(1).split())]
            if near_top or rank == 1:
                labelled.append((rank + (0 if near_top else 2), match.start(), date))
    if labelled:
        return min(labelled)[2]
    for index, piece in enumerate(head):
        bare = (_BARE.match(piece.text) or _BESIDE.match(piece.text)) if index < _HEAD_LINES else None
        date = read_date(bare.group(1)) if bare else line_date(piece)
        if date is not None and _possible(date, year):
            return date
    return None


def _possible(date: datetime.date, year: int | None) -> bool:
    return year is None or date >= datetime.date(year, 1, 1)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:  # 30 February: no date
        return None


def _han_number(text: str) -> int:
    text = {"元": "一", "正": "一", "腊": "十二"}.get(text, text)
    if "十" not in text:
        return int("".join(str(_DIGITS[char]) for char in text))
    tens, _, ones = text.partition("十")
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
