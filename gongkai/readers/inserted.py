"""Pictures in a report, and beside it in its folder: what text recognition reads in them goes into the report's text.

A picture's words and tables follow the line that names it. Their blocks say which picture they stand in: the path of
the picture's own block (a part of a package, a page), or the name of the file beside the report.
"""

from __future__ import annotations

import bisect
import functools
import hashlib
import re
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError
from gongkai.readers.canvas import Canvas
from gongkai.readers.ocr_engine import is_installed
from gongkai.records import Block, Document, Place, Span, Table

if TYPE_CHECKING:
    from gongkai.readers.ocr_layout import Frame

__all__ = ["MAX_PICTURES", "NAMING", "named_pictures", "report_of", "unread_pictures", "with_pictures"]

#: Pictures of one report that are read; scans have one a page.
MAX_PICTURES = 60
_MAX_BYTES = 32 * 1024 * 1024  # of one picture
_SUFFIX = r"\.(?:png|jpe?g|tiff?|bmp|gif|webp)"
_NAMED = re.compile(rf"^[ \t\u3000]*\[?(?P<name>[^\n|/\\]{{1,120}}?{_SUFFIX})\]?[ \t\u3000]*\r?$", re.I | re.MULTILINE)
_NAME_ENDS = re.compile(_SUFFIX, re.I)  # most texts have none, and this one is found fast
_SHOWN = re.compile(r"\bsrc\s*=\s*(?:\"([^\">]+)\"|'([^'>]+)'|([^\s\"'>]+))", re.I)  # an image of a page
#: Suffixes of texts and pages, which may name pictures that lie beside them.
NAMING = frozenset((".txt", ".text", ".md", ".html", ".htm", ".shtml", ".xhtml"))  # pictures of others are inside
_LARGEST = 8 * 1024 * 1024  # bytes of a text or page that is searched for names
_FOLDERS = ("", "{stem}_files", "{stem}.files")  # where browsers put the pictures of a page
_ENOUGH = 60  # characters from which a picture without a table belongs to the report; emblems have fewer
_DPI = 200  # of PDF pages drawn to be read
_POINTS = 72


@dataclass(frozen=True, slots=True)
class _Found:
    """A picture that the text names: the span of its name, the pictures to read, and its file beside the report."""

    span: Span
    frames: Callable[[], list[Frame]]
    data: bytes = b""
    whole: bool = False  # a page, every word of which belongs to the report


def named_pictures(text: str) -> list[tuple[Span, str]]:
    """Lines that hold the name of a picture and nothing else: the span of the name, and the name."""
    if not _NAME_ENDS.search(text):
        return []
    return [(Span(*match.span("name")), match["name"]) for match in _NAMED.finditer(text)]


def unread_pictures(document: Document) -> list[tuple[Span, str]]:
    """The pictures that stand in a report, or that its text names, and were not read: where, and the name."""
    held = [block.span for block in document.blocks if block.kind == "image"]
    read = {block.place.path for block in document.blocks if block.place.score is not None}
    found = [(image, image.of(document.text).strip("[]")) for image in document.images]
    found += [
        (span, name)
        for span, name in named_pictures(document.text)
        if name not in read and not any(image.overlaps(span) for image in (*held, *document.images))
    ]
    return sorted(found)


def report_of(picture: Path) -> Path | None:
    """The report beside a picture that names it, and takes up what can be read in it; None where the picture is alone.

    A picture that a report has for a table is no report of its own.
    """
    return _naming(picture.parent, _state(picture.parent)).get(picture.name)


def _state(folder: Path) -> tuple[tuple[Path, int, int], ...]:
    """The texts and pages in a folder, each with its size and when it was last changed."""
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in NAMING and file.is_file())
    return tuple((file, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


@functools.lru_cache(maxsize=16)
def _naming(folder: Path, state: tuple[tuple[Path, int, int], ...]) -> dict[str, Path]:
    """The pictures that the texts and pages in a folder name, each with the first of them in order of name."""
    from gongkai.readers.text import decode  # noqa: PLC0415

    found: dict[str, Path] = {}
    for file, size, _ in state:
        try:
            text = decode(file.read_bytes())[0] if size <= _LARGEST else ""
        except (OSError, ReadError):  # told where the file itself is read
            continue
        names = [name for _, name in named_pictures(text)]
        names += [urllib.parse.unquote("".join(groups)).rpartition("/")[2] for groups in _SHOWN.findall(text)]
        for name in names:
            found.setdefault(name, file)
    return found


def with_pictures(document: Document, data: bytes, folder: Path | None = None) -> Document:
    """The document with what its pictures say, as far as they can be read here.

    Args:
        document: as its reader gave it.
        data: its bytes, which hold the pictures of PDF and Word files.
        folder: where pictures beside it lie; None to look at none.

    Returns:
        The document; its hash covers the pictures read beside it. Without the extra ``gongkai[ocr]`` it stays as it is.
    """
    if not document.images and not named_pictures(document.text):
        return document
    if not is_installed():
        return document
    parts: list[tuple[Span, Canvas]] = []
    notes: list[str] = []
    digest = hashlib.sha256(bytes.fromhex(document.sha256))
    beside = False
    for number, found in enumerate(_found(document, data, folder)):
        name = found.span.of(document.text).strip("[]")
        if number == MAX_PICTURES:
            notes.append(f"{name} and what follows: over the limit of {MAX_PICTURES} pictures, not read")
            break
        try:
            parts.append((found.span, _drawn(found)))
        except ReadError as error:
            notes.append(f"{name}: not read: {error.detail}; {error.hint}")
            continue
        if found.data:
            beside = True
            digest.update(hashlib.sha256(found.data).digest())
    joined = _spliced(document, parts)
    return replace(
        joined,
        sha256=digest.hexdigest() if beside else document.sha256,
        notes=(*_still_true(joined.notes, [span.of(document.text).strip("[]") for span, _ in parts]), *notes),
    )


def _still_true(notes: Sequence[str], read: Sequence[str]) -> list[str]:
    """The reader's notes without those on pages and pictures of pages that were read after all."""
    begins = tuple(f"{name.replace(' picture', ': picture')}{' (' if 'picture' in name else ': '}" for name in read)
    return [note for note in notes if not ("not read" in note and note.startswith(begins))]


def _drawn(found: _Found) -> Canvas:
    """What stands in a picture; nothing where it is an emblem or the like."""
    from gongkai.readers.ocr_layout import draw  # noqa: PLC0415  loads the engine's libraries

    canvas = Canvas()
    for frame in found.frames():
        draw(canvas, frame)
    return canvas if found.whole or canvas.tables or len(canvas.text) >= _ENOUGH else Canvas()


def _found(document: Document, data: bytes, folder: Path | None) -> Iterator[_Found]:
    """The pictures of a report, in reading order, whose bytes can be had."""
    spans = {image: _place(document, image) for image in document.images}
    own = [(span, span.of(document.text).strip("[]"), place) for span, place in spans.items()]
    own += [
        (span, name, Place())
        for span, name in named_pictures(document.text)
        if not any(image.overlaps(span) for image in spans)
    ]
    pdf = _Pdf(data) if document.media_type == "application/pdf" else None
    for span, name, place in sorted(own, key=lambda each: each[0]):
        if pdf is not None and place.page is not None:
            yield _Found(span, lambda pdf=pdf, place=place: [pdf.frame(place)], whole=True)  # type: ignore[misc]
        elif "!/" in place.path and document.media_type != "text/html":
            part = place.path.rpartition("!/")[2]
            yield _Found(
                span, lambda part=part, place=place, name=name: _frames(_member(data, part, name), name, place.path)  # type: ignore[misc]
            )  # fmt: skip
        else:
            file = _beside(folder, name, document.path)
            if file is not None:
                picture = file.read_bytes()
                yield _Found(span, lambda picture=picture, name=name: _frames(picture, name, name), picture)  # type: ignore[misc]


def _place(document: Document, image: Span) -> Place:
    return next((block.place for block in document.blocks if block.span == image), Place())


def _frames(data: bytes, name: str, path: str) -> list[Frame]:
    from gongkai.readers.ocr_layout import Frame  # noqa: PLC0415
    from gongkai.readers.picture import frames  # noqa: PLC0415

    return [Frame(pixels, number, path) for number, (_, pixels) in enumerate(frames(data, name), start=1)]


def _member(data: bytes, part: str, name: str) -> bytes:
    from gongkai.readers.office.package import Package  # noqa: PLC0415

    found = Package(data, name).part(part)
    if found is None:
        raise ReadError(name, "damaged", f"the file does not hold {part}", "save it again in Word or WPS")
    return found


def _beside(folder: Path | None, name: str, path: str) -> Path | None:
    """The file of that name in the report's folder, or in that of its page; nothing that leads out of it."""
    if folder is None:
        return None
    stem = Path(path).stem
    for inner in _FOLDERS:
        file = folder / inner.format(stem=stem) / name.rpartition(" ")[2]
        for candidate in (folder / inner.format(stem=stem) / name, file):
            inside = candidate.is_file() and candidate.resolve().is_relative_to(folder.resolve())
            if inside and candidate.stat().st_size <= _MAX_BYTES:
                return candidate
    return None


class _Pdf:
    """The pages of a PDF as pictures."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def frame(self, place: Place) -> Frame:
        """What is shown at a place, drawn."""
        import numpy as np  # noqa: PLC0415
        import pypdfium2 as pdfium  # noqa: PLC0415

        from gongkai.readers.ocr_layout import Frame  # noqa: PLC0415
        from gongkai.readers.picture import MAX_PIXELS  # noqa: PLC0415

        document = pdfium.PdfDocument(BytesIO(self._data))
        try:
            page = document[(place.page or 1) - 1]
            width, height = page.get_size()
            scale = min(_DPI / _POINTS, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
            image = page.render(scale=scale).to_pil().convert("RGB")
        finally:
            document.close()
        left, top, right, bottom = place.box or (0.0, 0.0, width, height)
        cut = image.crop((round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)))
        return Frame(np.asarray(cut), place.page, place.path, left, top, 1 / scale)


def _spliced(document: Document, parts: Sequence[tuple[Span, Canvas]]) -> Document:
    """A document with parts put in, each after the line of the span it belongs to."""
    text = document.text
    places: list[int] = []
    pieces: list[str] = []
    lengths: list[int] = [0]
    inserted: list[tuple[int, Canvas]] = []
    last = 0
    for span, canvas in sorted(parts, key=lambda part: part[0]):
        end = text.find("\n", span.end) + 1
        pieces.append(text[last : end or len(text)])
        last = end or len(text)
        head = "" if end else "\n"
        inserted.append((last + lengths[-1] + len(head), canvas))
        places.append(last)
        pieces.append(head + canvas.text)
        lengths.append(lengths[-1] + len(head) + len(canvas.text))
    pieces.append(text[last:])

    def moved(span: Span) -> Span:
        start = span.start + lengths[bisect.bisect_right(places, span.start)]
        end = span.end + lengths[bisect.bisect_left(places, span.end)]
        return Span(start, max(start, end))

    blocks = [Block(moved(block.span), block.kind, block.place) for block in document.blocks]
    tables = [_table(table, moved) for table in document.tables]
    for start, canvas in inserted:
        blocks.extend(Block(_by(block.span, start), block.kind, block.place) for block in canvas.blocks)
        tables.extend(_table(table, lambda span, start=start: _by(span, start)) for table in canvas.tables)  # type: ignore[misc]
    read = {span for span, _ in parts}
    return replace(
        document,
        text="".join(pieces),
        tables=tuple(sorted(tables, key=lambda table: table.span)),
        images=tuple(moved(image) for image in document.images if image not in read),
        blocks=tuple(sorted(blocks, key=lambda block: block.span.start)),
    )


def _by(span: Span, length: int) -> Span:
    return Span(span.start + length, span.end + length)


def _table(table: Table, moved: Callable[[Span], Span]) -> Table:
    return Table(moved(table.span), tuple(replace(cell, span=moved(cell.span)) for cell in table.cells))
