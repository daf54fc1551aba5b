"""The numbers that a browser puts before the items of a list."""

from __future__ import annotations

import re

from gongkai.readers.html_dom import Element

__all__ = ["list_number"]

_DIGITS = "〇一二三四五六七八九"
_STYLE = re.compile(
    r"list-style(?:-type)?\s*:\s*(?:[^;]*\s)?([a-z-]+)\s*(?:inside|outside)?\s*(?:;|!|$)", re.IGNORECASE
)
_HAN = frozenset(
    ("cjk-ideographic", "cjk-decimal", "simp-chinese-informal", "trad-chinese-informal", "simp-chinese-formal")
)
_KINDS = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_HAS_NUMBER = re.compile(
    r"\s*(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．,，:：]|[①-⑳㈠-㈩]|第[一二三四五六七八九十]{1,3})"
)
_MOST = 999


def list_number(item: Element) -> str:
    """The number of a list's item with its sign (``3.``, ``三、``); "" where there is none, or the words have one."""
    parent = item.parent
    if parent is None or parent.tag != "ol":
        return ""
    if item.number > _MOST:
        return ""
    kind = _kind(item, parent)
    if kind == "none" or _HAS_NUMBER.match(_opening(item)):
        return ""
    number = _position(item, parent)
    if not 0 < number <= _MOST:
        return ""
    if kind in _HAN:
        return f"{_han(number)}、"
    if kind.endswith(("alpha", "latin")):
        letter = chr(ord("a") + number - 1) if number <= 26 else str(number)
        return f"{letter.upper() if kind.startswith('upper') else letter}."
    if kind.endswith("roman"):
        roman = _roman(number)
        return f"{roman.upper() if kind.startswith('upper') else roman}."
    return "" if kind in {"disc", "circle", "square"} else f"{number}."


def _kind(item: Element, parent: Element) -> str:
    for element in (item, parent):
        match = _STYLE.search(element.get("style"))
        if match:
            return match[1].lower()
        if element.get("type"):
            return _KINDS.get(element.get("type"), "decimal")
    return "decimal"


def _position(item: Element, parent: Element) -> int:
    start = parent.get("start").strip()
    number = int(start) if re.fullmatch(r"-?\d{1,4}", start) else 1
    for sibling in parent.elements():
        if sibling.tag != "li":
            continue
        value = sibling.get("value").strip()
        if re.fullmatch(r"-?\d{1,4}", value):
            number = int(value)
        if sibling is item:
            break
        number += 1
    return number


def _opening(item: Element) -> str:
    """The first words of an item."""
    node: Element = item
    while True:
        child = next((child for child in node.children if not isinstance(child, str) or child.strip()), None)
        if child is None:
            return ""
        if isinstance(child, str):
            return child
        node = child


def _han(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and units:
        words += "〇"
    return words + (_DIGITS[units] if units else "")


def _roman(number: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        words += letters * count
    return words if number == 0 and len(words) < 16 else ""
