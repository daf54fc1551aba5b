"""Labels of tables: where they stand in a sheet, which of them belong together, which of them are damaged.

A label counts only where a cell could begin with it (after a list numeral at most) and end with it (a note in
brackets, its own figure or another label may follow), so that sentences which use the same words are passed over.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongkai.forms.sheet import Sheet, beginnings
from gongkai.forms.values import parse_cell

__all__ = ["Hit", "Vocabulary", "best_chain", "clusters", "cut_repeats", "likeness", "squeeze", "trim"]

_SUFFIX = re.compile(r"[\"”》'’]?(?:的?(?:总(?!计)|(?=[数次件条]))[次件条]?数?量?)?[\"”》'’]?[:*]*")
_PINYIN = re.compile(r"\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,7}\)?")
_NOTE = re.compile(r"\([^()]*\):?")
_CLOSING = ")\"”’'》,.:;、。"
_NOT_KEPT = re.compile(r"[^0-9\u3400-\u9fff]")


def squeeze(words: str) -> str:
    """Chinese characters and digits alone, as in :attr:`Sheet.squeezed`."""
    return _NOT_KEPT.sub("", words)


@dataclass(slots=True, eq=False)
class Hit:
    """A label found; not to be changed.

    Attributes:
        label: as the catalogue has it, squeezed.
        start: first character of the label's own words; ``end`` one past the last of them.
        first: piece it begins in; ``last`` the piece it ends in.
        position: place in the squeezed text.
        cell_start: first character of its cell, list numeral included.
        figure: first character of a figure glued to it, None where there is none.
    """

    label: str
    start: int
    end: int
    first: int
    last: int
    position: int
    cell_start: int
    figure: int | None = None


class Vocabulary:
    """A set of labels that can be looked for.

    Args:
        labels: as in the catalogue, with punctuation.
        suffixes: whether 数, 数量 and the like may follow a label.
    """

    def __init__(self, labels: Iterable[str], *, suffixes: bool = False) -> None:
        plain = sorted({squeeze(label) for label in labels}, key=lambda label: (-len(label), label))
        by_head: dict[str, list[str]] = {}
        for label in plain:
            by_head.setdefault(label[:2], []).append(label)
        self._by_head: Mapping[str, list[str]] = by_head
        self._singles = frozenset(label for label in plain if len(label) == 1)
        self._firsts = frozenset(label[0] for label in plain)
        self._longer: Mapping[str, list[str]] = {
            label: found
            for label in plain
            if (found := [other for other in plain if len(other) > len(label) and other.endswith(label)])
        }
        self._numbered = any(label[0].isdigit() for label in plain)
        self._suffixes = suffixes

    def find(self, sheet: Sheet, first: int = 0, stop: int | None = None) -> list[Hit]:
        """The labels of the sheet, in reading order, in the pieces from ``first`` up to before ``stop``."""
        hits: list[Hit] = []
        covered = -1
        openings, squeezed, firsts = sheet.openings, sheet.squeezed, self._firsts
        for index in range(first, len(sheet.starts) if stop is None else stop):
            places = openings[index]
            if self._numbered and sheet.numbers[index]:
                places = sheet.beginnings(sheet.starts[index], sheet.ends[index])
            for _, position in places:
                if squeezed[position] in firsts:
                    break
            else:
                continue
            start, end = sheet.starts[index], sheet.ends[index]
            if start < covered or index in sheet.notes:
                continue
            offset = start
            while offset < end:
                hit = self._match(sheet, places, offset, end, index)
                if hit is None:
                    break
                hits.append(self._widened(sheet, hit, covered))
                covered = hit.end
                if hit.figure is not None or hit.end >= end:
                    break
                offset = hit.end + self._skip(sheet, hit.end, end)
                places = sheet.beginnings(offset, end)
        return hits

    def _widened(self, sheet: Sheet, hit: Hit, covered: int) -> Hit:
        """The longer label that ends with a hit, where a blank cut off the words before it."""
        for label in self._longer.get(hit.label, ()):
            position = hit.position - (len(label) - len(hit.label))
            if position >= 0 and sheet.squeezed.startswith(label, position) and sheet.offsets[position] >= covered:
                start = sheet.offsets[position]
                first = sheet.piece_at(start)
                return Hit(label, start, hit.end, first, hit.last, position, sheet.starts[first], hit.figure)
        return hit

    def _skip(self, sheet: Sheet, start: int, end: int) -> int:
        match = _SUFFIX.match(sheet.text, start, end)
        return match.end() - start if match and self._suffixes else 0

    def _at(self, sheet: Sheet, position: int) -> str | None:
        """The longest label that the squeezed text has at a position."""
        squeezed = sheet.squeezed
        for label in self._by_head.get(squeezed[position : position + 2], ()):
            if squeezed.startswith(label, position):
                return label
        first = squeezed[position : position + 1]
        return first if first in self._singles else None

    def _match(self, sheet: Sheet, places: Sequence[tuple[int, int]], start: int, end: int, index: int) -> Hit | None:
        """The label whose cell begins at ``start``, inside piece ``index`` that ends at ``end``.

        Args:
            sheet: the text.
            places: as :meth:`Sheet.beginnings` gives them for this cell.
            start: first character of the cell.
            end: one past the piece.
            index: of the piece.
        """
        for offset, position in places:
            label = self._at(sheet, position) if sheet.squeezed[position] in self._firsts else None
            if label is None:
                continue
            stop = sheet.offsets[position + len(label) - 1] + 1
            last = index if stop <= end else sheet.piece_at(stop - 1)
            fits, figure = self._ends(sheet, stop, sheet.ends[last])
            if fits:
                return Hit(label, offset, stop, index, last, position, start, figure)
        return None

    def _ends(self, sheet: Sheet, stop: int, piece_end: int) -> tuple[bool, int | None]:
        """Whether a cell can end at ``stop``, and where a figure glued to the label begins."""
        if stop == piece_end:
            return True, None
        match = _PINYIN.match(sheet.text, stop, piece_end)
        stop = match.end() if match else stop
        offset = stop + self._skip(sheet, stop, piece_end) if self._suffixes else stop
        if offset < piece_end and sheet.text[offset] == ":" and not self._suffixes:
            offset += 1
        rest = sheet.text[offset:piece_end]
        if not rest.strip(_CLOSING):
            return True, None
        if rest[0] == "(":
            note = _NOTE.match(sheet.text, offset, piece_end)
            value = parse_cell(sheet.text[note.end() : piece_end]) if note else None
            return True, note.end() if note and value is not None and value.number is not None else None
        value = parse_cell(rest)
        if value is not None and value.number is not None and (self._suffixes or value.unit in {"", "万元", "元"}):
            return True, offset
        return any(
            self._at(sheet, sheet.squeezed_at(begin)) is not None
            for begin in beginnings(sheet.text, offset, piece_end)
            if begin < piece_end
        ), None


def clusters(hits: Sequence[Hit], gap: int) -> list[list[Hit]]:
    """Hits that stand close together.

    Args:
        hits: in reading order.
        gap: most squeezed characters between the end of one and the start of the next.
    """
    groups: list[list[Hit]] = []
    for hit in hits:
        if groups and hit.position - (groups[-1][-1].position + len(groups[-1][-1].label)) <= gap:
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return groups


def cut_repeats(
    sheet: Sheet, hits: Sequence[Hit], is_first: Callable[[Hit], bool], is_later: Callable[[Hit], bool]
) -> list[list[Hit]]:
    """Cut labels where a table begins anew: reports print one for the organ itself and one for all below it.

    Args:
        sheet: the text.
        hits: labels that stand close together, in reading order.
        is_first: whether a label is that of the form's first row.
        is_later: whether it is one that follows the first.

    Returns:
        The labels of each table, with the headings right above its first row.
    """
    groups: list[list[Hit]] = [[]]
    begun = followed = False
    for hit in hits:
        if is_first(hit) and begun and followed:
            head = [hit]
            while groups[-1] and _touch(sheet, groups[-1][-1], head[0]):
                head.insert(0, groups[-1].pop())
            groups.append(head)
            followed = False
            continue
        begun = begun or is_first(hit)
        followed = followed or (begun and is_later(hit))
        groups[-1].append(hit)
    return [group for group in groups if group]


def _touch(sheet: Sheet, one: Hit, other: Hit) -> bool:
    """Whether no figure stands between two labels."""
    pieces = range(one.last + (one.figure is None), other.first)
    return one.figure is None and all(parse_cell(sheet.piece(piece)) is None for piece in pieces)


def trim(hits: Sequence[Hit], is_sure: Callable[[Hit], bool], before: int = 24, behind: int = 24) -> list[Hit]:
    """Without the labels at either end that sentences and lists use too, unless they stand right beside the others.

    Args:
        hits: labels that stand close together, in reading order.
        is_sure: whether a label can only be one of the table.
        before: most squeezed characters from the start of one label to that of the next, ahead of the sure ones.
        behind: the same, behind the sure ones.
    """
    sure = [at for at, hit in enumerate(hits) if is_sure(hit)]
    if not sure:
        return []
    first, last = sure[0], sure[-1]
    while first and hits[first].position - hits[first - 1].position <= before:
        first -= 1
    while last + 1 < len(hits) and hits[last + 1].position - hits[last].position <= behind:
        last += 1
    return list(hits[first : last + 1])


def best_chain(candidates: Sequence[tuple[int, int]]) -> list[int]:
    """The heaviest choice of candidates whose order in the form rises.

    Args:
        candidates: (order in the form, weight), in reading order.

    Returns:
        Indices into ``candidates``, rising.
    """
    previous: list[int] = []
    ends: dict[int, tuple[int, int]] = {}  # order of the last row of a chain: its weight, its last candidate
    for index, (order, weight) in enumerate(candidates):
        before = max((ends[other] for other in ends if other < order), default=(0, -1))
        previous.append(before[1])
        total = before[0] + weight
        if order not in ends or total > ends[order][0]:
            ends[order] = (total, index)
    at = max(ends.values(), default=(0, -1))[1]
    chain: list[int] = []
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return chain[::-1]


@functools.lru_cache(maxsize=4096)
def likeness(words: str, label: str) -> float:
    """How alike damaged words and a label are, 0 to 1; a label cut short at either end is compared with that part."""
    if not words or not label:
        return 0.0
    size = len(words)
    parts = {label, label[:size], label[-size:]} if size >= 4 else {label}
    return max(difflib.SequenceMatcher(None, words, part, autojunk=False).ratio() for part in parts)
