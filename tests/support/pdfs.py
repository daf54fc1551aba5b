"""Draws reports as PDF pages, for tests: paragraphs and grids in many layouts, with a font that needs no file.

Glyphs are placed one by one where the layout wants them, so that a test knows what a reader must make of it. The font
is one of the standard Chinese ones that PDF viewers bring along; it is named in the file, not embedded.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.forms import layouts
from tests.support.drawn import Block
from tests.support.word import placed

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
_STROKES = ("/", "——")  # in place of a figure
_CLOSING = "，。、；：！？）》」』】”’…,.;:!?)%"


@dataclass(frozen=True)
class Layout:
    """How a report is set.

    Attributes:
        page: width and height of the sheet as it is read.
        margin: on all sides.
        size: of the text; ``table_size`` of the words in tables.
        pitch: from line to line, in ems.
        indent: of paragraphs, in ems.
        justify: full lines are stretched to the margin.
        spacing: extra room between all characters, in ems.
        ruling: ``lines``, ``boxes`` (one around each cell), ``thin`` (filled boxes a point thick), ``dots``,
            ``open`` (no outer sides), ``fills`` (white cells on grey), ``rows`` (no upright lines) or ``none``.
        number: page number with ``{}``, "" for none; ``head`` a running head.
        rotate: /Rotate of the page, its content turned against it.
        sideways: the content is turned on the sheet, without /Rotate.
        upright: labels of more than six rows are written downwards.
        cut: a row may be cut by the end of the page; else it moves to the next.
        repeat: rows of a table's head are repeated on each page.
        columns: of text.
        bold: characters are printed twice.
    """

    page: tuple[float, float] = (595.0, 842.0)
    margin: float = 72.0
    size: float = 14.0
    table_size: float = 9.0
    pitch: float = 1.75
    indent: float = 2.0
    justify: bool = False
    spacing: float = 0.0
    ruling: str = "lines"
    number: str = "- {} -"
    head: str = ""
    rotate: int = 0
    sideways: bool = False
    upright: bool = True
    cut: bool = False
    repeat: bool = False
    columns: int = 1
    bold: bool = False


@dataclass
class Drawer:
    """Fills pages from the upper left corner down."""

    layout: Layout
    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    number: int = 0
    column: int = 0
    y: float = 0.0
    top: float = 0.0
    _label: dict[tuple[int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.buffer, pagesize=self.layout.page, invariant=1)
        self._open()

    @property
    def bottom(self) -> float:
        """Where text must end."""
        return self.layout.page[1] - self.layout.margin

    @property
    def left(self) -> float:
        """Where text begins."""
        return self.layout.margin + self.column * (self.width + 2 * self.layout.size)

    @property
    def width(self) -> float:
        """Of the text."""
        layout = self.layout
        return (layout.page[0] - 2 * layout.margin - (layout.columns - 1) * 2 * layout.size) / layout.columns

    def file(self) -> bytes:
        """The finished file."""
        self._close()
        self.canvas.save()
        return self.buffer.getvalue()

    def break_page(self) -> None:
        """Go on in the next column, or on the next page."""
        if self.column + 1 < self.layout.columns:
            self.column += 1
            self.y = self.top
            return
        self._close()
        self.canvas.showPage()
        self._open()

    def _open(self) -> None:
        layout = self.layout
        width, height = layout.page
        # The library swaps the sides of a rotated page by itself.
        self.canvas.setPageSize((height, width) if layout.sideways else (width, height))
        self.canvas.setPageRotation(layout.rotate)
        if layout.rotate == 90:
            self.canvas.transform(0, 1, -1, 0, height, 0)
        elif layout.rotate == 180:
            self.canvas.transform(-1, 0, 0, -1, width, height)
        elif layout.rotate == 270 or layout.sideways:
            self.canvas.transform(0, -1, 1, 0, 0, width)
        self.number += 1
        self.column = 0
        self.y = self.top = layout.margin
        if layout.head:
            self.line(layout.head, layout.margin, 40.0, 9.0)

    def _close(self) -> None:
        if self.layout.number:
            words = self.layout.number.format(self.number)
            self.line(words, (self.layout.page[0] - len(words) * 6) / 2, self.layout.page[1] - 40, 10.5)

    def line(self, words: str, x: float, y: float, size: float, gap: float = 0.0) -> None:
        """Words on one line, ``y`` the top of its ems, ``gap`` between characters."""
        self.canvas.setFont(FONT, size)
        for char in words:
            if char != " ":
                for shift in (0.0, 0.3) if self.layout.bold else (0.0,):
                    self.canvas.drawString(x + shift, self.layout.page[1] - y - 0.86 * size, char)
            x += advance(char, size) + gap

    def paragraph(self, words: str, size: float | None = None, indent: float | None = None) -> None:
        """A paragraph, broken over lines and pages."""
        layout = self.layout
        size = size or layout.size
        indent = layout.indent if indent is None else indent
        gap = layout.spacing * size
        lines = list(broken(words, self.width, size, indent * size, gap))
        for at, line in enumerate(lines):
            if self.y + size > self.bottom:
                self.break_page()
            x = self.left + (indent * size if at == 0 else 0.0)
            stretch = gap
            if layout.justify and at + 1 < len(lines) and len(line) > 1:
                taken = sum(advance(char, size) + gap for char in line) - gap
                stretch += (self.left + self.width - x - taken) / (len(line) - 1)
            self.line(line, x, self.y, size, stretch)
            self.y += layout.pitch * size

    def title(self, words: str) -> None:
        """Centred, larger, over all columns."""
        layout = self.layout
        size = 1.4 * layout.size
        width = layout.page[0] - 2 * layout.margin
        for line in broken(words, width, size, 0.0, 0.0):
            x = layout.margin + (width - sum(advance(char, size) for char in line)) / 2
            self.line(line, x, self.y, size)
            self.y += 1.5 * size
        self.top = self.y

    def table(self, grid: layouts.Grid) -> None:
        """A grid with merged cells, broken over pages between its rows or inside them."""
        cells = list(placed(grid))
        widths = column_widths(cells, self.width, self.layout.table_size)
        heights = self._heights(cells, widths, len(grid))
        start = 0
        head = _head_rows(cells)
        while start < len(heights):
            shown = list(range(head)) if start and self.layout.repeat else []
            room = self.bottom - self.y - sum(heights[row] for row in shown)
            end = start
            while end < len(heights) and sum(heights[start : end + 1]) <= room:
                end += 1
            left = room - sum(heights[start:end])
            if self.layout.cut and end < len(heights) and (parted := self._cut(cells, end, widths, left)):
                cells = parted
                heights = self._heights(cells, widths, len(heights) + 1)
                continue
            if end == start:
                self.break_page()
                continue
            rows = [*shown, *range(start, end)]
            self._rows(cells, rows, widths, [heights[row] for row in rows], started=start)
            start = end
            if start < len(heights):
                self.break_page()
        self.y += self.layout.size

    def _cut(
        self, cells: Sequence[tuple[int, int, layouts.Cell]], row: int, widths: Sequence[float], room: float
    ) -> list[tuple[int, int, layouts.Cell]]:
        """The cells with a row made two: the lines that find room on the page, and the rest; none where none do."""
        size = self.layout.table_size
        fit = int((room / size - 0.6) / 1.2)
        own = {
            column: list(broken(cell.text, sum(widths[column : column + cell.columns]) - 8, size, 0.0, 0.0))
            for at, column, cell in cells
            if at == row and cell.rows == 1
        }
        if room < 1.8 * size or not 0 < fit < max(map(len, own.values()), default=0):
            return []
        parted = []
        for at, column, cell in cells:
            if at == row and cell.rows == 1:
                upper, lower = "".join(own[column][:fit]), "".join(own[column][fit:])
                parted.append((row, column, replace(cell, text=upper)))
                parted.append((row + 1, column, replace(cell, text=lower)))
            elif at <= row < at + cell.rows:
                parted.append((at, column, replace(cell, rows=cell.rows + 1)))
            else:
                parted.append((at + (at > row), column, cell))
        return parted

    def _heights(
        self, cells: Sequence[tuple[int, int, layouts.Cell]], widths: Sequence[float], rows: int
    ) -> list[float]:
        size = self.layout.table_size
        heights = [1.8 * size] * rows
        for row, column, cell in cells:
            if cell.rows == 1:
                width = sum(widths[column : column + cell.columns]) - 8
                lines = len(list(broken(cell.text, width, size, 0.0, 0.0)))
                heights[row] = max(heights[row], (1.2 * lines + 0.6) * size)
        return heights

    def _rows(
        self, cells: Sequence[tuple[int, int, layouts.Cell]], rows: Sequence[int], widths: Sequence[float],
        heights: Sequence[float], started: int,
    ) -> None:  # fmt: skip
        tops = list(itertools.accumulate(heights, initial=self.y))
        lefts = list(itertools.accumulate(widths, initial=self.left))
        if self.layout.ruling == "fills":
            self._fill(lefts[0] - 1, tops[0] - 1, lefts[-1] + 1, tops[-1] + 1, 0.6)
        for row, column, cell in cells:
            own = [
                at
                for at, each in enumerate(rows)
                if row <= each < row + cell.rows and (each >= started or row < started)
            ]
            own = [at for at in own if not (rows[at] < started <= row)]
            if not own:
                continue
            box = lefts[column], tops[own[0]], lefts[column + cell.columns], tops[own[-1] + 1]
            self._border(box, (lefts[0], tops[0], lefts[-1], tops[-1]))
            begins = row in rows
            if cell.text and (begins or (self.layout.upright and cell.rows > 6)):
                words = cell if begins else replace(cell, text=self._label[row, column])
                ends = rows[own[-1]] + 1 == row + cell.rows
                self._label[row, column] = self._words(words, box, whole=ends)
        self.y = tops[-1]

    def _words(self, cell: layouts.Cell, box: tuple[float, float, float, float], whole: bool) -> str:
        """Write a cell; an upright label goes on on the next page, unless it must be ``whole``: returns its rest."""
        x0, y0, x1, y1 = box
        size = self.layout.table_size
        if self.layout.upright and cell.rows > 6:
            fit = len(cell.text) if whole else max(0, int((y1 - y0 - 3) / (1.05 * size)))
            for at, char in enumerate(cell.text[:fit]):
                self.line(char, (x0 + x1 - advance(char, size)) / 2, y0 + 3 + at * 1.05 * size, size)
            return cell.text[fit:]
        lines = list(broken(cell.text, x1 - x0 - 8, size, 0.0, 0.0))
        y = max(y0 + 1, (y0 + y1 - 1.2 * size * len(lines)) / 2)
        figure = cell.text.replace(".", "").isdigit()
        for line in lines:
            width = sum(advance(char, size) for char in line)
            self.line(line, (x0 + x1 - width) / 2 if figure else x0 + 4, y, size)
            y += 1.2 * size
        return ""

    def _border(self, box: tuple[float, float, float, float], table: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = box
        height = self.layout.page[1]
        ruling = self.layout.ruling
        self.canvas.setLineWidth(0.5)
        if ruling == "none":
            return
        if ruling == "boxes":
            self.canvas.rect(x0, height - y1, x1 - x0, y1 - y0)
        elif ruling == "fills":
            self._fill(x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5, 1.0)
        else:
            for sx, sy, ex, ey in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                outer = sx == ex and sx in {table[0], table[2]}
                if ruling == "thin":
                    self._fill(sx - 0.3, sy - 0.3, ex + 0.3, ey + 0.3, 0.0)
                elif ruling == "dots":
                    self.canvas.setDash(0.5, 1.5)
                    self.canvas.line(sx, height - sy, ex, height - ey)
                    self.canvas.setDash()
                elif not (ruling == "open" and outer) and not (ruling == "rows" and sx == ex):
                    self.canvas.line(sx, height - sy, ex, height - ey)

    def _fill(self, x0: float, y0: float, x1: float, y1: float, grey: float) -> None:
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.layout.page[1] - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillGray(0.0)


def advance(char: str, size: float) -> float:
    """Width of a character."""
    return 0.5 * size if char == " " else pdfmetrics.stringWidth(char, FONT, size)


def broken(words: str, width: float, size: float, indent: float, gap: float) -> Iterator[str]:
    """Words broken into lines: anywhere between Chinese characters, not inside figures, no stop at a line's start."""
    line, room = "", width - indent
    for word in _words(words):
        need = sum(advance(char, size) + gap for char in word)
        if line and need > room + gap and word not in _CLOSING:
            yield line
            line, room = "", width
        line += word
        room -= need
    yield line


def _words(words: str) -> Iterator[str]:
    word = ""
    for char in words:
        if char.isascii() and char not in " ()":
            word += char
            continue
        if word:
            yield word
            word = ""
        yield char
    if word:
        yield word


def column_widths(cells: Iterable[tuple[int, int, layouts.Cell]], width: float, size: float) -> list[float]:
    """Narrow columns for figures, the rest shared by the columns of labels."""
    cells = list(cells)
    count = max(column + cell.columns for _, column, cell in cells)
    need = [0.0] * count
    for _, column, cell in cells:
        if cell.columns == 1:
            wish = min(sum(advance(char, size) for char in cell.text), 9 * size) + 9
            need[column] = max(need[column], 1.6 * size + 9 if cell.rows > 6 else wish)
    scale = width / sum(need)
    return [each * scale for each in need]


def _head_rows(cells: Sequence[tuple[int, int, layouts.Cell]]) -> int:
    """Rows above the first figure."""
    return min(
        (row for row, _, cell in cells if cell.text.replace(".", "").isdigit() or cell.text in _STROKES), default=1
    )


def pdf_file(blocks: Iterable[Block], layout: Layout = Layout(), title: str = "", password: str = "") -> bytes:
    """A PDF of these paragraphs and tables; the first is the title."""
    drawer = Drawer(layout)
    drawer.canvas.setTitle(title)
    if password:
        from reportlab.lib.pdfencrypt import StandardEncryption

        drawer.canvas._doc.encrypt = StandardEncryption(password, strength=128)
    for at, block in enumerate(blocks):
        if not isinstance(block, str):
            drawer.table(block)
        elif at == 0:
            drawer.title(block)
        else:
            drawer.paragraph(block)
    return drawer.file()
