"""Numbers that Word writes before paragraphs: they stand in no text of the file, only their rules do.

Source: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from gongkai.readers.office.styles import Styles
from gongkai.readers.office.wml import attribute, child, descendant, is_on, tag

__all__ = ["Numbering", "format_number"]

_LEVELS = 9
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_POINTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_CIRCLED_CHINESE = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PLACEHOLDER = re.compile("%([1-9])")


def _chinese(number: int, digits: str = "〇一二三四五六七八九", units: str = "十百千") -> str:
    """Counting numerals below ten thousand: 十, 十二, 二十, 一百零三."""
    if not 0 < number < 10_000:
        return str(number)
    words = ""
    for place, figure in enumerate(reversed(str(number))):
        if figure != "0":
            words = digits[int(figure)] + (units[place - 1] if place else "") + words
        elif words and not words.startswith("零"):
            words = "零" + words
    # Ten to nineteen have no leading one, except in the characters of cheques.
    return words[1:] if 10 <= number < 20 and units[0] == "十" else words


def _legal(number: int) -> str:
    return _chinese(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")


def _digits(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(figure)] for figure in str(number))


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    words = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        words += sign * (number // value)
        number %= value
    return words


def _letter(number: int) -> str:
    """A to Z, then AA to ZZ: Word repeats the letter."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _from(signs: str) -> Callable[[int], str]:
    """Signs one by one; beyond the last, plain figures."""
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(figure) + 0xFEE0) for figure in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    **dict.fromkeys(
        (
            "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand",
        ),
        _chinese,
    ),
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": lambda number: _chinese(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟"),
    "japaneseDigitalTenThousand": _digits,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "ideographTraditional": _from(_STEMS),
    "ideographZodiac": _from(_BRANCHES),
    "ideographEnclosedCircle": _from(_CIRCLED_CHINESE),
    "decimalEnclosedCircle": _from(_CIRCLED),
    "decimalEnclosedCircleChinese": _from(_CIRCLED),
    "decimalEnclosedParen": _from(_BRACKETED),
    "decimalEnclosedFullstop": _from(_POINTED),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda number: "",
    "bullet": lambda number: "",
}  # fmt: skip


def format_number(number: int, name: str) -> str:
    """A number in one of Word's formats; plain figures for formats of other countries.

    Args:
        number: from 0.
        name: value of ``w:numFmt``, such as ``chineseCountingThousand``.
    """
    return _FORMATS.get(name, str)(number)


@dataclass(frozen=True)
class _Level:
    """One level of a list.

    Attributes:
        words: pattern, ``%1`` standing for the number of the first level.
        restart: a new number on this level or one above starts this one anew; 0 for never.
    """

    start: int = 1
    format: str = "decimal"
    words: str = ""
    gap: str = "tab"
    plain: bool = False
    restart: int | None = None
    style: str | None = None


@dataclass
class _List:
    """A list as paragraphs name it: its levels, and the counters it shares with its kin."""

    kin: str
    levels: list[_Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The counters of one document, moved on paragraph by paragraph in reading order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._root = root
        self._styles = styles
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def label(self, paragraph: etree._Element) -> str:
        """What Word writes before this paragraph, with the white space that keeps it apart; "" where nothing."""
        number, level = self._place(paragraph)
        listed = self._list(number) if number else None
        if listed is None or not 0 <= level < len(listed.levels):
            return ""
        counters = self._count(number or "", listed, level)
        return _written(listed, level, counters)

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """List and level of a paragraph: its own words first, then its style's."""
        properties = child(paragraph, "w:pPr", "w:numPr")
        number = attribute(child(properties, "w:numId"))
        level = attribute(child(properties, "w:ilvl"))
        style = attribute(child(paragraph, "w:pPr", "w:pStyle"))
        of_style, level_of_style = self._styles.numbering(style)
        if number is None:
            number = of_style
            listed = self._list(number) if number else None
            named = [at for at, each in enumerate(listed.levels) if style and each.style == style] if listed else []
            level = level or level_of_style or (str(named[0]) if named else None)
        if number is None or number == "0":
            return None, 0
        return number, int(level) if level and level.isdigit() else 0

    def _count(self, number: str, listed: _List, level: int) -> list[int]:
        """Move the counters on; returns them for this level and those above."""
        counters = self._counters.setdefault(listed.kin, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for at, start in listed.starts.items():
                counters[at] = start - 1
        for above in range(level):
            if counters[above] is None:
                counters[above] = listed.levels[above].start if above < len(listed.levels) else 1
        now = counters[level]
        counters[level] = listed.levels[level].start if now is None else now + 1
        for below in range(level + 1, min(_LEVELS, len(listed.levels))):
            restart = listed.levels[below].restart
            if restart is None or level < restart:
                counters[below] = None
        return [counter or 0 for counter in counters[: level + 1]]

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = None  # a list style that leads back to itself finds this
            self._lists[number] = self._read_list(number)
        return self._lists[number]

    def _read_list(self, number: str) -> _List | None:
        entry = self._entry("w:num", "w:numId", number)
        kin = attribute(child(entry, "w:abstractNumId"))
        rules = self._entry("w:abstractNum", "w:abstractNumId", kin)
        if entry is None or rules is None or kin is None:
            return None
        linked = attribute(child(rules, "w:numStyleLink"))
        if linked is not None:
            other = self._styles.list_of(linked)
            found = self._list(other) if other else None
            if found is None:
                return None
            kin, levels = found.kin, list(found.levels)
        else:
            levels = [_Level() for _ in range(_LEVELS)]
            _read_levels(rules, levels)
        listed = _List(kin, levels)
        for override in entry.iterfind(tag("w:lvlOverride")):
            at = _number(attribute(override, "w:ilvl"), -1)
            _read_levels(override, levels)
            start = child(override, "w:startOverride")
            if start is not None and 0 <= at < _LEVELS:
                listed.starts[at] = _number(attribute(start), 1)
                levels[at] = replace(levels[at], start=listed.starts[at])
        return listed

    def _entry(self, name: str, key: str, value: str | None) -> etree._Element | None:
        if self._root is None or value is None:
            return None
        return next((each for each in self._root.iterfind(tag(name)) if attribute(each, key) == value), None)


def _number(words: str | None, otherwise: int) -> int:
    return int(words) if words and re.fullmatch(r"-?\d{1,9}", words) else otherwise


def _read_levels(parent: etree._Element, levels: list[_Level]) -> None:
    for element in parent.iterfind(tag("w:lvl")):
        at = _number(attribute(element, "w:ilvl"), -1)
        if not 0 <= at < _LEVELS:
            continue
        restart = attribute(child(element, "w:lvlRestart"))
        levels[at] = _Level(
            start=_number(attribute(child(element, "w:start")), 0),
            format=attribute(descendant(element, "w:numFmt")) or "decimal",
            words=attribute(child(element, "w:lvlText")) or "",
            gap=attribute(child(element, "w:suff")) or "tab",
            plain=is_on(child(element, "w:isLgl")),
            restart=None if restart is None else _number(restart, 0),
            style=attribute(child(element, "w:pStyle")),
        )


def _written(listed: _List, level: int, counters: list[int]) -> str:
    rule = listed.levels[level]

    def figure(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        if at > level:
            return ""
        return format_number(counters[at], "decimal" if rule.plain else listed.levels[at].format)

    words = _PLACEHOLDER.sub(figure, rule.words).strip()
    if not any(char.isalnum() for char in words):
        return ""  # a bullet says nothing
    # A tab after 一、 is only room; between 1. and 2016年 it keeps two figures apart.
    apart = rule.gap != "nothing" and (words[-1].isalnum() or words[-1].isascii())
    return f"{words} " if apart else words
