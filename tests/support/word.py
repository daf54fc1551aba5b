"""Word files for tests: a sample's blocks by python-docx, and parts written by hand where that has no words for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from tests.forms import layouts
from tests.support.drawn import Block

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = {
    "w": _W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def placed(grid: layouts.Grid) -> Iterator[tuple[int, int, layouts.Cell]]:
    """Row, column and cell of a grid whose cells span rows and columns."""
    covered: set[tuple[int, int]] = set()
    for row, cells in enumerate(grid):
        column = 0
        for cell in cells:
            while (row, column) in covered:
                column += 1
            yield row, column, cell
            covered.update((row + down, column + right) for down in range(cell.rows) for right in range(cell.columns))
            column += cell.columns


def word_file(blocks: Iterable[Block], title: str = "", style: str | None = None) -> bytes:
    """A Word file with these paragraphs and tables, ruled with the style ``Table Grid``."""
    import docx

    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        cells = list(placed(block))
        width = max(column + cell.columns for _, column, cell in cells)
        table = document.add_table(rows=len(block), cols=width, style=style)
        grid = [list(row.cells) for row in table.rows]
        for row, column, cell in cells:
            corner = grid[row][column]
            if cell.rows > 1 or cell.columns > 1:
                corner = corner.merge(grid[row + cell.rows - 1][column + cell.columns - 1])
            corner.text = cell.text
    document.core_properties.title = title
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def hand_made(body: str, **parts: str | bytes) -> bytes:
    """A Word file whose body, and whose other parts (``numbering``, ``styles``, ``footnotes``), are given as XML."""
    relations = {}
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    document = f"<w:document {_DECLARED}><w:body>{body}</w:body></w:document>"
    files: dict[str, str | bytes] = {"word/document.xml": document}
    for name, content in parts.items():
        if isinstance(content, bytes):
            relations[name] = ("image", f"media/{name}.png")
            files[f"word/media/{name}.png"] = content
        else:
            relations[name] = (name, f"{name}.xml")
            files[f"word/{name}.xml"] = f"<w:{name} {_DECLARED}>{content}</w:{name}>"
    entries = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in relations.items()
    )
    kinds = {"document": "document.main", **{name: name for name, (kind, _) in relations.items() if kind != "image"}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{main}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{overrides}</Types>'
    )
    files["word/_rels/document.xml.rels"] = relationships(entries)
    files["_rels/.rels"] = relationships(
        f'<Relationship Id="d" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    )
    return package(files)


def relationships(entries: str) -> str:
    """A part that says what others a part refers to."""
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
    )


def paragraph(words: str, properties: str = "") -> str:
    """One paragraph of plain words."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
