"""PDF with text: pages to paragraphs and tables in reading order, each with its page and box.

Pages without text (scans) leave a picture and a note. PDFium takes the file apart (:mod:`gongkai.readers.pdf_source`);
what its glyphs and lines mean is decided in the other ``pdf_`` modules.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gongkai.exceptions import ReadError
from gongkai.readers.canvas import Canvas
from gongkai.readers.pdf_aligned import aligned_tables
from gongkai.readers.pdf_columns import column_band, halves, rows_of, text_columns
from gongkai.readers.pdf_flow import Frame, Paragraph, Picture, paragraphs
from gongkai.readers.pdf_margins import Sheet, drop_margins, is_page_number
from gongkai.readers.pdf_page import Box, Glyph, Page, bounds, turned
from gongkai.readers.pdf_source import PdfFile
from gongkai.readers.pdf_tables import Part, continues, grid_cells, stitch, tables_of, takes_rest
from gongkai.readers.pdf_text import Line, lines_of, make_line, reading_lines, without_shadows
from gongkai.readers.sniff import sniff, wrong_format
from gongkai.records import Block, Document, Span

__all__ = ["MAX_PAGES", "MEDIA_TYPE", "draw_pages", "read"]

MEDIA_TYPE = "application/pdf"
#: Pages that are read; a report has five to fifty.
MAX_PAGES = 400

_UNKNOWN = 0.3  # share of characters that a font may leave unknown before the page counts as a picture
_PICTURE_WIDTH, _PICTURE_HEIGHT = 0.3, 36.0  # of the page's width, in points: smaller images are emblems
_SEAL = 6  # characters under an image that lies over the text
_DRAWN = 40  # paths on a page without text, from which it counts as drawn text
_TITLE = re.compile("公[开開].*(?:[报報]告|年[报報])")
_TITLE_PAGES = 2000  # characters in which a title must be found


def read(data: bytes, path: str) -> Document:
    """Read a PDF file.

    Args:
        data: the file.
        path: its name, for messages and the document.

    Returns:
        Its text as one canonical text. ``notes`` says which pages and pictures were not read.

    Raises:
        ReadError: ``wrong_format``, ``encrypted``, ``damaged`` or ``empty``.
    """
    kind = sniff(data)
    if kind not in {"pdf", ""}:
        raise wrong_format(path, kind, ".pdf")
    file = PdfFile(data, path)
    try:
        pages, notes = _pages(file, path)
        title = file.title
    finally:
        file.close()
    if b"%%EOF" not in data[-2048:]:
        notes.append("the end of the file is missing; what came after the last page read is lost")
    canvas = Canvas()
    draw_pages(canvas, pages, notes)
    if not canvas.text:
        raise ReadError(path, "empty", "its pages are blank", "fetch it again or leave it out")
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=MEDIA_TYPE,
        encoding="",
        text=canvas.text,
        tables=tuple(canvas.tables),
        images=tuple(canvas.images),
        blocks=tuple(canvas.blocks),
        title=title if _is_trusted(title, canvas.text) else "",
        notes=tuple(notes),
    )


def _pages(file: PdfFile, path: str) -> tuple[list[Page], list[str]]:
    """The pages that can be read, and notes on the others."""
    pages: list[Page] = []
    notes: list[str] = []
    for index in range(min(len(file), MAX_PAGES)):
        page = file.page(index)
        if page is None:
            notes.append(f"page {index + 1}: damaged, not read")
        else:
            pages.append(turned(page))
    if not pages:
        raise ReadError(path, "damaged", f"none of its {len(file)} pages can be read", "fetch it again")
    if len(file) > MAX_PAGES:
        notes.append(f"pages {MAX_PAGES + 1} to {len(file)}: over the limit of {MAX_PAGES} pages, not read")
    return pages, notes


def _is_trusted(title: str, text: str) -> bool:
    """Whether the title of the file's properties is that of the report; templates leave those of other files there."""
    dense = "".join(title.split())
    return _TITLE.search(dense) is not None and dense in "".join(text[:_TITLE_PAGES].split())


def draw_pages(canvas: Canvas, pages: Sequence[Page], notes: list[str]) -> None:
    """Lay pages out as one text; adds to the notes what was left out of them."""
    sheets: list[Sheet] = []
    pictures: dict[int, Picture] = {}
    for page in pages:
        notes.extend(_remarks(page))
        if _is_picture(page):
            pictures[len(sheets)] = Picture(page, None, f"page {page.number}")
            sheets.append(Sheet(page, [], [], []))
        else:
            sheets.append(_sheet(page))
    drop_margins(sheets)
    frames: list[Frame] = []
    for index, sheet in enumerate(sheets):
        if index in pictures:
            frames.append(Frame(sheet.page, [pictures[index]]))
        else:
            frames.extend(_frames(sheet, notes))
    _write(canvas, frames)


def _is_picture(page: Page) -> bool:
    """Whether the words of a page are only drawn: a scan, outlines, or a font that does not tell its characters."""
    if page.glyphs:
        return page.unknown > _UNKNOWN * len(page.glyphs) and page.unknown > 20
    return bool(page.pictures) or page.shapes > _DRAWN


def _remarks(page: Page) -> Iterator[str]:
    if _is_picture(page):
        why = "its font does not tell the characters" if page.glyphs else "a picture without text"
        yield f"page {page.number}: {why}, not read; it needs text recognition"
    elif page.unknown:
        yield f"page {page.number}: the font does not tell {page.unknown} of {len(page.glyphs)} characters"
    if page.layer and page.glyphs:
        yield f"page {page.number}: its text is a layer that text recognition left over a picture"
    if page.slanted:
        yield f"page {page.number}: {page.slanted} characters of slanted text (a watermark) left out"


def _sheet(page: Page) -> Sheet:
    tables, glyphs = tables_of(page)
    glyphs = without_shadows(glyphs)
    lines = [make_line(row) for row in lines_of([glyph for glyph in glyphs if glyph.turn == 0])]
    lines.extend(_sideways([glyph for glyph in glyphs if glyph.turn]))
    pictures = [box for box in page.pictures if _matters(page, box)]
    return Sheet(page, tables, lines, pictures)


def _sideways(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    """Words at the edge that run up or down, each turn of them as lines at the foot of the page's text."""
    for turn in sorted({glyph.turn for glyph in glyphs}):
        own = [glyph for glyph in glyphs if glyph.turn == turn]
        lines, _ = reading_lines(own, bounds(glyph.box for glyph in own))
        yield from (line for line in lines if len(line.text) > 1 and not is_page_number(line.text))


def _matters(page: Page, box: Box) -> bool:
    """Whether an image may hold a table: large enough, and not lying over or under the text (seals, backgrounds)."""
    if box.width < _PICTURE_WIDTH * page.width or box.height < _PICTURE_HEIGHT:
        return False
    return sum(box.holds(glyph.box.x, glyph.box.y) for glyph in page.glyphs) < _SEAL


def _frames(sheet: Sheet, notes: list[str]) -> Iterator[Frame]:
    """The text of a page as it runs: from top to bottom, or down one column after the other, tables in their places."""
    page = sheet.page
    band = None if sheet.pictures else column_band(sheet.lines, [part.box for part in sheet.tables])
    if band is not None:
        above, inside, below = (
            Sheet(page, [t for t in sheet.tables if at(t.box.y)], [each for each in sheet.lines if at(each.box.y)], [])
            for at in (lambda y: y < band.top, band.holds, lambda y: y > band.bottom)
        )
        yield from _frames(above, notes)
        for side, lines in zip((True, False), halves(rows_of(inside.lines), band.middle), strict=True):
            tables = [part for part in inside.tables if (part.box.x < band.middle) == side]
            yield from (replace(each, column=True) for each in _frames(Sheet(page, tables, lines, []), notes))
        yield from _frames(below, notes)
        return
    others: list[tuple[float, Part | Picture]] = [(part.box.y0, part) for part in sheet.tables]
    for number, box in enumerate(sheet.pictures, start=1):
        others.append((box.y0, Picture(page, box, f"page {page.number} picture {number}")))
        notes.append(f"page {page.number}: picture {number} ({box.width:.0f} × {box.height:.0f} points) not read")
    lines = sorted(sheet.lines, key=lambda line: line.box.y)
    current = Frame(page, [])
    for top, other in (*sorted(others, key=lambda entry: entry[0]), (float("inf"), None)):
        segment = [line for line in lines if line.box.y < top]
        lines = lines[len(segment) :]
        stretches = text_columns(segment)
        for stretch in stretches:
            items = aligned_tables(stretch, page)
            if len(stretches) == 1:
                current.items.extend(items)
            else:
                yield current
                yield Frame(page, list(items), column=True)
                current = Frame(page, [])
        if other is not None:
            current.items.append(other)
    yield current


def _write(canvas: Canvas, frames: Sequence[Frame]) -> None:
    """Everything onto the canvas; the parts of a table on successive pages as one."""
    open_parts: list[tuple[Frame, Part]] = []

    def close() -> None:
        if open_parts:
            whole = stitch([part for _, part in open_parts])
            canvas.table(grid_cells(whole), whole.place)
            open_parts.clear()

    for item in paragraphs(frames):
        if isinstance(item, tuple):
            frame, part = item
            if open_parts and not (open_parts[-1][0] is not frame and continues(open_parts[-1][1], part)):
                close()
            open_parts.append((frame, part))
            continue
        if open_parts and isinstance(item, Paragraph) and _is_rest(*open_parts[-1], item):
            continue
        close()
        if isinstance(item, Paragraph):
            _write_paragraph(canvas, item)
        else:
            canvas.image(item.name, item.page.place(item.box))
    close()


def _is_rest(frame: Frame, part: Part, paragraph: Paragraph) -> bool:
    """Whether words that open the next page are the rest of the last row of a table, which takes them."""
    return paragraph.stretches[0][0] is not frame and takes_rest(part, "".join(paragraph.words))


def _write_paragraph(canvas: Canvas, paragraph: Paragraph) -> None:
    """One paragraph; where it runs over the end of a page, each page has a block of its own."""
    places = [frame.page.place(bounds(line.box for line in lines)) for frame, lines in paragraph.stretches]
    words = paragraph.words
    kind = "title" if paragraph.title else "paragraph"
    span = canvas.paragraph("".join(words), places[0], kind)
    if span is None or len(words) == 1:
        return
    canvas.blocks.pop()
    start = span.start
    for part, place in zip(words, places, strict=True):
        canvas.blocks.append(Block(Span(start, start + len(part)), kind, place))
        start += len(part)
