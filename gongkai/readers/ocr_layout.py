"""Words and ruling lines of a picture to paragraphs and tables, each with its box and the engine's score."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from gongkai.readers.canvas import Canvas, GridCell
from gongkai.readers.ocr_engine import Words, read_lines, read_words
from gongkai.readers.ocr_rules import Ruling
from gongkai.readers.ocr_tilt import set_upright, tilt_of, tilted_box
from gongkai.readers.pdf_lattice import Lattice
from gongkai.readers.pdf_page import Box, bounds
from gongkai.records import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["Frame", "draw"]

_SAME_LINE = 0.5  # share of the lower line's height by which two stretches overlap that stand on one line
_WIDE_GAP = 1.0  # ems between words of one line that a space parts
_INDENT = 1.2  # ems by which the first line of a paragraph stands in
_SHORT = 2.5  # ems that the last line of a paragraph leaves free, at least
_APART = 1.3  # ems between lines of two paragraphs
_PADDING = 8  # pixels of white around a line that is read alone
_LATIN = re.compile(r"[A-Za-z0-9]")
_SMALL = 1400  # pixels; pictures whose sides are all shorter are enlarged before they are read


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, or one page of a picture in pages.

    Attributes:
        pixels: height × width × 3, of 8 bits.
        number: of the page, from 1; None where there is but one.
        path: which picture it is, where it stands in or beside another file.
        left, top, scale: where the picture stands on its page, and units of the page a pixel.
        tilt: degrees by which the pixels were turned to be upright.
    """

    pixels: Pixels
    number: int | None = None
    path: str = ""
    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0
    tilt: float = 0.0

    def place(self, box: Box, score: float | None) -> Place:
        """The place of a box given in pixels."""
        if self.tilt:
            box = tilted_box(box, self.tilt, self.pixels.shape[1], self.pixels.shape[0])
        moved = (
            round(self.left + box.x0 * self.scale, 1),
            round(self.top + box.y0 * self.scale, 1),
            round(self.left + box.x1 * self.scale, 1),
            round(self.top + box.y1 * self.scale, 1),
        )
        return Place(self.number, moved, self.path, None if score is None else round(score, 4))


def draw(canvas: Canvas, frame: Frame) -> bool:
    """Read a picture and put its paragraphs and tables on the canvas, from top to bottom.

    Returns:
        Whether there was anything to read in it.
    """
    import cv2  # noqa: PLC0415

    if max(frame.pixels.shape[:2]) < _SMALL:
        larger = cv2.resize(frame.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        frame = replace(frame, pixels=larger, scale=frame.scale / 2)
    tilt = tilt_of(cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY))
    if tilt:
        frame = replace(frame, pixels=set_upright(frame.pixels, tilt), tilt=tilt)
    reading = _Reading(frame)
    before = len(canvas.text)
    reading.draw(canvas)
    return len(canvas.text) > before


class _Reading:
    """One picture while it is read."""

    def __init__(self, frame: Frame) -> None:
        import cv2  # noqa: PLC0415

        self._frame = frame
        self._ruling = Ruling(cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY))
        self._words = [words for words in read_words(frame.pixels) if words.text.strip()]

    def draw(self, canvas: Canvas) -> None:
        """Paragraphs and tables, from top to bottom."""
        tables = sorted(self._ruling.lattices, key=lambda lattice: lattice.ys[0])
        rest = self._words
        for lattice in tables:
            outline = self._ruling.pixels(lattice.box)
            if not any(outline.holds(words.box.x, words.box.y) for words in rest):
                continue
            inside = [words for words in rest if outline.holds(words.box.x, words.box.y)]
            above = [words for words in rest if words not in inside and words.box.y < outline.y0]
            rest = [words for words in rest if words not in inside and words not in above]
            self._paragraphs(canvas, above)
            self._table(canvas, lattice, inside)
        self._paragraphs(canvas, rest)

    def _table(self, canvas: Canvas, lattice: Lattice, inside: Sequence[Words]) -> None:
        boxes = [self._ruling.pixels(lattice.box_of(area)) for area in lattice.areas]
        cells: list[GridCell] = []
        for area, box, lines in zip(lattice.areas, boxes, self._cells(boxes, inside), strict=True):
            score = min((line.score for line in lines), default=None)
            size = area.row_end - area.row, area.column_end - area.column
            text = _joined([line.text for line in lines])
            cells.append(GridCell(area.row, area.column, text, self._frame.place(box, score), *size))
        scores = [cell.place.score for cell in cells if cell.place.score is not None]
        canvas.table(cells, self._frame.place(self._ruling.pixels(lattice.box), min(scores, default=None)))

    def _cells(self, boxes: Sequence[Box], inside: Sequence[Words]) -> list[list[Words]]:
        """The lines of each cell, none where it is blank.

        Single figures, which the engine overlooks, and labels set upright are read anew, line by line.
        """
        found: list[list[Words]] = []
        anew: list[tuple[int, Box]] = []
        for index, box in enumerate(boxes):
            words = [each for each in inside if box.holds(each.box.x, each.box.y)]
            ink = self._ruling.inked(box)
            if ink is not None and (not words or any(each.is_upright or _spills(each.box, box) for each in words)):
                anew.extend((index, row) for row in self._ruling.rows(ink))
                words = []
            found.append(words if ink is not None else [])
        readings = read_lines([self._cut(row) for _, row in anew])
        for (index, row), (text, score) in zip(anew, readings, strict=True):
            if text:
                found[index].append(Words(text, row, score))
        return [_lines(words) for words in found]

    def _cut(self, box: Box) -> Pixels:
        import cv2  # noqa: PLC0415

        pixels = self._frame.pixels[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1]
        white = [255, 255, 255]
        cut: Pixels = cv2.copyMakeBorder(
            pixels, _PADDING, _PADDING, _PADDING, _PADDING, cv2.BORDER_CONSTANT, value=white
        )
        return cut

    def _paragraphs(self, canvas: Canvas, words: Sequence[Words]) -> None:
        for lines in _paragraphs(_lines(words)):
            score = min(line.score for line in lines)
            place = self._frame.place(bounds(line.box for line in lines), score)
            canvas.paragraph(_joined([line.text for line in lines]), place)


def _spills(words: Box, cell: Box) -> bool:
    """Whether words that the engine took for one run over the lines of a cell."""
    reach = 0.5 * words.height
    return words.x0 < cell.x0 - reach or words.x1 > cell.x1 + reach


def _lines(words: Sequence[Words]) -> list[Words]:
    """Words on one height as one, from left to right; lines from top to bottom."""
    rows: list[list[Words]] = []
    for each in sorted(words, key=lambda one: one.box.y):
        row = rows[-1] if rows else None
        if row is not None:
            shared = min(row[-1].box.y1, each.box.y1) - max(row[-1].box.y0, each.box.y0)
            if shared > _SAME_LINE * min(row[-1].box.height, each.box.height):
                row.append(each)
                continue
        rows.append([each])
    return [_line(sorted(row, key=lambda one: one.box.x0)) for row in rows]


def _line(row: Sequence[Words]) -> Words:
    text = row[0].text
    for before, after in itertools.pairwise(row):
        gap = after.box.x0 - before.box.x1
        text += (" " if gap > _WIDE_GAP * after.box.height else "") + after.text
    return Words(text, bounds(one.box for one in row), min(one.score for one in row))


def _paragraphs(lines: Sequence[Words]) -> Iterator[list[Words]]:
    """Lines that run on as one paragraph."""
    if not lines:
        return
    em = median(line.box.height for line in lines)
    left, right = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
    current = [lines[0]]
    for before, line in itertools.pairwise(lines):
        begins = (
            line.box.x0 > left + _INDENT * em
            or before.box.x1 < right - _SHORT * em
            or line.box.y0 - before.box.y1 > _APART * em
        )
        if begins:
            yield current
            current = []
        current.append(line)
    yield current


def _joined(lines: Sequence[str]) -> str:
    """Lines as one; Latin words and figures are kept apart, Chinese runs on."""
    text = ""
    for line in lines:
        apart = text and _LATIN.match(text[-1]) and _LATIN.match(line[0])
        text += (" " if apart else "") + line
    return text
