"""A report's text as a table reader sees it: pieces, what parts them, and the characters that labels consist of.

Text extraction leaves a table as cells parted by bars, tabs, spaces or line ends, in any mixture. A *piece* is a run
without white space and without bars; between two pieces the gap says how many cells were left blank. Labels are
looked for in the *squeezed* text, which keeps only Chinese characters and digits, so that a label is found whatever
breaks, spaces, quotes or pinyin stand inside it. Grids that the reader of a file knows (HTML, DOCX, PDF) give the
same items, with their blank cells known instead of inferred.
"""

from __future__ import annotations

import bisect
import functools
import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.forms.gaps import BARS, NO_BARS, PIECE, Bars, Kind, bars_of, gap_items
from gongkai.forms.values import CellValue, parse_cell
from gongkai.records import Cell, Table

__all__ = ["Item", "Kind", "Sheet", "beginnings"]

_OPENED = re.compile(r"\(")
_KEPT = re.compile(r"[0-9\u3400-\u9fff]+")
# Lines that are no part of a table though they stand inside it: page numbers, and the rule under a Markdown header.
_NO_CELLS = re.compile(
    rf"^[ \t]*(?:-{{1,2}}[ \t]*\d{{1,3}}[ \t]*-{{1,2}}|第[ \t]*\d{{1,3}}[ \t]*页(?:[ \t,]*共[ \t]*\d{{1,3}}[ \t]*页)?"
    rf"|[{BARS}]?[ \t]*+:?-{{3,}}+:?[ \t]*+[{BARS}+](?:[ \t]*+:?-{{3,}}+:?[ \t]*+[{BARS}+]?)*+)[ \t\r]*+$",
    re.MULTILINE,
)
_NUMERAL = re.compile(
    r"[、,.:]*(?:其?中:?)?(?:\(?[一二三四五六七八九十〇]{1,3}[),、.:]*|\(?\d{1,2}[),、.:]+|第?[①-⑳⒈-⒛㈠-㈩])?(?:其中:?)?[\(\"“《'‘*★\-·]*"
)
# What a list numeral can begin with, numbers of all kinds apart.
_NUMERAL_OPENS = frozenset("、,.:其中(第\"“《'‘*★-·")
_BREAK = re.compile(r"[ \t\r]*\n[ \t]*")
_NUMBER_GOES_ON = ",.、．"  # what makes of digits the numeral of a label, or the first half of a number
_NUMBER_TAIL = re.compile(r"[.,]\d+(?:元|万元)?")
_SIGN_WORDS = frozenset({"增", "减", "增加", "减少", "+", "-", "↑", "↓", "−"})
_NOTE_PIECES = 12


@dataclass(slots=True)
class Item:
    """One item of a table, in reading order.

    Attributes:
        start: first character in the text; ``end`` one past its last.
        value: the reading of a VALUE.
        piece: index of the piece, -1 for what is none.
        size: line ends of a BREAK, 0 where a page ends.
    """

    kind: Kind
    start: int
    end: int
    value: CellValue | None = None
    piece: int = -1
    size: int = 0


class Sheet:
    """One text, cut into pieces.

    Attributes:
        text: folded text (:class:`gongkai.normalise.View`), same offsets as the source.
        starts: first character of each piece; ``ends`` one past the last.
        squeezed: Chinese characters and digits of all pieces, words of converted texts put right.
        offsets: for each squeezed character its place in the text.
        notes: pieces that stand inside brackets opened in an earlier piece.
        numbers: for each piece whether it is digits and nothing else, so that no label begins in it but with a digit.
    """

    __slots__ = (
        "_bars", "_column", "_cut_up", "_grid_starts", "_grids", "_openings",
        "ends", "notes", "numbers", "offsets", "squeezed", "starts", "text",
    )  # fmt: skip

    def __init__(self, text: str, tables: Sequence[Table] = (), cuts: frozenset[int] = frozenset()) -> None:
        self.text = text
        skipped = [match.span() for match in _NO_CELLS.finditer(text)]
        self.starts, self.ends = self._cut(skipped, cuts)
        self.squeezed, self.offsets = self._squeeze(skipped)
        self.notes = frozenset(self._find_notes())
        words = (text[start:end] for start, end in zip(self.starts, self.ends, strict=True))
        self.numbers = [piece.isdigit() and piece.isascii() and not _numbers_vary() for piece in words]
        self._grids = sorted(tables, key=lambda table: table.span)
        self._grid_starts = [table.span.start for table in self._grids]
        self._bars: Bars | None = None
        self._column = (-1, 0)
        self._cut_up: dict[int, tuple[list[Item], int]] = {}
        self._openings: Sequence[Sequence[tuple[int, int]]] | None = None

    def _cut(self, skipped: list[tuple[int, int]], cuts: frozenset[int]) -> tuple[list[int], list[int]]:
        if not skipped and not cuts:
            spans = [match.span() for match in PIECE.finditer(self.text)]
            return [start for start, _ in spans], [end for _, end in spans]
        starts: list[int] = []
        ends: list[int] = []
        index = 0
        for match in PIECE.finditer(self.text):
            start, end = match.span()
            while index < len(skipped) and skipped[index][1] <= start:
                index += 1
            if index < len(skipped) and skipped[index][0] <= start:
                continue
            inside = sorted(cuts.intersection(range(start + 1, end))) if cuts else []
            starts.extend((start, *inside))
            ends.extend((*inside, end))
        return starts, ends

    def _squeeze(self, skipped: list[tuple[int, int]]) -> tuple[str, array[int]]:
        parts: list[str] = []
        offsets = array("l")
        position = 0
        for start, end in (*skipped, (len(self.text), len(self.text))):
            for match in _KEPT.finditer(self.text, position, start):
                parts.append(match.group())
                offsets.extend(range(*match.span()))
            position = end
        squeezed = "".join(parts)
        for row in read_rows("form_variants.csv"):
            if row["written"] in squeezed:
                squeezed = squeezed.replace(row["written"], row["standard"])
        offsets.append(len(self.text))
        return squeezed, offsets

    def _find_notes(self) -> Iterator[int]:
        """Pieces between a bracket that a piece leaves open and its end, unless figures run through it."""
        count = len(self.starts)
        opened = (match.start() for match in _OPENED.finditer(self.text))
        for index in dict.fromkeys(map(self.piece_at, opened)):
            if index < 0:
                continue
            text = self.text[self.starts[index] : self.ends[index]]
            if text.count("(") <= text.count(")"):
                continue
            inside: list[int] = []
            figures = 0
            for follower in range(index + 1, min(count, index + 1 + _NOTE_PIECES)):
                words = self.text[self.starts[follower] : self.ends[follower]]
                inside.append(follower)
                if ")" in words and words.find(")") < (words.find("(") if "(" in words else len(words)):
                    yield from inside
                    break
                figures = figures + 1 if parse_cell(words) else 0
                if figures > 1:
                    break

    def piece(self, index: int) -> str:
        """The words of one piece."""
        return self.text[self.starts[index] : self.ends[index]]

    def piece_at(self, offset: int) -> int:
        """The piece that holds a character."""
        return bisect.bisect_right(self.starts, offset) - 1

    def squeezed_at(self, offset: int) -> int:
        """The first squeezed character at or after an offset of the text."""
        return bisect.bisect_left(self.offsets, offset, 0, len(self.squeezed))

    @property
    def openings(self) -> Sequence[Sequence[tuple[int, int]]]:
        """For each piece what :meth:`beginnings` says; numbers begin with no label and have none."""
        if self._openings is None:
            pieces = zip(self.starts, self.ends, self.numbers, strict=True)
            self._openings = [() if number else self.beginnings(start, end) for start, end, number in pieces]
        return self._openings

    def beginnings(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """Where the words of a cell may begin that stands from ``start`` to ``end``: in the text and squeezed."""
        found = []
        for offset in beginnings(self.text, start, end):
            position = self.squeezed_at(offset)
            if position < len(self.squeezed) and self.offsets[position] == offset:
                found.append((offset, position))
        return found

    def words(self, start: int, end: int) -> str:
        """The squeezed characters between two offsets of the text."""
        return self.squeezed[self.squeezed_at(start) : self.squeezed_at(end)]

    def column(self, offset: int) -> int:
        """How far from the start of its line a character stands, Chinese characters counting two."""
        line = self.text.rfind("\n", 0, offset) + 1
        known, column = self._column  # those of a line are asked for from left to right
        if line <= known <= offset:
            line = known
        else:
            column = 0
        column += _width(self.text[line:offset])
        self._column = (offset, column)
        return column

    def items(self, first: int, last: int) -> Iterator[Item]:
        """The items of the pieces ``first`` to ``last``, both included, and of the gaps up to the piece after.

        They are shared by all who ask for them, and not to be changed.
        """
        index = first
        while index <= last:
            grid = self._grid_at(self.starts[index]) if self._grids else None
            if grid is not None:
                found: list[Item] = []
                index = self._grid_items(grid, index, last, found)
            else:
                known = self._cut_up.get(index)
                if known is None:
                    known = self._cut_up[index] = self._with_gap(index)
                found, index = known
            yield from found

    def _with_gap(self, index: int) -> tuple[list[Item], int]:
        """The items of one piece and of the gap behind it; the index after."""
        found: list[Item] = []
        if self.numbers[index] and index not in self.notes and not self._opens_with(index + 1, _NUMBER_GOES_ON):
            start, end = self.starts[index], self.ends[index]
            found.append(Item(Kind.VALUE, start, end, parse_cell(self.text[start:end]), index))
            index += 1
        else:
            index = self._piece_items(index, found)
        start = self.ends[index - 1]
        end = self.starts[index] if index < len(self.starts) else len(self.text)
        places = (start, end)
        words = self.text[start:end]
        if words == " ":
            return found, index
        bars = NO_BARS if words.isspace() else self._about_bars()
        for kind, first, first_more, last, last_more, size in gap_items(words, bars):
            found.append(Item(kind, places[first] + first_more, places[last] + last_more, size=size))
        return found, index

    def _about_bars(self) -> Bars:
        if self._bars is None:
            self._bars = bars_of(self.text)
        return self._bars

    def _piece_items(self, index: int, result: list[Item]) -> int:
        """Add one piece, or a sign and its figure; returns the index after."""
        start, end = self.starts[index], self.ends[index]
        words = self.text[start:end]
        if index in self.notes:
            return index + 1
        following = index + 1
        if words in _SIGN_WORDS and following < len(self.starts):
            gap = self.text[end : self.starts[following]]
            value = parse_cell(words + self.piece(following))
            if value is not None and value.number is not None and gap.strip(" ") == "":
                result.append(Item(Kind.VALUE, start, self.ends[following], value, index))
                return following + 1
        value = parse_cell(words)
        if value is not None and value.number is not None and self._opens_label(index, words):
            value = None
        cut = words[-1] in ",." or (value is not None and self._opens_with(following, ",."))
        joined = self._broken_number(index) if cut else None
        if joined is not None:
            result.append(Item(Kind.VALUE, start, self.ends[following], joined, index))
            return following + 1
        result.append(Item(Kind.VALUE if value else Kind.TEXT, start, end, value, index))
        return following

    def _broken_number(self, index: int) -> CellValue | None:
        """The number that a line break cut at its point or comma: ``1,204`` ``.5``."""
        if index + 1 >= len(self.starts) or not _BREAK.fullmatch(self.text, self.ends[index], self.starts[index + 1]):
            return None
        words, rest = self.piece(index), self.piece(index + 1)
        if not (words[-1] in ",." and words[0].isdigit()) and not _NUMBER_TAIL.fullmatch(rest):
            return None
        value = parse_cell(words + rest)
        return value if value is not None and value.number is not None else None

    def _opens_label(self, index: int, words: str) -> bool:
        """Whether a bare number is the numeral of a label, its point cut off: ``1`` ``.属于国家秘密``."""
        return words.isdigit() and self._opens_with(index + 1, ".、．")

    def _opens_with(self, index: int, signs: str) -> bool:
        return index < len(self.starts) and self.text[self.starts[index]] in signs

    def _grid_at(self, offset: int) -> Table | None:
        index = bisect.bisect_right(self._grid_starts, offset) - 1
        if index >= 0 and offset < self._grids[index].span.end:
            return self._grids[index]
        return None

    def _grid_items(self, grid: Table, index: int, last: int, result: list[Item]) -> int:
        """Add the rows of a known table that pieces ``index`` to ``last`` stand in; returns the index after it."""
        first_offset, last_offset = self.starts[index], self.starts[last]
        rows: dict[int, list[Cell]] = {}
        for cell in grid.cells:
            rows.setdefault(cell.row, []).append(cell)
        for row in sorted(rows):
            cells = sorted(rows[row], key=lambda cell: cell.column)
            if max(cell.span.end for cell in cells) <= first_offset or cells[0].span.start > last_offset:
                continue
            for cell in cells:
                self._cell_items(cell, result)
            result.append(Item(Kind.BREAK, cells[-1].span.end, cells[-1].span.end, size=1))
        return max(bisect.bisect_left(self.starts, grid.span.end), index + 1)

    def _cell_items(self, cell: Cell, result: list[Item]) -> None:
        first = bisect.bisect_left(self.starts, cell.span.start)
        last = bisect.bisect_left(self.starts, cell.span.end)
        if first == last:
            result.append(Item(Kind.BLANK, cell.span.start, cell.span.end))
        while first < last:
            first = self._piece_items(first, result)


def beginnings(text: str, start: int, end: int) -> Sequence[int]:
    """Where the words of a cell may begin: behind a list numeral, or at its first character."""
    first = text[start : start + 1]
    if first not in _NUMERAL_OPENS and not first.isnumeric():
        return (start,)
    match = _NUMERAL.match(text, start, end)
    offset = match.end() if match else start
    return (offset, start) if offset != start else (start,)


@functools.cache
def _numbers_vary() -> bool:
    """Whether digits stand for other characters in words of converted texts."""
    return any(char.isdigit() for row in read_rows("form_variants.csv") for char in row["written"])


@functools.lru_cache(maxsize=8192)
def _width(words: str) -> int:
    """How wide words are, Chinese characters counting two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)
