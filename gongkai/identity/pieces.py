"""Lines of a report without their white space, each character with its place in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.normalise import Passage, View
from gongkai.records import Span

__all__ = ["Name", "Piece", "cells", "join", "lines", "name_in"]

_CELL_BARS = re.compile(r"[|>»_]+")
_BREAKS = re.compile(r"[\n\r]")
# White space, and the pinyin that some mirrors put behind a character: 報(bào)告.
_GAP = re.compile(r"\s+|(?<=[\u4e00-\u9fff])\([a-zà-ǜü]{1,6}\)")


class Piece:
    """A stretch of the folded text without white space.

    Where the characters of a line stand is worked out when somebody asks, since nobody does for most lines of a table.

    Attributes:
        text: folded characters.
        offsets: offset in the source of each; a range where no white space was left out.
        words: where in ``text`` a run that stood without white space begins.
    """

    __slots__ = ("_line", "_offsets", "_words", "text")

    def __init__(
        self, text: str, offsets: Sequence[int], words: tuple[int, ...], line: tuple[str, int, int] | None = None
    ) -> None:
        """A piece; of a whole ``line`` (text, start, end) neither offsets nor words need be known."""
        self.text = text
        self._offsets = offsets
        self._words = words
        self._line = line

    @property
    def offsets(self) -> Sequence[int]:
        """Offset in the source of each character."""
        self._locate()
        return self._offsets

    @property
    def words(self) -> tuple[int, ...]:
        """Where a run that stood without white space begins."""
        self._locate()
        return self._words

    def _locate(self) -> None:
        if self._line is not None:
            self._offsets, self._words = _places(*self._line)
            self._line = None

    @property
    def start(self) -> int:
        """Offset of the first character in the source."""
        if self._line is not None:
            text, start, end = self._line
            return end - len(text[start:end].lstrip())
        return self._offsets[0]

    @property
    def end(self) -> int:
        """Offset after the last character in the source."""
        return self.offsets[-1] + 1

    def span(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]``, which must not be empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def part(self, start: int, end: int) -> Piece:
        """The piece ``text[start:end]``."""
        words = tuple(word - start for word in self.words if start <= word < end)
        return Piece(self.text[start:end], self.offsets[start:end], words)

    def name(self, start: int, end: int, view: View) -> Name:
        """The words ``text[start:end]``, folded and as the source has them."""
        return Name(
            self.text[start:end], "".join(view.source[at] for at in self.offsets[start:end]), self.span(start, end)
        )


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in the report, white space left out.

    Attributes:
        text: folded, for matching.
        source: in the source's own script.
        span: where it stands.
    """

    text: str
    source: str
    span: Span

    def cut(self, start: int, end: int) -> Name:
        """A part of the name; the span stays that of the whole."""
        return Name(self.text[start:end], self.source[start:end], self.span)


def name_in(view: View, passage: Passage, start: int, end: int) -> Name:
    """The words ``passage.text[start:end]``, folded and as the source has them."""
    source = "".join(view.source[at] for at in passage.offsets[start:end])
    return Name(passage.text[start:end], source, passage.span(start, end))


def lines(view: View, start: int = 0, end: int | None = None) -> list[Piece]:
    """The lines that hold anything, in order."""
    end = len(view.text) if end is None else end
    found = []
    position = start
    for match in (*_BREAKS.finditer(view.text, start, end), None):
        stop = end if match is None else match.start()
        piece = _piece(view.text, position, stop)
        if piece is not None:
            found.append(piece)
        position = stop + 1
    return found


def cells(piece: Piece) -> list[Piece]:
    """A line cut at the bars of a table or of a crumb trail."""
    bars = list(_CELL_BARS.finditer(piece.text))
    if not bars:
        return [piece] if piece.text else []
    found = []
    position = 0
    for match in (*bars, None):
        stop = len(piece.text) if match is None else match.start()
        if stop > position:
            found.append(piece.part(position, stop))
        position = stop if match is None else match.end()
    return found


def join(pieces: Sequence[Piece]) -> Piece:
    """Several lines as one."""
    text = "".join(piece.text for piece in pieces)
    offsets = tuple(offset for piece in pieces for offset in piece.offsets)
    return Piece(text, offsets, tuple(_words(pieces)))


def _words(pieces: Iterable[Piece]) -> Iterable[int]:
    before = 0
    for piece in pieces:
        yield from (before + word for word in piece.words)
        before += len(piece.text)


def _piece(text: str, start: int, end: int) -> Piece | None:
    line = text[start:end]
    kept = _GAP.sub("", line) if "(" in line else "".join(line.split())
    return Piece(kept, (), (), (text, start, end)) if kept else None


def _places(text: str, start: int, end: int) -> tuple[Sequence[int], tuple[int, ...]]:
    """Where the characters of a line stand, and which of them begin a run."""
    gaps = list(_GAP.finditer(text, start, end))
    if not gaps:
        return range(start, end), (0,)
    offsets: list[int] = []
    words: list[int] = []
    position = start
    solid = False  # whether the run goes on behind pinyin
    for match in (*gaps, None):
        stop = end if match is None else match.start()
        if stop > position:
            if not solid:
                words.append(len(offsets))
            offsets.extend(range(position, stop))
        position, solid = (stop, False) if match is None else (match.end(), not match.group().isspace())
    return tuple(offsets), tuple(words)
