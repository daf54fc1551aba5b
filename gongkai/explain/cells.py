"""Characters on a terminal: which must not reach it as they are, and where a line of wide ones may break."""

from __future__ import annotations

import unicodedata

__all__ = ["line_breaks", "visible"]

# Controls, invisible formatting (bidirectional overrides, tags), lone surrogates, line and paragraph separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Signs that no line begins with, and those that none ends with.
_CLOSING = frozenset("、。,.:;!?)]}%％，．：；！？）］｝〕】》〉」』”’…—·～〞")
_OPENING = frozenset("([{（［｛〔【《〈「『“‘〝￥$")


def visible(text: str, *, newlines: bool = False) -> str:
    r"""The text with every character that could steer a terminal written as ``‹U+001B›``.

    Args:
        text: from outside.
        newlines: whether ``\n`` may stay; else it is written out like the rest. A tab becomes a space.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _harmless(char, newlines=newlines) else _written(char) for char in text)


def _harmless(char: str, *, newlines: bool) -> bool:
    return (newlines and char == "\n") or unicodedata.category(char) not in _UNSAFE


def _written(char: str) -> str:
    return " " if char == "\t" else f"‹U+{ord(char):04X}›"


def line_breaks(line: str, width: int) -> list[int]:
    """Where to break a line so that no part is wider than ``width`` cells.

    Chinese breaks between any two characters, apart from signs that open or close; words of letters and digits stay
    whole where they fit.

    Args:
        line: without newlines, its characters harmless.
        width: in cells, of which a Chinese character takes two; at least 2.

    Returns:
        Offsets of the characters that begin a new line, in order; those of spaces at a break stay at the line's end.
    """
    from rich.cells import get_character_cell_size  # noqa: PLC0415  the command's start must not pay for rich

    sizes = [get_character_cell_size(char) for char in line]
    breaks: list[int] = []
    start, used, chance = 0, 0, 0
    for place, size in enumerate(sizes):
        if place > start and _may_break(line, sizes, place):
            chance = place
        used += size
        if used <= width or line[place] == " " or place == start:
            continue
        start = chance if chance > start else place
        breaks.append(start)
        used = sum(sizes[start : place + 1])
        if used > width and start < place:  # the rest and this one do not fit either
            start, used = place, size
            breaks.append(start)
    return breaks


def _may_break(line: str, sizes: list[int], place: int) -> bool:
    before, after = line[place - 1], line[place]
    if sizes[place] == 0 or after in _CLOSING or after == " " or before in _OPENING:
        return False
    return before == " " or sizes[place - 1] == 2 or sizes[place] == 2
