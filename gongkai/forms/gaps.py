"""What stands between two pieces of a text: blank cells, bars that fill a row up, ends of lines.

How the bars of the whole text stand tells what those of one gap mean.
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["BARS", "NO_BARS", "PIECE", "Bars", "GapItem", "Kind", "bars_of", "gap_items"]

BARS = "|│┃║"
_RULES = "┌┬┐├┼┤└┴┘━┏┳┓┣╋┫┗┻┛"
PIECE = re.compile(rf"[^\s?{BARS}{_RULES}]+")  # a question mark is what a lost space was saved as
_BAR_RUN = re.compile(rf"[{BARS}]+")
_EMPTY = rf"(?:[^\S\n]|[{BARS}])*+"
_OUTER = re.compile(rf"^[ \t]*+[{BARS}]{_EMPTY}[^\s{BARS}][^\n{BARS}]*+[{BARS}]", re.MULTILINE)
_INNER = re.compile(rf"^[ \t]*+[^\s{BARS}][^\n{BARS}]*+[{BARS}]{_EMPTY}[^\s{BARS}]", re.MULTILINE)
_TIGHT = re.compile(rf"[^\s{BARS}][{BARS}]+[^\s{BARS}]")
_LOOSE = re.compile(rf"[^\s{BARS}] +[{BARS}]")
_LED = re.compile(rf"^[ \t]*[{BARS}]", re.MULTILINE)
_CLOSED = re.compile(rf"\d[ \t]*[{BARS}][ \t{BARS}]*\r?$", re.MULTILINE)
# No bar stands behind the last cell of a line that ends with a figure, or with words where the next opens with a bar.
_UNCLOSED = re.compile(
    rf"[{BARS}][^{BARS}\n]*(?:\d[ \t]*\r?$|[^\s{BARS}][ \t]*\r?\n[ \t]*[{BARS}][^\n]*[^\s{BARS}])", re.MULTILINE
)
_MANY = 5  # so many lines that a bar closes outweigh one that none does: blank cells at its end look the same


class Kind(enum.Enum):
    """What an item of a table is."""

    __hash__ = object.__hash__  # Enum's is written in Python, and every cell is looked up by its kind

    TEXT = "text"
    VALUE = "value"
    BLANK = "blank"  # a cell that is there and empty
    PAD = "pad"  # bars that only fill a row up; which cells of it are empty cannot be told from them
    BREAK = "break"  # end of a line; ``size`` counts the line ends


class Bars(NamedTuple):
    """How the bars of a text stand.

    Attributes:
        outer: lines open with a bar and are closed by one.
        led: lines open with a bar.
        closed: a bar stands behind the last cell of a line.
        tight: no blanks stand beside bars, so that several in a row are blank cells.
    """

    outer: bool
    led: bool
    closed: bool
    tight: bool


NO_BARS = Bars(outer=False, led=False, closed=True, tight=False)


def bars_of(text: str) -> Bars:
    """How the bars of a text stand, told by how many lines have them where."""
    inner = len(_INNER.findall(text))
    unclosed = len(_UNCLOSED.findall(text))
    return Bars(
        outer=len(_OUTER.findall(text)) > inner,
        led=len(_LED.findall(text)) > inner,
        closed=unclosed < 2 or len(_CLOSED.findall(text)) > _MANY * unclosed,
        tight=len(_TIGHT.findall(text)) > len(_LOOSE.findall(text)),
    )


# An item of a gap: its kind; whether it begins at the end of the gap, and so many characters further on; where it
# ends, in the same way; its size.
GapItem = tuple[Kind, bool, int, bool, int, int]
_AT_START, _AT_END = (False, 0), (True, 0)


@functools.lru_cache(maxsize=4096)
def gap_items(words: str, about: Bars) -> tuple[GapItem, ...]:
    """Blank cells, padding and line ends between two pieces; most gaps of all tables are one of a few."""
    gap = words.replace("\r\n", "\n").replace("\r", "\n")
    lines = gap.split("\n")
    # A page number in the gap: its empty lines say nothing of blank cells.
    size = 0 if PIECE.search(gap) else len(lines) - 1
    items: list[GapItem] = []
    bars = [_BAR_RUN.findall(line) for line in lines]
    if not any(bars):
        tabs = lines[0].count("\t")
        blanks = tabs - 1 if len(lines) == 1 else tabs
        items.extend((Kind.BLANK, *_AT_START, False, tabs, 0) for _ in range(blanks))
        if len(lines) > 1:
            items.append((Kind.BREAK, *_AT_END, *_AT_END, size))
            items.extend((Kind.BLANK, *_AT_END, *_AT_END, 0) for _ in range(lines[-1].count("\t")))
        return tuple(items)
    counted = _closed_cells(bars, about) if about.closed else _open_cells(bars, about)
    for index, line in enumerate(counted):
        if index == 1:
            items.append((Kind.BREAK, *_AT_START, *_AT_START, size))
        for cells, padding in line:
            items.extend((Kind.PAD if padding else Kind.BLANK, *_AT_START, *_AT_END, 0) for _ in range(cells))
    return tuple(items)


def _closed_cells(bars: list[list[str]], about: Bars) -> Iterator[list[tuple[int, bool]]]:
    """Blank cells line by line where a bar stands behind each cell: their number, and whether they only fill up."""
    if len(bars) > 1 and about.outer and bars[-1] and any(bars[:-1]):
        bars[-1] = [bar for run in bars[-1] for bar in run][1:]  # the outer bar of the next line
    closed = False
    for line in bars:
        counts = []
        for run in line:
            counts.append((len(run) - (not closed), len(run) > 1 and not about.tight))
            closed = True
        yield counts


def _open_cells(bars: list[list[str]], about: Bars) -> Iterator[list[tuple[int, bool]]]:
    """The same where no bar stands behind the last cell of a line: before each cell, or between cells alone."""
    for index, line in enumerate(bars):
        cells = sum(map(len, line))
        if index == len(bars) - 1 and (index == 0 or about.led):
            cells -= bool(cells)  # the bar that the next piece stands behind
        elif 0 < index < len(bars) - 1 and cells and not about.led:
            cells += 1
        yield [(cells, not about.tight and any(len(run) > 1 for run in line))]
