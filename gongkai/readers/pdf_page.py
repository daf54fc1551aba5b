"""What stands on a page of a PDF: glyphs, ruling and pictures, in points from the upper left corner.

Boxes are as the page is shown (its /Rotate applied), y downwards. A page whose text runs sideways is turned before it
is read; :meth:`Page.place` gives the place on the page as it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from gongkai.records import Place

__all__ = ["Box", "Glyph", "Page", "Stroke", "bounds", "dominant_turn", "turn_box", "turn_glyph", "turned"]

ASCENT = 0.86  # of the em above the baseline, the usual of Chinese fonts
DESCENT = 0.14


class Box(NamedTuple):
    """Left, top, right, bottom."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.y1 - self.y0

    @property
    def x(self) -> float:
        """Centre."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Centre."""
        return (self.y0 + self.y1) / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def grown(self, by: float) -> Box:
        """The same box, wider by so much on every side."""
        return Box(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)


@dataclass(slots=True)
class Glyph:
    """One character.

    Attributes:
        char: one character, U+FFFD where the font does not tell which.
        box: its em box: along its line as far as it advances, across it one em.
        size: em in points.
        turn: clockwise quarter turns of its direction of writing; 0 is rightwards.
        order: place in the content of the page.
        spaced: whether the content has a space before it.
    """

    char: str
    box: Box
    size: float
    turn: int
    order: int
    spaced: bool = False

    @property
    def base(self) -> float:
        """Baseline of an upright glyph."""
        return self.box.y1 - DESCENT * self.size


class Stroke(NamedTuple):
    """A ruling line: horizontal (``at`` is y) or vertical (``at`` is x), from ``start`` to ``end``."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        number: from 1.
        width, height: in points, as shown.
        glyphs: in the order of the content, white space left out.
        strokes: ruling lines and thin boxes.
        fills: edges of coloured boxes, which may be cells.
        pictures: boxes of images that may hold words.
        turn: clockwise quarter turns that this page was turned by after being shown.
        shapes: number of drawn paths, which show that a page without text is not empty.
        unknown: glyphs of which the font does not tell the character.
        layer: whether the text is an invisible layer over a picture, left there by text recognition.
        slanted: glyphs left out because they run aslant (watermarks).
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    strokes: tuple[Stroke, ...] = ()
    fills: tuple[Stroke, ...] = ()
    pictures: tuple[Box, ...] = ()
    turn: int = 0
    shapes: int = 0
    unknown: int = 0
    layer: bool = False
    slanted: int = 0

    def place(self, box: Box | None = None) -> Place:
        """The place of a box on the page as it is shown; of the whole page by default."""
        box = box or Box(0.0, 0.0, self.width, self.height)
        if self.turn:
            box = turn_box(box, -self.turn % 4, self.width, self.height)
        return Place(page=self.number, box=(round(box.x0, 1), round(box.y0, 1), round(box.x1, 1), round(box.y1, 1)))


def bounds(boxes: Iterable[Box]) -> Box:
    """The smallest box around all."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))


def turn_box(box: Box, quarters: int, width: float, height: float) -> Box:
    """A box on a sheet of ``width`` and ``height`` after the sheet was turned clockwise by quarters."""
    if quarters == 1:
        return Box(height - box.y1, box.x0, height - box.y0, box.x1)
    if quarters == 2:
        return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
    if quarters == 3:
        return Box(box.y0, width - box.x1, box.y1, width - box.x0)
    return box


def turn_glyph(glyph: Glyph, quarters: int, width: float, height: float) -> Glyph:
    """A glyph after its sheet was turned clockwise by quarters."""
    box = turn_box(glyph.box, quarters, width, height)
    return replace(glyph, box=box, turn=(glyph.turn + quarters) % 4)


def _turn_stroke(stroke: Stroke, quarters: int, width: float, height: float) -> Stroke:
    if stroke.horizontal:
        box = turn_box(Box(stroke.start, stroke.at, stroke.end, stroke.at), quarters, width, height)
    else:
        box = turn_box(Box(stroke.at, stroke.start, stroke.at, stroke.end), quarters, width, height)
    if stroke.horizontal == (quarters % 2 == 0):
        return Stroke(True, box.y0, box.x0, box.x1)
    return Stroke(False, box.x0, box.y0, box.y1)


def dominant_turn(glyphs: Sequence[Glyph]) -> int:
    """The direction of most glyphs."""
    counts = Counter(glyph.turn for glyph in glyphs)
    return counts.most_common(1)[0][0] if counts else 0


def turned(page: Page) -> Page:
    """The page turned so that most of its text runs rightwards."""
    quarters = -dominant_turn(page.glyphs) % 4
    if not quarters:
        return page
    width, height = page.width, page.height
    return replace(
        page,
        width=height if quarters % 2 else width,
        height=width if quarters % 2 else height,
        glyphs=tuple(turn_glyph(glyph, quarters, width, height) for glyph in page.glyphs),
        strokes=tuple(_turn_stroke(stroke, quarters, width, height) for stroke in page.strokes),
        fills=tuple(_turn_stroke(stroke, quarters, width, height) for stroke in page.fills),
        pictures=tuple(turn_box(box, quarters, width, height) for box in page.pictures),
        turn=(page.turn + quarters) % 4,
    )
