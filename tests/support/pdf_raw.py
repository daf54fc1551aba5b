"""PDF files put together object by object, for what a drawing library does not write: fonts of every kind."""

from __future__ import annotations

from collections.abc import Iterable


def raw_pdf(fonts: Iterable[tuple[str, str]], content: str, objects: Iterable[str] = ()) -> bytes:
    """A page of 595 × 842 points.

    Args:
        fonts: name of each font on the page and its dictionary, without brackets.
        content: what is drawn.
        objects: more objects, numbered from 10.
    """
    listed = "".join(f"/{name} <<{font}>> " for name, font in fonts)
    numbered = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << {listed}>> >> "
        "/Contents 4 0 R >>",
        4: stream(content),
        **dict(enumerate(objects, start=10)),
    }
    data = b"%PDF-1.7\n"
    offsets: dict[int, int] = {}
    for number, body in numbered.items():
        offsets[number] = len(data)
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = b"xref\n0 1\n0000000000 65535 f \n" + b"".join(
        f"{number} 1\n{offset:010} 00000 n \n".encode() for number, offset in offsets.items()
    )
    end = f"trailer << /Size {max(numbered) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + table + end.encode()


def stream(content: str, entries: str = "") -> str:
    """A stream object."""
    return f"<< /Length {len(content.encode('latin-1'))} {entries}>>\nstream\n{content}\nendstream"


def to_unicode(codes: dict[int, str]) -> str:
    """A stream that maps codes of two bytes to characters."""
    lines = "".join(f"<{code:04x}> <{char.encode('utf-16-be').hex()}>\n" for code, char in codes.items())
    return stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(codes)} beginbfchar\n{lines}endbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )


def composite(name: str, encoding: str, ordering: str, kind: str = "CIDFontType0", more: str = "") -> str:
    """A font of many characters that the file does not hold.

    Args:
        name: of the font.
        encoding: the CMap from codes to characters of the collection.
        ordering: the collection: ``GB1``, ``CNS1``, ``Japan1``, ``Korea1`` or ``Identity``.
        kind: of its glyphs.
        more: further entries of the font, ``/ToUnicode`` for instance.
    """
    return (
        f"/Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /{encoding} {more} /DescendantFonts [<< /Type /Font "
        f"/Subtype /{kind} /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) "
        f"/Supplement 2 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /{name} /Flags 6 "
        "/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>]"
    )


def simple(name: str, encoding: str = "WinAnsiEncoding", first: int = 32, last: int = 126) -> str:
    """A TrueType font of Latin characters that the file does not hold."""
    widths = " ".join(["500"] * (last - first + 1))
    return (
        f"/Type /Font /Subtype /TrueType /BaseFont /{name} /Encoding /{encoding} /FirstChar {first} /LastChar {last} "
        f"/Widths [{widths}] /FontDescriptor << /Type /FontDescriptor /FontName /{name} /Flags 32 "
        "/FontBBox [-8 -145 1000 859] /ItalicAngle 0 /Ascent 859 /Descent -141 /CapHeight 683 /StemV 80 >>"
    )


def shown(font: str, code: bytes, x: float = 72, y: float = 700, size: float = 14) -> str:
    """Words drawn with a font; ``y`` from the foot of the page."""
    return f"BT /{font} {size} Tf {x} {y} Td <{code.hex()}> Tj ET\n"
