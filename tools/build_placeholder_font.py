"""Build gongkai/readers/placeholder.ttf, which stands in for the fonts that a PDF names and does not hold.

PDFium drops words whose font it cannot find, and which fonts a machine has is chance. A reader asks only where words
stand, never how they look: so one glyph serves all characters, and a narrow one those of Latin. Its box is the em; its
ink are two specks in corners, so that text recognition sees nothing on a page that is drawn with it.

    pip install fonttools
    python tools/build_placeholder_font.py

The same program gives the same bytes. The font is part of this project and under its licence.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph

TARGET = Path(__file__).resolve().parent.parent / "gongkai" / "readers" / "placeholder.ttf"
EM = 1000
ASCENT, DESCENT = 860, 140  # as Chinese fonts have them
LATIN, LAST = range(0x21, 0x100), 0x10FFFF
WIDTHS = {".notdef": EM, "any": EM, "narrow": EM // 2}
CODE_PAGES = sum(1 << bit for bit in (0, 17, 18, 19, 20))  # Latin 1, Japanese, simplified, Korean, traditional


def build() -> bytes:
    """The font file."""
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(WIDTHS))
    builder.setupCharacterMap({})
    builder.setupGlyf({name: _specks(width) for name, width in WIDTHS.items()})
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in WIDTHS.items()})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT)
    builder.setupNameTable({"familyName": "Gongkai Placeholder", "styleName": "Regular"})
    builder.setupOS2(
        sTypoAscender=ASCENT,
        sTypoDescender=-DESCENT,
        usWinAscent=ASCENT,
        usWinDescent=DESCENT,
        ulCodePageRange1=CODE_PAGES,
        ulCodePageRange2=0,
    )
    builder.setupPost(keepGlyphNames=False)
    font = builder.font
    font["cmap"].tables = [_character_map()]
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def _specks(width: int) -> Glyph:
    """A speck in the lower left corner, and one in the upper right."""
    pen = TTGlyphPen(None)
    for x, y in ((0, -DESCENT), (width - 1, ASCENT - 1)):
        pen.moveTo((x, y))
        pen.lineTo((x, y + 1))
        pen.lineTo((x + 1, y + 1))
        pen.lineTo((x + 1, y))
        pen.closePath()
    return pen.glyph()


def _character_map() -> CmapSubtable:
    """Ranges that have one glyph each (format 13)."""
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict.fromkeys(range(LATIN.stop, LAST + 1), "any") | dict.fromkeys(LATIN, "narrow")
    return table


if __name__ == "__main__":
    TARGET.write_bytes(build())
