"""Takes the pages of a PDF apart with PDFium: every glyph with its place, every ruling line, every picture.

PDFium's own guesses at spaces and line ends are left aside: it puts them in by the same few rules for all languages,
and the layout of Chinese reports needs others.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from gongkai.exceptions import ReadError
from gongkai.readers.pdf_fonts import use_placeholder
from gongkai.readers.pdf_page import ASCENT, DESCENT, Box, Glyph, Page
from gongkai.readers.pdf_paths import Handle, Matrix, Painter, multiply

__all__ = ["MAX_GLYPHS", "MAX_OBJECTS", "PdfFile"]

#: Glyphs that are read of one page; a page of a report has a thousand or two.
MAX_GLYPHS = 60_000
#: Drawn objects (paths, pictures, pieces of text) that are looked at on one page.
MAX_OBJECTS = 60_000
_MAX_DEPTH = 8  # of forms within forms
_ASLANT = math.radians(8)  # from a quarter turn; scans are skewed by less
_PICTURE = 24.0  # points: a smaller image is a bullet or a logo
_SMALLEST = 0.5  # points: nobody reads smaller type
_PAGE_SHARE = 0.5  # of the page, covered by the picture that a layer of recognised text lies on
_INVISIBLE = 3  # text render mode
_FILLED_IN = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET)
_SPACES = frozenset(" \t\r\n\x0b\x0c\u00a0\u1680\u3000\u202f\u205f\ufeff\u200b") | {
    chr(c) for c in range(0x2000, 0x200B)
}
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))


class PdfFile:
    """An opened PDF.

    Args:
        data: the file.
        path: its name, for messages.

    Raises:
        ReadError: ``encrypted`` or ``damaged``.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._path = path
        use_placeholder()
        try:
            self._pdf = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise self._refusal(error, data) from error

    def __len__(self) -> int:
        return len(self._pdf)

    def close(self) -> None:
        """Give the memory back."""
        self._pdf.close()

    @property
    def title(self) -> str:
        """The title that the file's own properties give it."""
        return str(self._pdf.get_metadata_value("Title")).strip("\x00 \r\n\t")

    def page(self, index: int) -> Page | None:
        """One page, from 0; None where the file has none that can be read."""
        try:
            page = self._pdf[index]
        except pdfium.PdfiumError:
            return None
        try:
            if self._has_fields(page):
                raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
                page.close()
                page = self._pdf[index]
            return _read_page(page, index + 1)
        finally:
            page.close()

    @staticmethod
    def _has_fields(page: pdfium.PdfPage) -> bool:
        for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MAX_OBJECTS)):
            annotation = raw.FPDFPage_GetAnnot(page.raw, index)
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            raw.FPDFPage_CloseAnnot(annotation)
            if kind in _FILLED_IN:
                return True
        return False

    def _refusal(self, error: pdfium.PdfiumError, data: bytes) -> ReadError:
        # Where a file is refused for another reason, the code may be that of the file before.
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY} and b"/Encrypt" in data:
            detail = "the PDF is under a password" if error.err_code == raw.FPDF_ERR_PASSWORD else "its lock is unknown"
            hint = "open it with the password and save a copy without one"
            return ReadError(self._path, "encrypted", detail, hint)
        hint = "fetch it again, or print it to a new PDF from a viewer that opens it"
        return ReadError(self._path, "damaged", "this PDF is cut off, damaged or without a page", hint)


def _read_page(page: pdfium.PdfPage, number: int) -> Page:
    shown, width, height = _frame(page)
    text = page.get_textpage()
    try:
        painter = Painter(shown, Box(0.0, 0.0, width, height))
        modes = _walk(page, painter)
        glyphs, unknown, slanted = _glyphs(text.raw, shown, width, height)
        pictures = tuple(box for box in painter.images if min(box.width, box.height) >= _PICTURE)
        hidden = 0
        if _INVISIBLE in modes:
            covered = max((box.width * box.height for box in pictures), default=0.0) >= _PAGE_SHARE * width * height
            if not covered:
                kept = [glyph for glyph in glyphs if not _is_invisible(text.raw, glyph.order)]
                hidden, glyphs = len(glyphs) - len(kept), kept
    finally:
        text.close()
    return Page(
        number=number,
        width=width,
        height=height,
        glyphs=tuple(glyphs),
        strokes=tuple(painter.strokes),
        fills=tuple(painter.edges()),
        pictures=pictures,
        shapes=painter.shapes,
        unknown=unknown,
        layer=_INVISIBLE in modes and not hidden and bool(glyphs),
        slanted=slanted,
    )


def _frame(page: pdfium.PdfPage) -> tuple[Matrix, float, float]:
    """The matrix from the page's own space to the page as shown, y downwards, and its width and height."""
    rect = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, rect)
    x0, y0, x1, y1 = (
        min(rect.left, rect.right),
        min(rect.bottom, rect.top),
        max(rect.left, rect.right),
        max(rect.bottom, rect.top),
    )
    turn = raw.FPDFPage_GetRotation(page.raw) % 4
    matrices = (
        Matrix(1.0, 0.0, 0.0, -1.0, -x0, y1),
        Matrix(0.0, 1.0, 1.0, 0.0, -y0, -x0),
        Matrix(-1.0, 0.0, 0.0, 1.0, x1, -y0),
        Matrix(0.0, -1.0, -1.0, 0.0, y1, x1),
    )
    width, height = x1 - x0, y1 - y0
    return matrices[turn], *((height, width) if turn % 2 else (width, height))


def _walk(page: pdfium.PdfPage, painter: Painter) -> set[int]:
    """Show all drawn objects to the painter; returns the render modes of text."""
    modes: set[int] = set()
    for count, (item, matrix) in enumerate(_objects(page.raw, Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)):
        if count >= MAX_OBJECTS:
            break
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            modes.add(raw.FPDFTextObj_GetTextRenderMode(item))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            painter.path(item, matrix)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            painter.image(item, matrix)
    return modes


def _objects(holder: Handle, matrix: Matrix, depth: int) -> Iterator[tuple[Handle, Matrix]]:
    """The objects of a page, or of a form, with the matrix of what holds them."""
    if depth:
        count, take = raw.FPDFFormObj_CountObjects(holder), raw.FPDFFormObj_GetObject
    else:
        count, take = raw.FPDFPage_CountObjects(holder), raw.FPDFPage_GetObject
    for index in range(count):
        item = take(holder, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
            yield item, matrix
        elif depth < _MAX_DEPTH:
            own = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, own)
            yield from _objects(item, multiply(Matrix(own.a, own.b, own.c, own.d, own.e, own.f), matrix), depth + 1)


def _is_invisible(text: Handle, index: int) -> bool:
    item = raw.FPDFText_GetTextObject(text, index)
    return bool(item) and raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE


def _glyphs(text: Handle, shown: Matrix, width: float, height: float) -> tuple[list[Glyph], int, int]:
    """Glyphs inside the page, how many of them the font leaves unknown, and how many run aslant."""
    whole = Box(0.0, 0.0, width, height).grown(2.0)
    glyphs: list[Glyph] = []
    unknown = slanted = 0
    spaced = False
    reader = _GlyphReader(text, shown)
    for index, char in _characters(text):
        if char in _SPACES:
            spaced = True
            continue
        glyph = reader.read(index, char, spaced)
        spaced = False
        if glyph is None:
            slanted += 1
        elif glyph.size >= _SMALLEST and whole.holds(glyph.box.x, glyph.box.y):
            unknown += char == "\ufffd" or raw.FPDFText_HasUnicodeMapError(text, index) == 1
            glyphs.append(glyph)
    return glyphs, unknown, slanted


def _characters(text: Handle) -> Iterator[tuple[int, str]]:
    """The characters that are drawn, each with its index; "\ufffd" for what is none."""
    high = None  # the first half of a character beyond the basic plane (UTF-16)
    for index in range(min(raw.FPDFText_CountChars(text), MAX_GLYPHS)):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(text, index)
        if high is not None:
            start, first = high
            high = None
            if 0xDC00 <= code <= 0xDFFF:
                yield start, chr(0x10000 + ((first - 0xD800) << 10) + code - 0xDC00)
                continue
            yield start, "\ufffd"
        if 0xD800 <= code <= 0xDBFF:
            high = index, code
        elif raw.FPDFText_IsHyphen(text, index) == 1:
            yield index, "-"
        else:
            yield index, _told(code)
    if high is not None:
        yield high[0], "\ufffd"


def _told(code: int) -> str:
    """The character of a code; "\ufffd" where it says nothing to anyone but the font."""
    char = chr(code) if 0 < code <= 0x10FFFF and not 0xDC00 <= code <= 0xDFFF else "\ufffd"
    if char in _SPACES:
        return char
    return "\ufffd" if code < 0x20 or any(first <= code <= last for first, last in _PRIVATE) else char


class _GlyphReader:
    """Where a glyph stands; keeps the buffers that PDFium writes to."""

    def __init__(self, text: Handle, shown: Matrix) -> None:
        self._text = text
        self._shown = shown
        self._matrix = raw.FS_MATRIX()
        self._loose = raw.FS_RECTF()
        self._numbers = tuple(ctypes.c_double() for _ in range(6))

    def read(self, index: int, char: str, spaced: bool) -> Glyph | None:
        """The glyph; None where it runs aslant."""
        left, right, bottom, top, x, y = self._numbers
        raw.FPDFText_GetMatrix(self._text, index, self._matrix)
        raw.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(self._text, index, x, y)
        raw.FPDFText_GetLooseCharBox(self._text, index, self._loose)
        matrix, own = self._shown, self._matrix
        sign = -1.0 if raw.FPDFText_GetFontSize(self._text, index) < 0 else 1.0
        along = matrix.vector(sign * own.a, sign * own.b)
        quarters = math.atan2(along[1], along[0]) / (math.pi / 2)
        turn = round(quarters)
        if abs(quarters - turn) * (math.pi / 2) > _ASLANT:
            return None
        ink = matrix.box(left.value, bottom.value, right.value, top.value)
        loose = matrix.box(self._loose.left, self._loose.bottom, self._loose.right, self._loose.top)
        size = abs(raw.FPDFText_GetFontSize(self._text, index)) * math.hypot(own.c, own.d)
        origin = matrix.point(x.value, y.value)
        box, size = _em_box(origin, turn % 4, size, ink, loose)
        return Glyph(char, box, size, turn % 4, index, spaced)


def _em_box(origin: tuple[float, float], turn: int, size: float, ink: Box, loose: Box) -> tuple[Box, float]:
    """The em box of a glyph and its size, put right by its ink where the font's own measures are absurd.

    Args:
        origin: on the baseline, where the glyph begins.
        turn: quarter turns of its direction.
        size: em as the font size says; fonts drawn by procedures may have any.
        ink: what is printed.
        loose: its advance along the line.
    """
    upright = turn % 2 == 0
    tall = ink.height if upright else ink.width
    wide = ink.width if upright else ink.height
    if tall > 1.6 * size or size > 12 * max(tall, wide, 0.5):
        size = max(tall, wide, 1.0) * 1.1
    far = {0: loose.x1 - origin[0], 1: loose.y1 - origin[1], 2: origin[0] - loose.x0, 3: origin[1] - loose.y0}[turn]
    inked = {0: ink.x1 - origin[0], 1: ink.y1 - origin[1], 2: origin[0] - ink.x0, 3: origin[1] - ink.y0}[turn]
    # Upright fonts for vertical lines report the width of their design space.
    advance = far if 0 < far <= 2.5 * size else max(inked, size if wide > 0.6 * size else inked, 0.1)
    x, y = origin
    up, down = ASCENT * size, DESCENT * size
    return {
        0: Box(x, y - up, x + advance, y + down),
        1: Box(x - down, y, x + up, y + advance),
        2: Box(x - advance, y - down, x, y + up),
        3: Box(x - up, y - advance, x + down, y),
    }[turn], size
