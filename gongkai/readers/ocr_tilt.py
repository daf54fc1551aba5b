"""By how much a scan lies askew, and the scan set upright."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gongkai.readers.pdf_page import Box, bounds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["set_upright", "tilt_of", "tilted_box"]

_MOST = 4.0  # degrees that are looked for; paper lies worse on no scanner
_STEPS = (0.5, 0.1)  # degrees, first roughly, then around the best
_LEAST = 0.15  # degrees that do harm
_CLEARER = 1.1  # by which lines must stand out better than as it is
_SIDE = 1000  # pixels that the longer side is reduced to
_BLOCK, _DARKER = 31, 12  # as for ruling lines


def tilt_of(grey: Pixels) -> float:
    """Degrees by which a picture has to be turned counter-clockwise for its lines to be level; 0.0 where it is.

    Lines of writing and ruling are level where the ink of a row of pixels differs most from that of the next.

    Args:
        grey: height × width, of 8 bits.
    """
    import cv2  # noqa: PLC0415

    scale = min(1.0, _SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, _DARKER)
    best, first = 0.0, _levelness(ink, 0.0)
    most = first
    reach = _MOST
    for step in _STEPS:
        middle = best
        for number in range(-round(reach / step), round(reach / step) + 1):
            angle = middle + number * step
            found = _levelness(ink, angle)
            if found > most:
                best, most = angle, found
        reach = step
    return round(best, 2) if abs(best) >= _LEAST and most > _CLEARER * first else 0.0


def _levelness(ink: Pixels, angle: float) -> float:
    import numpy as np  # noqa: PLC0415

    rows = _turned(ink, angle, 0).sum(axis=1, dtype=np.int64)
    return float((np.diff(rows) ** 2).sum())


def set_upright(pixels: Pixels, tilt: float) -> Pixels:
    """The picture turned by so many degrees counter-clockwise, as large as before, its corners white."""
    return _turned(pixels, tilt, 255)


def _turned(pixels: Pixels, angle: float, paper: int) -> Pixels:
    import cv2  # noqa: PLC0415

    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned: Pixels = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT,
        borderValue=(paper, paper, paper),
    )  # fmt: skip
    return turned


def tilted_box(box: Box, tilt: float, width: float, height: float) -> Box:
    """Where a box of the picture set upright stands in the picture as it was."""
    angle = math.radians(tilt)
    x, y = width / 2, height / 2
    corners = [(cx - x, cy - y) for cx in (box.x0, box.x1) for cy in (box.y0, box.y1)]
    points = [
        (
            x + cx * math.cos(angle) - cy * math.sin(angle),
            y + cx * math.sin(angle) + cy * math.cos(angle),
        )
        for cx, cy in corners
    ]
    return bounds(Box(px, py, px, py) for px, py in points)
