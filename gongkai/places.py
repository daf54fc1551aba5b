"""Where in its source file a stretch of a report's text stands: page and box, sheet and cell, element path.

Readers say it of whole blocks (:class:`gongkai.records.Block`); here it is looked up for a fact or a finding.
"""

from __future__ import annotations

import bisect
import math
from operator import itemgetter

from gongkai.records import Block, Document, Place, Span

__all__ = ["Places", "finite_box", "shown_place"]


class Places:
    """The places of one document, for many look-ups."""

    def __init__(self, document: Document) -> None:
        changes = sorted(_innermost(document.blocks), key=itemgetter(0))
        self._from = [start for start, _ in changes]
        self._blocks = [block for _, block in changes]

    def of(self, span: Span) -> Place | None:
        """The place of the innermost block in which a span begins, or of the first in it; None where there is none."""
        index = max(0, bisect.bisect_right(self._from, span.start) - 1)
        while index < len(self._from) and self._from[index] < max(span.end, span.start + 1):
            block = self._blocks[index]
            if block is not None and block.span.end > span.start:
                return block.place
            index += 1
        return None


def _innermost(blocks: tuple[Block, ...]) -> list[tuple[int, Block | None]]:
    """From which character on which block is the innermost; blocks without words (blank cells) are in none."""
    changes: list[tuple[int, Block | None]] = []
    around: list[Block] = []

    def leave(until: int) -> None:
        while around:
            left = min(around, key=lambda block: block.span.end)
            if left.span.end > until:
                return
            was_innermost = around[-1] is left
            around.remove(left)
            if was_innermost:
                changes.append((left.span.end, around[-1] if around else None))

    last = 0
    for block in sorted(blocks, key=lambda block: (block.span.start, -block.span.end)):
        if block.span.start < block.span.end:
            leave(block.span.start)
            changes.append((block.span.start, block))
            around.append(block)
            last = max(last, block.span.end)
    leave(last)
    return changes


def finite_box(place: Place) -> tuple[float, float, float, float] | None:
    """The box of a place; None where the file gives it no edges, or such as are no numbers."""
    return place.box if place.box is not None and all(map(math.isfinite, place.box)) else None


def shown_place(place: Place | None) -> str:
    """A place as a reader can find it: ``page 3``, ``附表!C7``, the name of a picture; "" for paths of elements."""
    if place is None:
        return ""
    page = f"page {place.page}" if place.page else ""
    path = place.path.rpartition("/")[2] if "!/" in place.path else place.path
    return ", ".join(part for part in ("" if "/" in path else path, page) if part)
