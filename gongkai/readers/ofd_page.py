"""What stands on a page of an OFD file: text, ruling and pictures, as the layout of PDF pages wants them.

Source: GB/T 33190-2016. Lengths are millimetres there, points here; y runs downwards in both.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator

from lxml import etree

from gongkai.readers.pdf_page import ASCENT, DESCENT, Box, Glyph, Page, Stroke
from gongkai.readers.pdf_paths import Matrix, multiply

__all__ = ["MAX_OBJECTS", "child", "children", "numbers", "read_page"]

#: Drawn objects and characters that are looked at on one page.
MAX_OBJECTS = 60_000
_POINTS = 72 / 25.4
_ASLANT = math.radians(8)
_THIN = 3.5  # points: a box not thicker is a line
_SKEW = 1.0
_PICTURE = 24.0  # points: a smaller image is a bullet or a logo
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_PATH = re.compile(r"([MSLQBACZ])([^MSLQBACZ]*)")
_HOLDERS = frozenset({"Content", "Layer", "PageBlock", "Page"})
_DEEPEST = 20


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of this name, in whatever version of the namespace."""
    return (each for each in element if etree.QName(each).localname == name)


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The element at the end of a path of children, None where a step is missing."""
    for name in names:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def numbers(words: str | None, least: int) -> list[float] | None:
    """The numbers in an attribute, None where there are fewer than ``least`` or one is absurd."""
    found = [float(number) for number in _NUMBER.findall(words or "")]
    return found if len(found) >= least and all(abs(number) < 1e6 for number in found) else None


def read_page(contents: list[etree._Element], box: list[float], number: int) -> Page:
    """One page.

    Args:
        contents: root elements of its templates and of the page itself, lowest first.
        box: left, top, width and height in millimetres.
        number: from 1.
    """
    width, height = box[2] * _POINTS, box[3] * _POINTS
    reader = _PageReader(Matrix(_POINTS, 0.0, 0.0, _POINTS, -box[0] * _POINTS, -box[1] * _POINTS))
    for content in contents:
        reader.walk(content, 0)
    whole = Box(0.0, 0.0, width, height).grown(2.0)
    return Page(
        number=number,
        width=width,
        height=height,
        glyphs=tuple(glyph for glyph in reader.glyphs if whole.holds(glyph.box.x, glyph.box.y)),
        strokes=tuple(reader.strokes),
        fills=tuple(reader.fills),
        pictures=tuple(reader.pictures),
        shapes=reader.shapes,
        slanted=reader.slanted,
    )


class _PageReader:
    """Collects what the objects of a page draw."""

    def __init__(self, shown: Matrix) -> None:
        self._shown = shown
        self._objects = 0
        self.glyphs: list[Glyph] = []
        self.strokes: list[Stroke] = []
        self.fills: list[Stroke] = []
        self.pictures: list[Box] = []
        self.shapes = 0
        self.slanted = 0

    def walk(self, holder: etree._Element, depth: int) -> None:
        """Take in the objects in a layer or block, in the order they are drawn."""
        for element in holder:
            self._objects += 1
            if self._objects > MAX_OBJECTS or element.get("Visible", "true") == "false":
                continue
            kind = etree.QName(element).localname
            if kind in _HOLDERS and depth < _DEEPEST:
                self.walk(element, depth + 1)
            elif kind == "TextObject":
                self._text(element)
            elif kind == "PathObject":
                self._path(element)
            elif kind == "ImageObject":
                box = self._matrix(element).box(0.0, 0.0, 1.0, 1.0)
                if min(box.width, box.height) >= _PICTURE:
                    self.pictures.append(box)

    def _matrix(self, element: etree._Element) -> Matrix:
        """From an object's own space to the page: its matrix, then its place."""
        place = numbers(element.get("Boundary"), 4) or [0.0, 0.0, 0.0, 0.0]
        own = numbers(element.get("CTM"), 6)
        matrix = Matrix(*own[:6]) if own else Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        moved = multiply(matrix, Matrix(1.0, 0.0, 0.0, 1.0, place[0], place[1]))
        return multiply(moved, self._shown)

    def _text(self, element: etree._Element) -> None:
        matrix = self._matrix(element)
        along = matrix.vector(1.0, 0.0)
        quarters = math.atan2(along[1], along[0]) / (math.pi / 2)
        aslant = abs(quarters - round(quarters)) * (math.pi / 2) > _ASLANT
        size = (numbers(element.get("Size"), 1) or [0.0])[0]
        usual = size * (numbers(element.get("HScale"), 1) or [1.0])[0]
        x = y = 0.0
        for code in children(element, "TextCode"):
            x = (numbers(code.get("X"), 1) or [x])[0]
            y = (numbers(code.get("Y"), 1) or [y])[0]
            if size <= 0 or usual <= 0 or self._objects > MAX_OBJECTS:
                return
            if aslant:
                self.slanted += len((code.text or "").strip())
                continue
            spaced = False
            for char, box in _characters(code, (x, y), size, usual):
                self._objects += 1
                if char.isspace():
                    spaced = True
                    continue
                em = size * math.hypot(*matrix.vector(0.0, 1.0))
                self.glyphs.append(Glyph(char, matrix.box(*box), em, round(quarters) % 4, len(self.glyphs), spaced))
                spaced = False

    def _path(self, element: etree._Element) -> None:
        drawn = child(element, "AbbreviatedData")
        stroked = element.get("Stroke", "true") != "false"
        filled = element.get("Fill", "false") == "true"
        if drawn is None or not (stroked or filled):
            return
        self.shapes += 1
        matrix = self._matrix(element)
        for points in _subpaths(drawn.text or ""):
            shown = [matrix.point(*point) for point in points]
            xs, ys = zip(*shown, strict=True)
            box = Box(min(xs), min(ys), max(xs), max(ys))
            if filled and min(box.width, box.height) <= _THIN:
                self._line(box)
            elif filled and not stroked:
                self.fills.extend(_sides(box))
            elif stroked:
                for (x0, y0), (x1, y1) in itertools.pairwise(shown):
                    if abs(y1 - y0) <= _SKEW < abs(x1 - x0) or abs(x1 - x0) <= _SKEW < abs(y1 - y0):
                        self._line(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _line(self, box: Box) -> None:
        if box.width >= box.height:
            self.strokes.append(Stroke(True, box.y, box.x0, box.x1))
        else:
            self.strokes.append(Stroke(False, box.x, box.y0, box.y1))


def _characters(
    code: etree._Element, start: tuple[float, float], size: float, usual: float
) -> Iterator[tuple[str, Box]]:
    """The characters of one code with their em boxes, each moved on from the one before as the file says."""
    words = code.text or ""
    right, down = _steps(code.get("DeltaX"), len(words)), _steps(code.get("DeltaY"), len(words))
    x, y = start
    for at, char in enumerate(words):
        wide = usual * (0.5 if char.isascii() else 1.0)
        step = right[at] if at < len(right) else (0.0 if at < len(down) and down[at] else wide)
        known = ord(char) >= 0x20 and not 0xE000 <= ord(char) <= 0xF8FF
        advance = step if 0 < step <= 1.2 * usual else wide
        box = Box(x, y - ASCENT * size, x + advance, y + DESCENT * size)
        yield char if known or char.isspace() else "\ufffd", box
        x += step
        y += down[at] if at < len(down) else 0.0


def _sides(box: Box) -> Iterator[Stroke]:
    yield Stroke(True, box.y0, box.x0, box.x1)
    yield Stroke(True, box.y1, box.x0, box.x1)
    yield Stroke(False, box.x0, box.y0, box.y1)
    yield Stroke(False, box.x1, box.y0, box.y1)


def _steps(words: str | None, most: int) -> list[float]:
    """Steps from one character to the next; ``g 3 2.5`` stands for three steps of 2.5."""
    pieces = (words or "").split()
    steps: list[float] = []
    at = 0
    while at < len(pieces) and len(steps) < most:
        if pieces[at] == "g" and at + 2 < len(pieces):
            count, step = numbers(pieces[at + 1], 1), numbers(pieces[at + 2], 1)
            steps.extend((step or [0.0])[:1] * min(most, int((count or [0.0])[0])))
            at += 3
        else:
            steps.append((numbers(pieces[at], 1) or [0.0])[0])
            at += 1
    return steps


def _subpaths(words: str) -> Iterator[list[tuple[float, float]]]:
    """Corners of each part of a path that has no curves; a closed one ends where it began."""
    points: list[tuple[float, float]] = []
    curved = False
    for match in _PATH.finditer(words):
        values = numbers(match[2], 0) or []
        if match[1] in "MS":
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        if match[1] in "MSL" and len(values) >= 2:
            points.append((values[0], values[1]))
        elif match[1] == "C" and points:
            points.append(points[0])
        else:
            curved = curved or match[1] in "QBA"
    if len(points) > 1 and not curved:
        yield points
