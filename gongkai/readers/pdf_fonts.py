"""The fonts that a PDF names and does not hold: a placeholder for each, whatever fonts the machine has.

PDFium looks for them among the fonts of the machine, and drops words whose font it does not find: a server without
Chinese fonts would lose text that a desktop reads. The placeholder (made by ``tools/build_placeholder_font.py``) has
a glyph for every character; which character it is and how wide it is set, the PDF itself says.
"""

from __future__ import annotations

import ctypes
import functools
from pathlib import Path
from typing import Any

from pypdfium2 import raw

__all__ = ["use_placeholder"]

_CJK = frozenset(
    {
        raw.FXFONT_SHIFTJIS_CHARSET,
        raw.FXFONT_HANGEUL_CHARSET,
        raw.FXFONT_GB2312_CHARSET,
        raw.FXFONT_CHINESEBIG5_CHARSET,
    }
)
_HANDLE = 1  # any address but null: there is one font


@functools.cache
def use_placeholder() -> None:
    """From now on PDFium takes the placeholder for all Chinese, Japanese and Korean fonts that a PDF does not hold.

    Other fonts are those that are built into PDFium. This holds for the process, other users of PDFium in it included.
    """
    raw.FPDF_SetSystemFontInfo(_font_info())


@functools.cache  # PDFium keeps the address
def _font_info() -> Any:  # noqa: ANN401  the binding has no types
    data = Path(__file__).with_name("placeholder.ttf").read_bytes()

    def font_data(_info: object, _font: object, table: int, buffer: ctypes._Pointer[ctypes.c_ubyte], size: int) -> int:
        if table:  # a part by its tag; the file as a whole is given out by 0
            return 0
        if size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    functions = {
        "Release": lambda _info: None,
        "EnumFonts": lambda _info, _mapper: None,
        "MapFont": lambda _info, _weight, _italic, charset, _pitch, _face, _exact: _HANDLE if charset in _CJK else None,
        "GetFont": lambda _info, _face: None,
        "GetFontData": font_data,
        "GetFaceName": lambda _info, _font, _buffer, _size: 0,
        "GetFontCharset": lambda _info, _font: raw.FXFONT_GB2312_CHARSET,
        "DeleteFont": lambda _info, _font: None,
    }
    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    return raw.FPDF_SYSFONTINFO(version=1, **{name: types[name](function) for name, function in functions.items()})
