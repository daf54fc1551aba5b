"""Ruling lines of a picture, and the ink that stands between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.readers.pdf_lattice import Lattice, lattices
from gongkai.readers.pdf_page import Box, Stroke

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["Ruling"]

_WIDTH = 600.0  # points that a picture's width stands for, so that the limits for pages hold for it too
_SHORTEST = 24  # pixels of a ruling line; at least the share below of the picture
_SHARE = 1 / 60
_TILT = 3  # pixels that a line may waver
_BLOCK = 31  # pixels around a pixel that it is compared with
_DARKER = 12  # levels by which ink is darker than what surrounds it
_SPECK = 2  # pixels; smaller ink is dust
_THICKEST = 14  # pixels; what is thicker is a bar, not a line


class Ruling:
    """The lines and the ink of one picture.

    Args:
        grey: height × width, of 8 bits.
    """

    def __init__(self, grey: Pixels) -> None:
        import cv2  # noqa: PLC0415
        import numpy as np  # noqa: PLC0415

        self._scale = _WIDTH / grey.shape[1]
        ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, _DARKER)
        drawn = np.zeros_like(ink)
        strokes: list[Stroke] = []
        for horizontal in (True, False):
            length = max(_SHORTEST, int(grey.shape[1 if horizontal else 0] * _SHARE))
            long, across = ((length, 1), (1, _TILT)) if horizontal else ((1, length), (_TILT, 1))
            # Lines waver by a pixel in scans: thickened across before they are looked for.
            thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, across))
            lines = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, long))
            strokes.extend(self._strokes(lines, horizontal))
            drawn |= lines
        self.lattices: list[Lattice] = [
            lattice for lattice in lattices(strokes) if len(lattice.areas) > 1
        ]  # fmt: skip
        self.ink: Pixels = np.where(drawn > 0, 0, ink).astype(np.uint8)

    def pixels(self, box: Box) -> Box:
        """A box of a lattice in pixels."""
        return Box(*(side / self._scale for side in box))

    def _strokes(self, lines: Pixels, horizontal: bool) -> Iterator[Stroke]:
        import cv2  # noqa: PLC0415

        _, _, found, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        for left, top, width, height, _ in found[1:].tolist():
            start, length, place, thickness = (
                (left, width, top, height) if horizontal else (top, height, left, width)
            )  # fmt: skip
            if thickness > _THICKEST or length < 2 * thickness:
                continue
            at = (place + thickness / 2) * self._scale
            yield Stroke(horizontal, at, start * self._scale, (start + length) * self._scale)

    def inked(self, box: Box, inset: int = 3) -> Box | None:
        """The smallest box around the ink inside a cell, in pixels; None where it is blank."""
        import numpy as np  # noqa: PLC0415

        left, top = int(box.x0) + inset, int(box.y0) + inset
        inner = self.ink[top : max(top, int(box.y1) - inset), left : max(left, int(box.x1) - inset)]
        rows = np.flatnonzero((inner > 0).sum(axis=1) >= 1)
        columns = np.flatnonzero((inner > 0).sum(axis=0) >= 1)
        if len(rows) <= _SPECK or len(columns) <= _SPECK:
            return None
        return Box(left + float(columns[0]), top + float(rows[0]), left + columns[-1] + 1.0, top + rows[-1] + 1.0)

    def rows(self, box: Box) -> list[Box]:
        """The lines of writing inside a box: stretches of ink with nothing between them, at most as tall as wide."""
        import numpy as np  # noqa: PLC0415

        left, top, right, bottom = (int(side) for side in box)
        filled = (self.ink[top:bottom, left:right] > 0).any(axis=1)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
        lines: list[Box] = []
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            piece = Box(left, top + start, right, top + end)
            if lines and piece.y1 - lines[-1].y0 <= 1.15 * min(box.width, 60):
                lines[-1] = Box(left, lines[-1].y0, right, piece.y1)  # 三 and 二 are one character each
            else:
                lines.append(piece)
        return lines
