"""Reports as pictures: paragraphs and ruled tables drawn with Pillow and a Chinese font of the machine."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.forms.layouts import Cell, Grid
from tests.support.drawn import Block

FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
)
MARGIN = 90


def font_file() -> str | None:
    """A Chinese font of this machine, None where there is none."""
    return next((name for name in FONTS if Path(name).is_file()), None)


def page_of(blocks: Sequence[Block], width: int = 1654, size: int = 26) -> Image.Image:
    """All blocks on one white sheet, from top to bottom.

    Args:
        blocks: paragraphs and grids.
        width: of the sheet, in pixels; 1654 is A4 at 200 dpi.
        size: of the characters, in pixels.
    """
    pen = _Pen(width, size)
    for block in blocks:
        if isinstance(block, str):
            pen.paragraph(block)
        else:
            pen.table(block)
    return pen.sheet.crop((0, 0, width, pen.y + MARGIN))


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


class _Pen:
    def __init__(self, width: int, size: int) -> None:
        name = font_file()
        assert name is not None
        self.font = ImageFont.truetype(name, size)
        self.size, self.width, self.y = size, width, MARGIN
        self.sheet = Image.new("RGB", (width, 30_000), "white")
        self.draw = ImageDraw.Draw(self.sheet)

    def fold(self, words: str, width: float) -> list[str]:
        lines = [""]
        for char in words:
            if self.font.getlength(lines[-1] + char) > width and lines[-1]:
                lines.append("")
            lines[-1] += char
        return lines

    def paragraph(self, words: str) -> None:
        for line in self.fold("\u3000\u3000" + words, self.width - 2 * MARGIN):
            self.draw.text((MARGIN, self.y), line, "black", self.font)
            self.y += int(1.6 * self.size)

    def table(self, grid: Grid) -> None:
        placed = _placed(grid)
        columns = max(column + cell.columns for _, column, cell in placed)
        unit = (self.width - 2 * MARGIN) / columns
        line = int(1.3 * self.size)
        heights = [line + 14] * max(row + cell.rows for row, _, cell in placed)
        folded = {}
        for row, column, cell in placed:
            folded[row, column] = self.fold(cell.text, cell.columns * unit - 10) if cell.text else []
            missing = len(folded[row, column]) * line + 14 - sum(heights[row : row + cell.rows])
            heights[row + cell.rows - 1] += max(0, missing)
        tops = [self.y + sum(heights[:at]) for at in range(len(heights) + 1)]
        for row, column, cell in placed:
            left, right = MARGIN + column * unit, MARGIN + (column + cell.columns) * unit
            top, bottom = tops[row], tops[row + cell.rows]
            self.draw.rectangle((round(left), top, round(right), bottom), outline="black", width=2)
            lines = folded[row, column]
            at = (top + bottom - len(lines) * line) / 2
            for each in lines:
                self.draw.text(((left + right - self.font.getlength(each)) / 2, at), each, "black", self.font)
                at += line
        self.y = tops[-1] + line


def _placed(grid: Grid) -> list[tuple[int, int, Cell]]:
    """Cells with the upper left corner of each."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(grid):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            taken.update((row + down, column + right) for down in range(cell.rows) for right in range(cell.columns))
    return found
