"""Ruling of a page: what its drawn paths leave of horizontal and vertical lines.

Tables are drawn as stroked lines, as boxes a point thin, as boxes around every cell, or as coloured cells whose edges
are the only ruling; all of them become strokes.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from pypdfium2 import raw

from gongkai.readers.pdf_page import Box, Stroke

__all__ = ["MAX_SEGMENTS", "Handle", "Matrix", "Painter", "multiply"]

#: What PDFium hands out: pages, objects, functions. It has no types of its own.
Handle: TypeAlias = Any
#: Segments of drawn paths that are looked at on one page.
MAX_SEGMENTS = 200_000
_THIN = 3.5  # points: a box not thicker is a line
_SKEW = 1.0  # points that a line may rise from one end to the other
_WHITE = 250  # of 255: lighter colours cannot be seen on paper
_CELL = 6.0  # points: a smaller coloured box is no cell


class Matrix(NamedTuple):
    """(x, y) to (a·x + c·y + e, b·x + d·y + f)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def vector(self, x: float, y: float) -> tuple[float, float]:
        """Where a direction goes."""
        return self.a * x + self.c * y, self.b * x + self.d * y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The box around where a box goes."""
        return _around([self.point(x0, y0), self.point(x1, y1), self.point(x0, y1), self.point(x1, y0)])


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does one after the other."""
    return Matrix(
        *then.vector(first.a, first.b),
        *then.vector(first.c, first.d),
        *then.point(first.e, first.f),
    )


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


class Painter:
    """Collects the ruling of one page.

    Args:
        shown: from the page's own space to the page as shown.
        page: the page as shown; what lies outside is not there.

    Attributes:
        strokes: lines and thin boxes.
        images: boxes of pictures.
        shapes: number of paths that are drawn at all.
    """

    def __init__(self, shown: Matrix, page: Box) -> None:
        self._shown = shown
        self._page = page
        self._segments = 0
        self._coloured: list[Box] = []
        self._white: list[Box] = []
        self.strokes: list[Stroke] = []
        self.images: list[Box] = []
        self.shapes = 0
        self._fill, self._stroked = ctypes.c_int(), ctypes.c_int()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._colour = tuple(ctypes.c_uint() for _ in range(4))

    def image(self, item: Handle, matrix: Matrix) -> None:
        """A picture; a very thin one is a line."""
        box = self._matrix(item, matrix).box(0.0, 0.0, 1.0, 1.0)
        if not self._inside(box):
            return
        if min(box.width, box.height) <= _THIN:
            self._line(box)
        else:
            self.images.append(box)

    def path(self, item: Handle, matrix: Matrix) -> None:
        """A drawn path."""
        raw.FPDFPath_GetDrawMode(item, self._fill, self._stroked)
        stroked = self._stroked.value and self._visible(raw.FPDFPageObj_GetStrokeColor, item) == "dark"
        filled = self._visible(raw.FPDFPageObj_GetFillColor, item) if self._fill.value else ""
        if not stroked and not filled:
            return
        self.shapes += 1
        for points, closed in self._subpaths(item, self._matrix(item, matrix)):
            if len(points) < 2:
                continue
            box = _around(points)
            if not self._inside(box):
                continue
            if stroked:
                self._outline(points, closed)
            if filled:
                self._area(points, box, filled)

    def edges(self) -> Iterator[Stroke]:
        """Edges of coloured boxes, and of white boxes that lie on a coloured one."""
        cells = [box for box in self._coloured if min(box.width, box.height) >= _CELL]
        for box in self._white:
            if any(
                other.grown(1.0).holds(box.x0, box.y0) and other.grown(1.0).holds(box.x1, box.y1) for other in cells
            ):
                yield from _sides(box)
        for box in cells:
            yield from _sides(box)

    def _matrix(self, item: Handle, matrix: Matrix) -> Matrix:
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, own)
        return multiply(multiply(Matrix(own.a, own.b, own.c, own.d, own.e, own.f), matrix), self._shown)

    def _inside(self, box: Box) -> bool:
        page = self._page
        return box.x1 >= page.x0 and box.x0 <= page.x1 and box.y1 >= page.y0 and box.y0 <= page.y1

    def _visible(self, colour_of: Handle, item: Handle) -> str:
        """``dark``, ``white`` or "" for a colour that is wholly transparent."""
        red, green, blue, alpha = self._colour
        if not colour_of(item, red, green, blue, alpha):
            return "dark"  # a pattern
        if alpha.value < 8:
            return ""
        return "white" if min(red.value, green.value, blue.value) >= _WHITE else "dark"

    def _subpaths(self, item: Handle, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
        """Points of each part of a path, and whether it is closed; parts with curves are passed over."""
        points: list[tuple[float, float]] = []
        closed = curved = False
        for index in range(max(raw.FPDFPath_CountSegments(item), 0)):
            self._segments += 1
            if self._segments > MAX_SEGMENTS:
                return
            segment = raw.FPDFPath_GetPathSegment(item, index)
            kind = raw.FPDFPathSegment_GetType(segment)
            raw.FPDFPathSegment_GetPoint(segment, self._x, self._y)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                if points and not curved:
                    yield points, closed
                points, closed, curved = [], False, False
            curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
            points.append(matrix.point(self._x.value, self._y.value))
            closed = closed or bool(raw.FPDFPathSegment_GetClose(segment))
        if points and not curved:
            yield points, closed

    def _outline(self, points: list[tuple[float, float]], closed: bool) -> None:
        ring = [*points, points[0]] if closed else points
        for (x0, y0), (x1, y1) in itertools.pairwise(ring):
            if abs(y1 - y0) <= _SKEW < abs(x1 - x0) or abs(x1 - x0) <= _SKEW < abs(y1 - y0):
                self._line(_around([(x0, y0), (x1, y1)]))

    def _area(self, points: list[tuple[float, float]], box: Box, colour: str) -> None:
        if min(box.width, box.height) <= _THIN:
            if colour == "dark":
                self._line(box)
        elif len(points) <= 5 and _is_upright(points, box):
            whole = box.width >= 0.95 * self._page.width and box.height >= 0.95 * self._page.height
            if not whole:
                (self._coloured if colour == "dark" else self._white).append(box)

    def _line(self, box: Box) -> None:
        """A thin box as a line; a mere dot counts both ways, since dotted lines are made of them."""
        dot = max(box.width, box.height) <= _THIN
        if box.width > box.height or dot:
            self.strokes.append(Stroke(True, box.y, box.x0, box.x1))
        if box.height >= box.width or dot:
            self.strokes.append(Stroke(False, box.x, box.y0, box.y1))


def _sides(box: Box) -> Iterator[Stroke]:
    yield Stroke(True, box.y0, box.x0, box.x1)
    yield Stroke(True, box.y1, box.x0, box.x1)
    yield Stroke(False, box.x0, box.y0, box.y1)
    yield Stroke(False, box.x1, box.y0, box.y1)


def _is_upright(points: list[tuple[float, float]], box: Box) -> bool:
    return all(
        min(abs(x - box.x0), abs(x - box.x1)) <= _SKEW and min(abs(y - box.y0), abs(y - box.y1)) <= _SKEW
        for x, y in points
    )
