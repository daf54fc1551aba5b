"""What befalls a text on its way: every kind puts something in, or in the place of a space, so that marks move along."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.writing.tables import toml

_MARK = "\U000f0000-\U0010fffd"
_MARKS = "".join(map(chr, range(0xF0000, 0xF1000)))
_CLOSING = "，。；：、）,.;:)"
_NUMBER = re.compile(rf"(?<=[\u4e00-\u9fff])([{_MARK}]*)(\d[\d,.]*)([{_MARK}]*)(?=[\u4e00-\u9fff])")
_DIGITS = re.compile(r"(?<=\d)(?=\d)")
_WORD = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_LINE = re.compile(r"^", re.MULTILINE)


def wrapped(text: str, draw: random.Random) -> str:
    """Every line cut at the width of a page."""
    width = draw.choice(toml("damage")["wrapped"]["widths"])
    lines = []
    for line in text.split("\n"):
        rest = line
        while len(rest) > width:
            at = width
            while (after := rest[at:].lstrip(_MARKS)) and after[0] in _CLOSING:  # which does not begin a line
                at = len(rest) - len(after) + 1
            lines.append(rest[:at])
            rest = rest[at:]
        lines.append(rest)
    return "\n".join(lines)


def spaced_numbers(text: str, draw: random.Random) -> str:
    """A space on either side of numbers."""
    share = toml("damage")["spaced_numbers"]["share"]
    return _NUMBER.sub(lambda match: f" {match.group()} " if draw.random() < share else match.group(), text)


def broken_numbers(text: str, draw: random.Random) -> str:
    """Spaces between the digits of some numbers."""
    share = toml("damage")["broken_numbers"]["share"]

    def broken(match: re.Match[str]) -> str:
        if draw.random() >= share:
            return match.group()
        return match[1] + _DIGITS.sub(" ", match[2]) + match[3]

    return _NUMBER.sub(broken, text)


def broken_words(text: str, draw: random.Random) -> str:
    """Spaces and line breaks within words."""
    about = toml("damage")["broken_words"]
    if len(text) < about["at_least"]:
        return text
    return _WORD.sub(lambda _: draw.choice(about["signs"]) if draw.random() < about["share"] else "", text)


def lost_spaces(text: str, draw: random.Random) -> str:
    """Question marks for the spaces that open a paragraph, and some within."""
    about = toml("damage")["lost_spaces"]
    text = _LINE.sub(about["opening"], text)
    return _WORD.sub(lambda _: "?" if draw.random() < about["share"] else "", text)


def pinyin(text: str, draw: random.Random) -> str:
    """The reading of some characters in brackets behind them."""
    about = toml("damage")["pinyin"]
    readings = about["readings"]
    pattern = re.compile(f"[{''.join(readings)}]")
    return pattern.sub(
        lambda match: f"{match.group()}({readings[match.group()]})" if draw.random() < about["share"] else match.group(),
        text,
    )


def one_line(text: str, draw: random.Random) -> str:
    """All on one line."""
    return draw.choice((" ", "　")).join(line.strip() for line in text.split("\n") if line.strip())


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    kind.__name__: kind
    for kind in (wrapped, spaced_numbers, broken_numbers, broken_words, lost_spaces, pinyin, one_line)
}
# What a table, its cells parted by lines and spaces, does not outlive.
PROSE_ALONE = {"wrapped", "broken_numbers", "broken_words", "lost_spaces", "one_line", "pinyin", "spaced_numbers"}
