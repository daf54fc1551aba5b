"""OFD, the national format of fixed pages (GB/T 33190-2016), which offices publish since 2016.

A zip package of XML that places every character, as PDF does; so its pages are laid out as those of a PDF. Seals and
signatures lie beside the pages and are not read.
"""

from __future__ import annotations

import hashlib
import posixpath

from lxml import etree

from gongkai.exceptions import ReadError
from gongkai.readers.canvas import Canvas
from gongkai.readers.ofd_page import child, children, numbers, read_page
from gongkai.readers.office.package import Package, damaged
from gongkai.readers.pdf import MAX_PAGES, draw_pages
from gongkai.readers.pdf_page import Page, turned
from gongkai.records import Document

__all__ = ["MEDIA_TYPE", "read"]

MEDIA_TYPE = "application/ofd"
_A4 = [0.0, 0.0, 210.0, 297.0]


def read(data: bytes, path: str) -> Document:
    """Read an OFD file.

    Raises:
        ReadError: ``damaged``, ``encrypted``, ``bomb``, ``too_large`` or ``empty``.
    """
    package = Package(data, path)
    root = package.xml("OFD.xml")
    if root is None:
        raise damaged(path, "there is no document in it (OFD.xml is missing)")
    pages: list[Page] = []
    notes: list[str] = []
    for body in children(root, "DocBody"):
        _read_document(package, _text(child(body, "DocRoot")), pages, notes)
    if not pages:
        raise damaged(path, "it has no page that can be read")
    canvas = Canvas()
    draw_pages(canvas, [turned(page) for page in pages], notes)
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
        notes=tuple(notes),
    )


def _text(element: etree._Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _read_document(package: Package, name: str, pages: list[Page], notes: list[str]) -> None:
    """Add the pages of one document of the package."""
    name = name.lstrip("/")
    root = package.xml(name)
    if root is None:
        notes.append(f"the document {name} is missing")
        return
    folder = posixpath.dirname(name)
    common = child(root, "CommonData")
    usual = _box(child(common, "PageArea")) or _A4
    places = {each.get("ID", ""): each.get("BaseLoc", "") for each in children(common, "TemplatePage")} if (
        common is not None
    ) else {}  # fmt: skip
    listed = child(root, "Pages")
    for entry in children(listed, "Page") if listed is not None else ():
        if len(pages) == MAX_PAGES:
            notes.append(f"over the limit of {MAX_PAGES} pages, the rest not read")
            return
        content = package.xml(_member(folder, entry.get("BaseLoc", "")))
        if content is None:
            notes.append(f"page {len(pages) + 1}: missing, not read")
            continue
        below = [places.get(each.get("TemplateID", ""), "") for each in children(content, "Template")]
        templates = [package.xml(_member(folder, place)) for place in below if place]
        layers = [layer for layer in (*templates, content) if layer is not None]
        pages.append(read_page(layers, _box(child(content, "Area")) or usual, len(pages) + 1))


def _member(folder: str, place: str) -> str:
    """The name of a part; places are given from the folder of the document, or from the root with a stroke."""
    return posixpath.normpath(place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place))


def _box(area: etree._Element | None) -> list[float] | None:
    found = numbers(_text(child(area, "PhysicalBox")), 4)
    return found if found and found[2] > 0 and found[3] > 0 else None
