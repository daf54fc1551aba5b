"""Numbers of a spreadsheet as a person sees them: 0.125 under ``0.0%`` is 12.5%, 43466 under a date format a day.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (numFmt); the built-in formats 27 to 58 as Chinese editions have them.
A format that is not understood shows the number itself, never a wrong one.
"""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

__all__ = ["BUILT_IN", "GENERAL", "show"]

GENERAL = "General"
_YEAR_MONTH, _DAY, _FULL = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
#: Formats that files name by number alone.
BUILT_IN: dict[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-m-d", 15: "yyyy-m-d",
    16: "m-d", 17: "yyyy-m", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm",
    27: _YEAR_MONTH, 28: _DAY, 29: _DAY, 30: "m-d-yy", 31: _FULL, 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"',
    34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: _YEAR_MONTH, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '#,##0.00;-#,##0.00;"-"', 45: "mm:ss", 47: "mm:ss", 49: "@",
    50: _YEAR_MONTH, 51: _DAY, 52: _YEAR_MONTH, 53: _DAY, 54: _DAY, 55: _YEAR_MONTH, 56: _DAY, 57: _YEAR_MONTH,
    58: _DAY,
}  # fmt: skip
_TOKEN = re.compile(
    r'(?P<general>General|G/通用格式|@)|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|(?P<bracket>\[[^\]]*\])'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<exponent>E[+-]0+)"
    r"|(?P<date>(?:yyyy|yy|e|m{1,5}|d{1,4}|h{1,2}|s{1,2}|AM/PM|A/P|上午/下午|a{3,4})(?:\.0+)?)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SYSTEM_DATE = "[$-F800]"
_PLAIN_DIGITS = 11  # that a cell without a format shows
_LAST_DAY = 2_958_466  # 31 December 9999
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class _Part:
    """A piece of a format: ``kind`` is literal, general, digits, percent, date, slash or unknown."""

    kind: str
    words: str


def show(number: Decimal, code: str = GENERAL, *, is_1904: bool = False) -> str:
    """A number in a format.

    Args:
        number: as stored.
        code: format code, sections parted by semicolons.
        is_1904: whether days count from 1904.

    Returns:
        What the cell shows; "" where the format shows nothing.
    """
    parts, negative = _section(number, code)
    if parts is None:
        return _general(number)
    if any(part.kind == "date" for part in parts):
        return _date(number, parts, is_1904=is_1904) or _general(number)
    if number == 0 and [part.words for part in parts if part.words.strip()] in (["-"], ["－"], ["—"]):
        return "0"  # the stroke of an accounting format is a zero, not a cell left out
    return _figure(abs(number) if negative else number, parts)


def _section(number: Decimal, code: str) -> tuple[tuple[_Part, ...] | None, bool]:
    """The section of a format that a number takes, and whether that section says the sign itself."""
    sections = _parse(code)
    if len(sections) > 2 and number == 0:
        chosen, negative = sections[2], False
    elif len(sections) > 1 and number < 0:
        chosen, negative = sections[1], True
    else:
        chosen, negative = sections[0], False
    kinds = {part.kind for part in chosen}
    understood = "unknown" not in kinds and ("slash" not in kinds or "date" in kinds)
    return (chosen if understood else None), negative


@functools.lru_cache(maxsize=512)
def _parse(code: str) -> tuple[tuple[_Part, ...], ...]:
    sections: list[tuple[_Part, ...]] = []
    parts: list[_Part] = []
    for match in _TOKEN.finditer(_FULL if code.upper().startswith(_SYSTEM_DATE) else code):
        if match.group() == ";":
            sections.append(tuple(parts))
            parts = []
        else:
            part = _part(match)
            if part is not None:
                parts.append(part)
    return (*sections, tuple(parts))


def _part(match: re.Match[str]) -> _Part | None:
    groups = match.groupdict()
    if groups["general"]:
        return _Part("general", "")
    literal = groups["quoted"] or groups["escaped"] or groups["currency"]
    if literal is not None:
        return _Part("literal", literal)
    if groups["digits"]:
        return _Part("digits", groups["digits"])
    if groups["date"]:
        return _Part("date", groups["date"].lower())
    if groups["exponent"]:
        return _Part("unknown", groups["exponent"])
    if groups["bracket"]:
        # Colours and languages change nothing that is read; conditions and elapsed hours do.
        plain = re.fullmatch(
            r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|..?色)\]", match.group(), re.I
        )
        return None if plain else _Part("unknown", match.group())
    other = groups["other"]
    if other is None:
        return None  # room and filling
    if other == "%":
        return _Part("percent", "%")
    return _Part("slash" if other == "/" else "literal", other)


def _general(number: Decimal) -> str:
    """A number without a format: no more digits than a cell shows, no exponent, no trailing zeros."""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}" if abs(number) < 10**15 else f"{number.normalize():f}"
    places = max(0, _PLAIN_DIGITS - 1 - max(1, number.adjusted() + 1))
    rounded = _rounded(number, places)
    return f"{rounded:f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:f}"


def _rounded(number: Decimal, places: int) -> Decimal:
    try:
        return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than a decimal keeps
        return number


def _figure(number: Decimal, parts: tuple[_Part, ...]) -> str:
    if any(part.kind == "general" for part in parts):
        return "".join(_general(number) if part.kind == "general" else part.words for part in parts)
    patterns = [part.words for part in parts if part.kind == "digits"]
    if not patterns:
        return "".join(part.words for part in parts)
    if len(patterns) > 1:
        return _general(number)  # telephone numbers and the like
    (pattern,) = patterns
    whole, _, fraction = pattern.partition(".")
    number *= Decimal(100) ** sum(part.kind == "percent" for part in parts)
    number = number.scaleb(-3 * (len(whole) - len(whole.rstrip(","))))
    rounded = _rounded(number, len(fraction.replace(",", "")))
    digits = f"{abs(rounded):,f}" if "," in whole.rstrip(",") else f"{abs(rounded):f}"
    before, point, after = digits.partition(".")
    while after and fraction[len(after) - 1 :][:1] in {"#", "?"} and after.endswith("0"):
        after = after[:-1]
    needed = whole.count("0")
    before = "" if before == "0" and not needed else before.rjust(needed, "0")
    shown = before + (point + after if after else "")
    sign = "-" if rounded < 0 else ""
    words = "".join(shown if part.kind == "digits" else part.words for part in parts)
    return sign + words if shown else words.strip()


def _date(number: Decimal, parts: tuple[_Part, ...], *, is_1904: bool) -> str | None:
    if not 0 <= number < _LAST_DAY:
        return None
    start = datetime.datetime(1904, 1, 1) if is_1904 else datetime.datetime(1899, 12, 30)
    days = number + (1 if not is_1904 and number < 60 else 0)  # the 29 February 1900 that never was
    try:
        moment = start + datetime.timedelta(seconds=float(_rounded(days * 86_400, 0)))
    except OverflowError:
        return None
    dates = [part.words for part in parts if part.kind == "date"]
    words: list[str] = []
    at = -1
    for part in parts:
        if part.kind != "date":
            words.append(part.words if part.kind != "digits" else "")
            continue
        at += 1
        around = "".join(dates[max(0, at - 1) : at][:1]), "".join(dates[at + 1 : at + 2])
        words.append(_moment(moment, part.words, around))
    return "".join(words)


def _moment(moment: datetime.datetime, token: str, around: tuple[str, str]) -> str:
    """One piece of a date; ``m`` beside hours or seconds is a minute."""
    kind, wide = token[0], len(token) > 1
    if kind in "ye":
        return f"{moment.year % 100:02d}" if token == "yy" else str(moment.year)
    if token in {"am/pm", "a/p", "上午/下午"}:
        return "上午" if moment.hour < 12 else "下午"
    if kind == "a" or (kind == "d" and len(token) > 2):
        return ("星期" if len(token) > 3 else "") + _WEEKDAYS[moment.weekday()]
    if kind == "m":
        number = moment.minute if around[0].startswith("h") or around[1].startswith("s") else moment.month
    else:
        number = {"d": moment.day, "h": moment.hour, "s": moment.second}[kind]
    return f"{number:02d}" if wide and len(token.partition(".")[0]) < 3 else str(number)
