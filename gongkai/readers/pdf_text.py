"""Glyphs to lines to words: which glyphs stand on one line, and between which of them a space was meant.

Spaces are decided by the distance between glyphs, measured in ems. Justification and letter spacing widen every gap
of a line alike, so a gap is a space only where it is wider than the usual one of its line; Chinese needs none.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.readers.pdf_page import Box, Glyph, bounds, dominant_turn, turn_glyph

__all__ = ["Line", "chunks", "is_wide", "join", "lines_of", "make_line", "reading_lines", "without_shadows"]

_WIDE = re.compile(
    "[\u2014\u2018-\u201d\u2026\u2460-\u24ff\u2500-\u27bf\u2e80-\u303f\u3040-\u30ff\u3100-\u9fff\uf900-\ufaff\ufe10-\ufe6f\uff01-\uff60\uffe0-\uffee\U00020000-\U0003ffff]"
)
_ADDRESS = re.compile(r"(?:https?:|www\.|@)[^\s\u2e80-\u9fff]*$", re.IGNORECASE)
_SAME_LINE = 0.45  # ems between the centres of glyphs on one line; a raised note mark is off by as much
_USUAL = 0.8  # ems: a gap that is wider does not come from justification
_SPACE_WIDE = 0.9  # ems beside a Chinese character
_SPACE_NARROW = 0.25  # ems between letters or figures
_SPACE_GIVEN = 0.1  # ems between letters or figures where the content has a space as well
_CHUNK = 1.5  # ems between cells of a table without ruling
_SPREAD = 8  # characters: a shorter line may be spread out to fill its cell
_NARROW_COLUMN = 3  # characters a line in a label that is set upright
_PADDING = 12.0  # points that both sides of a cell keep free


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs on one line, from left to right.

    Attributes:
        glyphs: at least one.
        text: their characters, spaces where they were meant.
        box: around their em boxes.
        size: em of most of them, in points.
    """

    glyphs: tuple[Glyph, ...]
    text: str
    box: Box
    size: float

    @property
    def base(self) -> float:
        """Baseline, the lowest of glyphs of the line's own size."""
        return max(glyph.base for glyph in self.glyphs if glyph.size >= 0.9 * self.size)


def is_wide(char: str) -> bool:
    """Whether a character is one of Chinese text: an ideograph or a full-width sign."""
    return _WIDE.match(char) is not None


def lines_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Upright glyphs parted into lines from top to bottom, each from left to right."""
    rows: list[list[Glyph]] = []
    centres: list[float] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.box.y, glyph.box.x0)):
        for at in range(len(rows) - 1, max(len(rows) - 4, -1), -1):
            reach = _SAME_LINE * max(glyph.size, rows[at][0].size)
            if abs(glyph.box.y - centres[at]) <= reach:
                rows[at].append(glyph)
                centres[at] += (glyph.box.y - centres[at]) / len(rows[at])
                break
        else:
            rows.append([glyph])
            centres.append(glyph.box.y)
    for row in rows:
        row.sort(key=lambda glyph: (glyph.box.x0, glyph.order))
    return rows


def make_line(glyphs: Sequence[Glyph]) -> Line:
    """A line of glyphs that stand from left to right."""
    sizes = sorted(glyph.size for glyph in glyphs)
    return Line(tuple(glyphs), _spell(glyphs), bounds(glyph.box for glyph in glyphs), sizes[len(sizes) // 2])


def _gaps(glyphs: Sequence[Glyph]) -> list[float]:
    """Distances between neighbours, in ems."""
    return [
        (after.box.x0 - before.box.x1) / max(1.0, (before.size + after.size) / 2)
        for before, after in itertools.pairwise(glyphs)
    ]


def _usual(gaps: Sequence[float]) -> float:
    """The gap that justification leaves everywhere on the line, 0 where there are too few to tell."""
    narrow = [gap for gap in gaps if gap <= _USUAL]
    return max(0.0, statistics.median(narrow)) if len(narrow) >= 3 else 0.0


def _spell(glyphs: Sequence[Glyph]) -> str:
    gaps = _gaps(glyphs)
    if _is_spread(glyphs, gaps):
        return "".join(glyph.char for glyph in glyphs)
    usual = _usual(gaps)
    parts = [glyphs[0].char]
    for (before, after), gap in zip(itertools.pairwise(glyphs), gaps, strict=True):
        if _is_space(before, after, gap - usual):
            parts.append(" ")
        parts.append(after.char)
    return "".join(parts)


def _is_spread(glyphs: Sequence[Glyph], gaps: Sequence[float]) -> bool:
    """Whether a few Chinese characters stand apart evenly: 总　　计."""
    if not gaps or len(glyphs) > _SPREAD or not all(is_wide(glyph.char) for glyph in glyphs):
        return False
    return max(gaps) - min(gaps) <= 0.5


def _is_space(before: Glyph, after: Glyph, gap: float) -> bool:
    if is_wide(before.char) or is_wide(after.char):
        return gap > _SPACE_WIDE
    return gap > (_SPACE_GIVEN if after.spaced else _SPACE_NARROW)


def chunks(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """A line parted where gaps are too wide for a space."""
    gaps = _gaps(glyphs)
    if _is_spread(glyphs, gaps) and (not gaps or max(gaps) <= 2 * _CHUNK):
        return [list(glyphs)]
    usual = _usual(gaps)
    parts = [[glyphs[0]]]
    for glyph, gap in zip(glyphs[1:], gaps, strict=True):
        if gap - usual > _CHUNK:
            parts.append([glyph])
        else:
            parts[-1].append(glyph)
    return parts


def join(lines: Sequence[Line], width: float) -> str:
    """The words of lines that belong together.

    Args:
        lines: from top to bottom.
        width: that a line may have, in points; where one more character would not have fitted, a figure or an
            address goes on in the next line.
    """
    words = lines[0].text
    for before, after in itertools.pairwise(lines):
        words += _between(before, after, width, words) + after.text
    return words


def _between(before: Line, after: Line, width: float, words: str) -> str:
    first, last = after.glyphs[0], before.glyphs[-1]
    if is_wide(first.char) or is_wide(last.char):
        return ""
    full = width - before.box.width < first.box.width + 0.3 * first.size
    if full and _ADDRESS.search(words):
        return ""
    if first.spaced or not full:
        return " "
    return "" if first.char.isalnum() == last.char.isalnum() or not first.char.isalnum() else " "


def reading_lines(glyphs: Sequence[Glyph], box: Box) -> tuple[list[Line], float]:
    """The lines of one cell or box in reading order, and the width that they may have.

    Words that run up or down are read along their own direction; a label set upright, one character below the other,
    is one line.

    Args:
        glyphs: of the cell.
        box: of the cell.
    """
    turn = dominant_turn(glyphs)
    if turn:
        glyphs = [turn_glyph(glyph, -turn % 4, 0.0, 0.0) for glyph in glyphs]
        width = (box.height if turn % 2 else box.width) - _PADDING
        return [make_line(row) for row in lines_of(glyphs)], width
    rows = lines_of(glyphs)
    column = _upright_columns(glyphs, rows)
    if column is not None:
        return [_upright_line(each) for each in column], box.height - _PADDING
    return [make_line(row) for row in rows], box.width - _PADDING


def _upright_columns(glyphs: Sequence[Glyph], rows: Sequence[Sequence[Glyph]]) -> list[list[Glyph]] | None:
    """Columns of a label that is written downwards, from right to left; None where it is written in lines.

    The order of the content tells the two apart where both are a few characters wide.
    """
    if len(rows) < 3 or max(len(row) for row in rows) > _NARROW_COLUMN:
        return None
    if sum(is_wide(glyph.char) for glyph in glyphs) * 2 < len(glyphs):
        return None  # figures one below the other are figures
    in_order = sorted(glyphs, key=lambda glyph: glyph.order)
    down = across = 0
    for before, after in itertools.pairwise(in_order):
        if abs(after.box.x - before.box.x) <= 0.5 * before.size and after.box.y > before.box.y:
            down += 1
        elif abs(after.box.y - before.box.y) <= 0.5 * before.size:
            across += 1
    if down <= across:
        return None
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.box.x):
        beside = columns[-1][0].box if columns else None
        shared = min(beside.x1, glyph.box.x1) - max(beside.x0, glyph.box.x0) if beside else 0.0
        if beside and shared >= 0.4 * min(beside.width, glyph.box.width):
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    spans = [(min(glyph.order for glyph in column), max(glyph.order for glyph in column)) for column in columns]
    if any(before[1] > after[0] for before, after in itertools.pairwise(spans)):
        return None  # a sign stands beside a column of single characters
    return [_downwards(column) for column in columns]


def _downwards(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """From top to bottom, in the order of the content where characters are pressed together."""
    column = sorted(glyphs, key=lambda glyph: glyph.order)
    steps = (after.box.y - before.box.y > -0.5 * before.size for before, after in itertools.pairwise(column))
    return column if all(steps) else sorted(glyphs, key=lambda glyph: glyph.box.y)


def _upright_line(glyphs: Sequence[Glyph]) -> Line:
    text = "".join(glyph.char for glyph in glyphs)
    return Line(tuple(glyphs), text, bounds(glyph.box for glyph in glyphs), glyphs[0].size)


def without_shadows(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Without characters printed twice, a hair apart, to look bold."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        x, y = int(glyph.box.x // 4), int(glyph.box.y // 4)
        near = (
            other
            for column in (x - 1, x, x + 1)
            for row in (y - 1, y, y + 1)
            for other in seen.get((glyph.char, column, row), ())
        )
        reach = 0.2 * glyph.size
        if any(abs(o.box.x - glyph.box.x) < reach and abs(o.box.y - glyph.box.y) < reach for o in near):
            continue
        seen.setdefault((glyph.char, x, y), []).append(glyph)
        kept.append(glyph)
    return kept
