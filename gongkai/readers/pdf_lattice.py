"""Ruling lines to grids of cells.

Lines that touch make up one lattice; each of its squares is joined with the neighbours that no line parts it from,
so that merged cells come out whole. Sides that were left open (tables without outer lines, tables cut by the end of
the page) are closed where the lines end.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.readers.pdf_page import Box, Stroke

__all__ = ["Area", "Lattice", "cluster", "lattices"]

_TOUCH = 3.0  # points between lines that are meant to meet
_SAME = 2.5  # points between lines that are meant to be one (double lines, borders of neighbouring cells)
_SHORTEST = 5.0  # points; shorter pieces are dots
_OPEN = 6.0  # points that lines must stand out to make an open row or column
_DRAWN = 0.55  # share of a side that a line must cover to part two squares
_MOST_SQUARES = 40_000  # of one lattice


@dataclass(frozen=True, slots=True)
class Area:
    """A cell: rows [row, row_end) and columns [column, column_end) of its lattice."""

    row: int
    column: int
    row_end: int
    column_end: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """A grid: the places of its lines, and its cells from top to bottom and left to right."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]

    @property
    def box(self) -> Box:
        """Its outer lines."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def box_of(self, area: Area) -> Box:
        """The lines around one cell."""
        return Box(self.xs[area.column], self.ys[area.row], self.xs[area.column_end], self.ys[area.row_end])


def cluster(values: Iterable[float], reach: float) -> list[float]:
    """Values that lie within ``reach`` of the first of their group, as the mean of each group, rising."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= reach:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def lattices(strokes: Sequence[Stroke], edges: Sequence[Stroke] = ()) -> list[Lattice]:
    """The grids of a page, from top to bottom, boxes around a single cell included.

    Args:
        strokes: ruling lines.
        edges: of coloured boxes; they are ruling where nothing better is there.
    """
    lines = _merged((*strokes, *edges))
    found = []
    for group in _connected(lines):
        lattice = _lattice(group)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _merged(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Strokes of one line as one: dashes closed up, doubles dropped."""
    merged: list[Stroke] = []
    for horizontal in (True, False):
        own = sorted((stroke for stroke in strokes if stroke.horizontal == horizontal), key=lambda stroke: stroke.at)
        for group in _by_place(own):
            start = end = None
            ats: list[tuple[float, float]] = []
            for stroke in (*sorted(group, key=lambda stroke: stroke.start), None):
                if start is not None and end is not None and (stroke is None or stroke.start > end + _TOUCH):
                    if end - start >= _SHORTEST:
                        weight = sum(each for _, each in ats)
                        at = sum(at * each for at, each in ats) / weight if weight else ats[0][0]
                        merged.append(Stroke(horizontal, at, start, end))
                    start, ats = None, []
                if stroke is not None:
                    start = stroke.start if start is None else start
                    end = stroke.end if end is None or not ats else max(end, stroke.end)
                    ats.append((stroke.at, stroke.end - stroke.start))
    return merged


def _by_place(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    groups: list[list[Stroke]] = []
    for stroke in strokes:
        if groups and stroke.at - groups[-1][0].at <= _SAME:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    return groups


def _connected(lines: Sequence[Stroke]) -> list[list[Stroke]]:
    """Groups of lines that cross or touch, each with lines of both directions."""
    parents = list(range(len(lines)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    upright = [index for index, line in enumerate(lines) if not line.horizontal]
    for index, line in enumerate(lines):
        if not line.horizontal:
            continue
        for other in upright:
            crossing = lines[other]
            if (
                line.start - _TOUCH <= crossing.at <= line.end + _TOUCH
                and crossing.start - _TOUCH <= line.at <= crossing.end + _TOUCH
            ):
                parents[root(index)] = root(other)
    groups: dict[int, list[Stroke]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(root(index), []).append(line)
    return [group for group in groups.values() if len({line.horizontal for line in group}) == 2]


def _lattice(lines: Sequence[Stroke]) -> Lattice | None:
    level = [line for line in lines if line.horizontal]
    upright = [line for line in lines if not line.horizontal]
    xs = _with_ends(cluster((line.at for line in upright), _TOUCH), level)
    ys = _with_ends(cluster((line.at for line in level), _TOUCH), upright)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_SQUARES:
        return None
    left = _walls(upright, xs, ys)
    top = _walls(level, ys, xs)
    areas = _Squares(len(ys) - 1, len(xs) - 1, left, top).areas()
    return _compact(xs, ys, areas)


def _with_ends(places: list[float], across: Sequence[Stroke]) -> list[float]:
    """Places of lines, and the ends of the lines across them where those stand out: sides that are not drawn."""
    ends = [end for line in across for end in (line.start, line.end)]
    return sorted((*places, *cluster((end for end in ends if _far(end, places)), _OPEN)))


def _far(end: float, places: Sequence[float]) -> bool:
    return all(abs(end - place) > _OPEN for place in places)


def _walls(lines: Sequence[Stroke], places: Sequence[float], across: Sequence[float]) -> set[tuple[int, int]]:
    """Pairs (index of place, index of stretch across) along which a line runs."""
    covered: dict[tuple[int, int], float] = {}
    for line in lines:
        place = min(range(len(places)), key=lambda index: abs(places[index] - line.at))
        for stretch, (start, end) in enumerate(itertools.pairwise(across)):
            shared = min(line.end, end) - max(line.start, start)
            if shared > 0:
                covered[place, stretch] = covered.get((place, stretch), 0.0) + shared / max(end - start, 0.1)
    return {key for key, share in covered.items() if share >= _DRAWN}


class _Squares:
    """The squares between the lines of a lattice, and the walls between them.

    Args:
        rows, columns: how many there are.
        left, top: (line, row) and (line, column) for every wall.
    """

    def __init__(self, rows: int, columns: int, left: set[tuple[int, int]], top: set[tuple[int, int]]) -> None:
        self._rows = rows
        self._columns = columns
        self._left = left
        self._top = top
        self._taken: set[tuple[int, int]] = set()

    def areas(self) -> list[Area]:
        """Squares joined where no wall parts them; what would have corners is cut into boxes."""
        areas: list[Area] = []
        for row, column in itertools.product(range(self._rows), range(self._columns)):
            if (row, column) in self._taken:
                continue
            end = column + 1
            while end < self._columns and (end, row) not in self._left and (row, end) not in self._taken:
                end += 1
            bottom = row + 1
            while bottom < self._rows and self._goes_on(bottom, column, end):
                bottom += 1
            areas.append(Area(row, column, bottom, end))
            self._taken.update(itertools.product(range(row, bottom), range(column, end)))
        return areas

    def _goes_on(self, row: int, column: int, end: int) -> bool:
        """Whether the squares of the next row belong to the area: no wall above or between them, walls beside them."""
        if any((row, at) in self._top or (row, at) in self._taken for at in range(column, end)):
            return False
        if any((at, row) in self._left for at in range(column + 1, end)):
            return False
        beside = (column == 0 or (column, row) in self._left, end == self._columns or (end, row) in self._left)
        return all(beside)


def _compact(xs: Sequence[float], ys: Sequence[float], areas: Sequence[Area]) -> Lattice:
    """The lattice without lines that no cell begins or ends at (underlines, stray strokes)."""
    columns = sorted({side for area in areas for side in (area.column, area.column_end)})
    rows = sorted({side for area in areas for side in (area.row, area.row_end)})
    column_of = {old: new for new, old in enumerate(columns)}
    row_of = {old: new for new, old in enumerate(rows)}
    return Lattice(
        tuple(xs[old] for old in columns),
        tuple(ys[old] for old in rows),
        tuple(
            Area(row_of[area.row], column_of[area.column], row_of[area.row_end], column_of[area.column_end])
            for area in areas
        ),
    )
