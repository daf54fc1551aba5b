"""Rows of a table that its ruling does not part: figures one below the other inside cells that span them all."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from gongkai.readers.pdf_lattice import Area, Lattice
from gongkai.readers.pdf_page import Glyph
from gongkai.readers.pdf_text import lines_of

__all__ = ["split_rows"]

_FIGURES = re.compile(r"[\d,.%/\-—]+")
_FREE = 10.0  # points that a cell keeps free beside its words
_LEVEL = 0.6  # ems by which figures of one row may stand apart

Held = list[list[Glyph]]


def split_rows(lattice: Lattice, held: Held) -> tuple[Lattice, Held]:
    """The lattice with such rows parted, and the glyphs of its cells.

    A row is parted only where two of its cells or more hold figures on the same levels, two or more each.

    Args:
        lattice: as drawn.
        held: for each of its cells the glyphs.
    """
    cuts = {row: _levels(lattice, held, row) for row in range(len(lattice.ys) - 1)}
    cuts = {row: levels for row, levels in cuts.items() if levels}
    if not cuts:
        return lattice, held
    ys: list[float] = []
    first: dict[int, int] = {}  # the new number of each old line
    for row, (top, _) in enumerate(itertools.pairwise(lattice.ys)):
        first[row] = len(ys)
        ys.extend((top, *((before + after) / 2 for before, after in itertools.pairwise(cuts.get(row, [])))))
    first[len(lattice.ys) - 1] = len(ys)
    ys.append(lattice.ys[-1])
    areas: list[Area] = []
    parted: Held = []
    for area, own in zip(lattice.areas, held, strict=True):
        top, bottom = first[area.row], first[area.row_end]
        if area.row in cuts and area.row_end == area.row + 1:
            for row in range(top, bottom):
                areas.append(replace(area, row=row, row_end=row + 1))
                parted.append([glyph for glyph in own if _row_at(ys, top, bottom, glyph.box.y) == row])
        else:
            areas.append(replace(area, row=top, row_end=bottom))
            parted.append(own)
    return Lattice(lattice.xs, tuple(ys), tuple(areas)), parted


def _row_at(ys: Sequence[float], top: int, bottom: int, y: float) -> int:
    return next((row for row in range(top, bottom - 1) if y < ys[row + 1]), bottom - 1)


def _levels(lattice: Lattice, held: Held, row: int) -> list[float]:
    """Centres of the rows of figures inside one row of the lattice; none where it is a single row."""
    columns: list[list[float]] = []
    for area, own in zip(lattice.areas, held, strict=True):
        if (area.row, area.row_end) != (row, row + 1) or not own or any(glyph.turn for glyph in own):
            continue
        lines = lines_of(own)
        room = lattice.box_of(area).width - max(line[-1].box.x1 - line[0].box.x0 for line in lines)
        if room < _FREE + own[0].size:
            continue  # one figure, broken where its cell ends
        if len(lines) > 1 and all(_FIGURES.fullmatch("".join(glyph.char for glyph in line)) for line in lines):
            columns.append([line[0].box.y for line in lines])
            size = own[0].size
    if len(columns) < 2 or len({len(column) for column in columns}) > 1:
        return []
    if any(max(level) - min(level) > _LEVEL * size for level in zip(*columns, strict=True)):
        return []
    return [sum(level) / len(level) for level in zip(*columns, strict=True)]
