"""Tables without ruling: their columns are only aligned.

Lines of figures are the backbone. The columns of figures come from where figures stand below each other; labels that
were broken over lines go to the line of figures that they stand beside.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.readers.pdf_columns import Row, rows_of
from gongkai.readers.pdf_lattice import cluster
from gongkai.readers.pdf_page import Box, Page, bounds
from gongkai.readers.pdf_tables import DraftCell, Part, is_figure, opens_row
from gongkai.readers.pdf_text import Line, join, make_line

__all__ = ["aligned_tables"]

_ROW_GAP = 3.5  # ems between the lines of a table
_SINGLE = 4  # lines of a broken label between lines with several pieces
_NARROW = 0.6  # of the width of the text: a longer single piece is a line of prose
_LARGER = 0.12  # by which sizes differ that are meant to
_FURTHER = 1.5  # usual distances between lines, at which a table ends
_FIGURE_LINES = 2  # lines of figures that make a table
_FIGURES = 4  # figures that make one in a single line
_PIECE = 0.4  # ems between pieces that a column line may run between
_EDGE = 0.6  # ems by which the pieces of a column may begin apart
_LABEL_WIDTH = 2.5  # ems that a column of labels has at least
_WRAP = 1.5  # ems from line to line of one label
_BESIDE = 1.5  # ems from a broken label to its line of figures
_MOST = 0.7  # share of the lines of figures
_CLASH = 0.1  # share of figures that may fall into one column with another


@dataclass(slots=True)
class _Block:
    """Pieces that make up one cell: columns [start, end), from top to bottom."""

    start: int
    end: int
    pieces: list[Line] = field(default_factory=list)

    @property
    def box(self) -> Box:
        return bounds(piece.box for piece in self.pieces)


def aligned_tables(lines: Sequence[Line], page: Page) -> list[Line | Part]:
    """Lines with those that make up tables without ruling taken together."""
    rows = rows_of(lines)
    found: list[Line | Part] = []
    at = 0
    while at < len(rows):
        end = _stretch(rows, at)
        part = _Aligned(rows[at:end], page).part() if end > at else None
        if part is None:
            end = max(end, at + 1)
            found.extend(row.line for row in rows[at:end])
        else:
            found.append(part)
        at = end
    return found


def _stretch(rows: Sequence[Row], at: int) -> int:
    """One past the lines that may be a table beginning at a line; ``at`` where there are none."""
    width = max(row.line.box.x1 for row in rows) - min(row.line.box.x0 for row in rows)
    end, single = at, 0
    left = min(row.line.box.x0 for row in rows)
    if len(rows[at].cells) == 1 and (rows[at].line.box.x0 - left < 0.25 * width or at + 1 == len(rows)):
        return at  # a heading; a head that spans columns stands further in
    for index in range(at, len(rows)):
        row = rows[index]
        if index > at:
            above = rows[index - 1].line
            if row.line.box.y0 - above.box.y1 > _ROW_GAP * max(above.size, row.line.size):
                break
        if len(row.cells) > 1:
            end, single = index + 1, 0
        elif _is_prose(rows[at:index], row.line, _NARROW * width) or single >= _SINGLE or _parts(rows[at:index], row):
            break
        else:
            single += 1
    while end > at and end < len(rows) and _hangs(rows[max(at, end - 2) : end], rows[end]):
        end += 1
    return end


def _is_prose(before: Sequence[Row], line: Line, longest: float) -> bool:
    """Whether a line is too long to be a label, and runs below the figures."""
    figures = [figure.box.x0 for row in before for figure in _figures(row)]
    return line.box.width > longest and (not figures or line.box.x1 > min(figures))


def _parts(before: Sequence[Row], row: Row) -> bool:
    """Whether a line on its own parts two tables: in larger type, or further off than the lines before it."""
    sizes = sorted(other.line.size for other in before)
    if sizes and row.line.size > (1 + _LARGER) * sizes[len(sizes) // 2]:
        return True
    gaps = sorted(after.line.base - above.line.base for above, after in itertools.pairwise(before))
    usual = gaps[len(gaps) // 2] if gaps else float("inf")
    return bool(before) and row.line.base - before[-1].line.base > _FURTHER * max(usual, _WRAP * row.line.size)


def _hangs(before: Sequence[Row], row: Row) -> bool:
    """Whether a line is the rest of a label above it, whose figures may stand half a line lower."""
    size = row.line.size
    begun = any(
        0 < row.line.base - above.line.base <= _WRAP * size and abs(row.line.box.x0 - above.line.box.x0) < 1.0
        for above in before
    )
    return begun and len(row.cells) == 1 and not opens_row(row.line.text)


class _Aligned:
    """One table in the making.

    Args:
        rows: its lines.
        page: where they stand.
    """

    def __init__(self, rows: Sequence[Row], page: Page) -> None:
        self._rows = rows
        self._page = page
        self._size = max((row.line.size for row in rows), default=0.0)
        self._anchors = [index for index, row in enumerate(rows) if _figures(row)]
        self._columns: list[tuple[float, float]] = []
        self._labels = 0

    def part(self) -> Part | None:
        """The table; None where the lines are none."""
        figures = [figure for index in self._anchors for figure in _figures(self._rows[index])]
        enough = len(self._anchors) >= _FIGURE_LINES or (len(self._anchors) == 1 and len(figures) >= _FIGURES)
        if not enough or sum(len(row.cells) > 1 for row in self._rows) < 2:
            return None
        own = _disjoint([(figure.box.x0, figure.box.x1) for figure in figures])
        labels = self._label_columns(own[0][0])
        self._columns, self._labels = [*labels, *own], len(labels)
        if len(self._columns) < 2 or self._clashes(figures):
            return None
        groups = self._heads() + self._body()
        cells: list[DraftCell] = []
        for number, blocks in enumerate(groups):
            cells.extend(self._cell(number, block) for block in blocks)
            if any(block.start >= self._labels and is_figure(block.pieces[0].text) for block in blocks):
                cells.extend(self._blanks(number, blocks))
        box = bounds(row.line.box for row in self._rows)
        xs = (*(left for left, _ in self._columns), self._columns[-1][1])
        return Part(box, self._page.place(box), xs, len(groups), cells)

    def _label_columns(self, right: float) -> list[tuple[float, float]]:
        """Columns left of the figures: the places where several pieces begin."""
        starts: list[float] = []
        for row in self._rows[self._anchors[0] :]:
            glyphs = [glyph for glyph in row.line.glyphs if glyph.box.x1 <= right + 1]
            starts.extend(glyphs[0].box.x0 for _ in glyphs[:1])
            for before, after in itertools.pairwise(glyphs):
                if after.box.x0 - before.box.x1 >= _PIECE * after.size:
                    starts.append(after.box.x0)
        if not starts:
            return []
        edges = [min(starts)]
        for edge in cluster(starts, _EDGE * self._size):
            often = sum(abs(start - edge) <= _EDGE * self._size for start in starts) >= 3
            if often and edge - edges[-1] >= _LABEL_WIDTH * self._size:
                edges.append(edge)
        return list(zip(edges, [*edges[1:], right], strict=True))

    def _clashes(self, figures: Sequence[Line]) -> bool:
        """Whether figures of one line too often fall into one column: these are no columns then."""
        clashes = 0
        for index in self._anchors:
            places = [self._covered(figure)[0] for figure in _figures(self._rows[index])]
            clashes += len(places) - len(set(places))
        return clashes > _CLASH * len(figures)

    def _covered(self, piece: Line) -> tuple[int, int]:
        """The columns that a piece stands in: the first, and one past the last."""
        own = [at for at, (left, right) in enumerate(self._columns) if piece.box.x0 < right and piece.box.x1 > left]
        labels = [at for at in own if at < self._labels]
        if labels:
            return labels[-1] if piece.box.x0 >= self._columns[labels[-1]][0] - 1 else labels[0], own[-1] + 1
        if own:
            return own[0], own[-1] + 1
        nearest = min(range(len(self._columns)), key=lambda at: abs(sum(self._columns[at]) / 2 - piece.box.x))
        return nearest, nearest + 1

    def _pieces(self, row: Row) -> list[_Block]:
        """The pieces of a line, parted where a column line runs between them."""
        found: list[_Block] = []
        edges = [left for left, _ in self._columns[1 : self._labels]]
        centres = [(left + right) / 2 for left, right in self._columns[self._labels :]]
        for chunk in row.cells:
            parts = [[chunk.glyphs[0]]]
            for before, after in itertools.pairwise(chunk.glyphs):
                gap = after.box.x0 - before.box.x1 >= _PIECE * after.size
                at_edge = any(abs(after.box.x0 - edge) <= _EDGE * after.size for edge in edges)
                passed = any(parts[-1][0].box.x0 <= centre <= after.box.x0 for centre in centres)
                if gap and (at_edge or passed):
                    parts.append([after])
                else:
                    parts[-1].append(after)
            for part in parts:
                piece = make_line(part)
                found.append(_Block(*self._covered(piece), [piece]))
        return found

    def _heads(self) -> list[list[_Block]]:
        """Rows above the first figures; words of one column that stand close below each other are one cell."""
        blocks: list[_Block] = []
        for row in self._rows[: self._anchors[0]]:
            if self._is_first_label(row):
                continue
            for new in self._pieces(row):
                self._attach(blocks, new)
        rows: list[list[_Block]] = []
        for block in sorted(blocks, key=lambda block: (block.box.y, block.start)):
            if rows and block.box.y - rows[-1][0].box.y <= _EDGE * self._size:
                rows[-1].append(block)
            else:
                rows.append([block])
        return [sorted(row, key=lambda block: block.start) for row in rows]

    def _is_first_label(self, row: Row) -> bool:
        """Whether a line above the first figures is the beginning of their own label."""
        first = self._rows[self._anchors[0]]
        labels = {self._covered(cell)[0] for cell in first.cells}
        own = [self._covered(cell) for cell in row.cells]
        close = first.line.base - row.line.base <= _WRAP * self._size
        return close and all(start not in labels and end <= self._labels for start, end in own)

    def _attach(self, blocks: list[_Block], new: _Block) -> None:
        for block in blocks:
            step = new.box.y - block.pieces[-1].box.y
            if (block.start, block.end) == (new.start, new.end) and 0 < step <= _WRAP * self._size:
                block.pieces.extend(new.pieces)
                return
        blocks.append(new)

    def _body(self) -> list[list[_Block]]:
        """One row for each line of figures, with the pieces of labels that belong to it."""
        rows: dict[int, list[_Block]] = {index: [] for index in self._anchors}
        loose: list[tuple[int, _Block]] = []
        everywhere = self._in_every_row()
        for index, row in enumerate(self._rows):
            if index < self._anchors[0] and not self._is_first_label(row):
                continue
            for block in self._pieces(row):
                outer = block.end < self._labels and block.start not in everywhere
                if index in rows and not outer:
                    rows[index].append(block)
                else:
                    loose.append((index, block))
        for index, block in self._grouped(loose):
            home = self._home(index, block, rows)
            if home is None:
                rows.setdefault(index, []).append(block)
            else:
                self._attach_label(rows[home], block)
        return [sorted(rows[index], key=lambda block: block.start) for index in sorted(rows)]

    def _in_every_row(self) -> set[int]:
        """Columns of labels that most lines of figures have a label in: none of these spans several rows."""
        counts = Counter(block.start for index in self._anchors for block in self._pieces(self._rows[index]))
        return {start for start, count in counts.items() if count >= _MOST * len(self._anchors)}

    def _grouped(self, loose: Sequence[tuple[int, _Block]]) -> list[tuple[int, _Block]]:
        """Lines of labels that span several rows put together."""
        found: list[tuple[int, _Block]] = []
        for index, block in loose:
            for _, other in found:
                step = block.box.y - other.pieces[-1].box.y
                same = (other.start, other.end) == (block.start, block.end) and block.end < self._labels
                if same and 0 < step <= _WRAP * self._size and not opens_row(block.pieces[0].text):
                    other.pieces.extend(block.pieces)
                    break
            else:
                found.append((index, block))
        return found

    def _home(self, index: int, block: _Block, rows: dict[int, list[_Block]]) -> int | None:
        """The line of figures that a piece of a label stands beside."""
        if block.start >= self._labels and index not in self._anchors:
            return None
        level = block.pieces[0].box.y
        near = [(abs(self._rows[anchor].line.box.y - level), anchor) for anchor in self._anchors]
        if opens_row(block.pieces[0].text) and block.end == self._labels:
            bare = [entry for entry in near if entry[1] >= index and not self._has_label(rows[entry[1]])]
            near = bare[:1]
        near = [(gap, anchor) for gap, anchor in near if gap <= _BESIDE * self._size]
        if near:
            return min(near)[1]
        above = [anchor for anchor in self._anchors if anchor < index]
        return above[-1] if above and self._goes_on(rows[above[-1]], block) else None

    def _goes_on(self, blocks: Sequence[_Block], new: _Block) -> bool:
        """Whether a piece follows the last line of a label of several lines."""
        own = [block for block in blocks if block.start == new.start and block.end <= self._labels]
        return any(0 < new.box.y - block.pieces[-1].box.y <= _BESIDE * self._size for block in own)

    def _has_label(self, blocks: Sequence[_Block]) -> bool:
        return any(block.end == self._labels and opens_row(block.pieces[0].text) for block in blocks)

    def _attach_label(self, blocks: list[_Block], new: _Block) -> None:
        for block in blocks:
            if block.start == new.start and block.end <= self._labels:
                block.pieces.extend(new.pieces)
                block.pieces.sort(key=lambda piece: piece.box.y)
                block.end = max(block.end, new.end)
                return
        blocks.append(new)

    def _cell(self, row: int, block: _Block) -> DraftCell:
        width = self._columns[block.end - 1][1] - self._columns[block.start][0]
        words = join(block.pieces, width)
        return DraftCell(row, block.start, row + 1, block.end, words, self._page.place(block.box))

    def _blanks(self, row: int, blocks: Sequence[_Block]) -> list[DraftCell]:
        """Empty cells where a row of figures has none."""
        taken = {at for block in blocks for at in range(block.start, block.end)}
        level = bounds(block.box for block in blocks)
        cells = []
        for at, (left, right) in enumerate(self._columns):
            if at >= self._labels and at not in taken:
                place = self._page.place(Box(left, level.y0, right, level.y1))
                cells.append(DraftCell(row, at, row + 1, at + 1, "", place))
        return cells


def _figures(row: Row) -> list[Line]:
    """The figures of a line, its label left out."""
    found: list[Line] = []
    for number, cell in enumerate(row.cells):
        if is_figure(cell.text) and (number or len(row.cells) > 2):
            found.extend(_single_figures(cell))
    return found


def _single_figures(cell: Line) -> list[Line]:
    parts = [[cell.glyphs[0]]]
    for before, after in itertools.pairwise(cell.glyphs):
        if after.box.x0 - before.box.x1 >= _PIECE * after.size:
            parts.append([after])
        else:
            parts[-1].append(after)
    return [make_line(part) for part in parts]


def _disjoint(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that overlap put together, from left to right."""
    ordered = sorted(spans)
    merged = [ordered[0]]
    for left, right in ordered[1:]:
        if left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged
