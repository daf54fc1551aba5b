"""Writes OFD packages for tests: the glyphs and ruling of PDF pages, placed as GB/T 33190 places them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from gongkai.readers.pdf_page import ASCENT, Glyph, Page
from gongkai.readers.pdf_source import PdfFile
from tests.support.word import package

_MM = 25.4 / 72
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_from_pdf(data: bytes) -> bytes:
    """The pages of a PDF as an OFD package."""
    file = PdfFile(data, "report.pdf")
    try:
        pages = [file.page(index) for index in range(len(file))]
    finally:
        file.close()
    return ofd_file([_content(page) for page in pages if page is not None], (pages[0].width, pages[0].height))


def ofd_file(contents: Sequence[str], size: tuple[float, float], template: str = "") -> bytes:
    """An OFD package of pages whose layers are given; sizes in points."""
    box = f"0 0 {size[0] * _MM:.3f} {size[1] * _MM:.3f}"
    pages = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(contents)))
    below = '<ofd:TemplatePage ID="90" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    parts = {
        "OFD.xml": f'<ofd:OFD {_SPACE} DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_SPACE}><ofd:CommonData><ofd:PageArea>"
        f"<ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>{below}</ofd:CommonData>"
        f"<ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
    }
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = _page(template)
    for at, content in enumerate(contents):
        used = '<ofd:Template TemplateID="90"/>' if template else ""
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = _page(content, used)
    return package(parts)


def text_object(words: str, x: float, y: float, size: float, *, steps: Sequence[float] = (), matrix: str = "") -> str:
    """Words whose baseline begins at a point; lengths in points."""
    delta = f' DeltaX="{" ".join(f"{step * _MM:.4f}" for step in steps)}"' if steps else ""
    turned = f' CTM="{matrix}"' if matrix else ""
    place = f"{x * _MM:.4f} {y * _MM:.4f}"
    return (
        f'<ofd:TextObject ID="1" Font="2" Size="{size * _MM:.4f}" Boundary="{place} 100 100"{turned}>'
        f'<ofd:TextCode X="0" Y="0"{delta}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def _page(layer: str, used: str = "") -> str:
    return f'<ofd:Page {_SPACE}>{used}<ofd:Content><ofd:Layer ID="1">{layer}</ofd:Layer></ofd:Content></ofd:Page>'


def _content(page: Page) -> str:
    objects = [_run_object(run) for run in _runs(page.glyphs)]
    for stroke in page.strokes:
        start = (stroke.start, stroke.at) if stroke.horizontal else (stroke.at, stroke.start)
        end = (stroke.end, stroke.at) if stroke.horizontal else (stroke.at, stroke.end)
        shift = f"{(end[0] - start[0]) * _MM:.4f} {(end[1] - start[1]) * _MM:.4f}"
        objects.append(
            f'<ofd:PathObject ID="3" Boundary="{start[0] * _MM:.4f} {start[1] * _MM:.4f} 1 1">'
            f"<ofd:AbbreviatedData>M 0 0 L {shift}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    return "".join(objects)


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Upright glyphs that follow each other on one line."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and (
            abs(glyph.box.y0 - run[-1].box.y0) > 0.1 or glyph.size != run[-1].size or glyph.box.x0 < run[-1].box.x0
        ):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _run_object(run: Sequence[Glyph]) -> str:
    words, steps = "", []
    for at, glyph in enumerate(run):
        after = run[at + 1].box.x0 if at + 1 < len(run) else glyph.box.x1
        words += glyph.char
        steps.append(after - glyph.box.x0)
        if at + 1 < len(run) and run[at + 1].spaced:
            words += " "
            steps[-1] = glyph.box.width
            steps.append(after - glyph.box.x1)
    first = run[0]
    return text_object(words, first.box.x0, first.box.y0 + ASCENT * first.size, first.size, steps=steps)
