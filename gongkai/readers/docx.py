"""Word files (.docx, .docm): the document as a reader sees it who has accepted all changes.

Read from the parts of the package themselves, because what a report says stands in many of them: numbers that Word
writes before headings come from the numbering part, notes from their own, text boxes from drawings. Headers, footers,
comments, deleted and hidden text are left out. Macros are never looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from lxml import etree

from gongkai.exceptions import ReadError
from gongkai.readers.canvas import Canvas
from gongkai.readers.office.layout import Grid, Item, Paragraph, Picture, Slot, draw
from gongkai.readers.office.numbering import Numbering
from gongkai.readers.office.package import Package, damaged
from gongkai.readers.office.runs import Fields, Inline, read_inline
from gongkai.readers.office.styles import Styles
from gongkai.readers.office.wml import attribute, child, content, is_on, mark_deleted, tag
from gongkai.readers.spreadsheet import embedded_items
from gongkai.records import Document

__all__ = ["MAX_CELLS", "MEDIA_TYPE", "read"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Cells that the tables of one file may have in all.
MAX_CELLS = 200_000
_DEEPEST = 20  # text boxes within text boxes, tables within tables
_TITLE_REACH = 300  # characters from the start in which the title of the properties must stand to be believed


def read(data: bytes, path: str) -> Document:
    """Read a Word file.

    Raises:
        ReadError: ``damaged``, ``encrypted``, ``bomb``, ``too_large`` or ``empty``.
    """
    package = Package(data, path)
    name = package.main_part("word/document.xml")
    root = package.xml(name)
    body = child(root, "w:body")
    if body is None:
        raise damaged(path, f"there is no document in it ({name} is missing or of another kind)")
    story = _Story(package, name)
    items = story.blocks(body, "word/body", 0)
    if story.fields.open:  # a field without an end would hide the rest of the report
        story = _Story(package, name, has_fields=False)
        items = story.blocks(body, "word/body", 0)
        story.missed.append("a field has no end; its code may stand in the text")
    canvas = Canvas()
    draw(items, canvas)
    if not canvas.blocks:
        raise ReadError(path, "empty", "the document holds no text", "open it in Word or WPS and see what is in it")
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=MEDIA_TYPE,
        encoding="",
        text=canvas.text,
        tables=tuple(canvas.tables),
        images=tuple(canvas.images),
        blocks=tuple(canvas.blocks),
        title=_title(package, canvas.text),
        notes=tuple(dict.fromkeys(story.missed)),
    )


def _title(package: Package, text: str) -> str:
    """The title among the properties, where the text opens with it: templates leave the titles of other files there."""
    for kind, target in package.relations("").values():
        if kind == "core-properties":
            root = package.xml(target)
            found = root.find("{http://purl.org/dc/elements/1.1/}title") if root is not None else None
            title = (found.text or "").strip() if found is not None else ""
            opening = "".join(text[:_TITLE_REACH].split())
            return title if title and "".join(title.split()) in opening else ""
    return ""


class _Story:
    """Turns elements into items, in reading order: numbers and fields go on from one paragraph to the next."""

    def __init__(self, package: Package, name: str, *, has_fields: bool = True) -> None:
        self._package = package
        self._folder = name.rpartition("/")[0]
        self._relations = package.relations(name)
        self._styles = Styles(self._related("styles"))
        self._numbering = Numbering(self._related("numbering"), self._styles)
        self.fields = Fields(ignored=not has_fields)
        self._cells = 0
        self._notes: dict[tuple[str, str], etree._Element] = {}
        self._note_relations: dict[str, Mapping[str, tuple[str, str]]] = {}
        for kind in ("footnote", "endnote"):
            self._load_notes(kind)
        self.missed: list[str] = []

    def _related(self, kind: str) -> etree._Element | None:
        return self._package.xml(self._name_of(kind))

    def _name_of(self, kind: str) -> str:
        declared = (target for found, target in self._relations.values() if found == kind)
        return next(declared, f"{self._folder}/{kind}.xml")

    def _load_notes(self, kind: str) -> None:
        name = self._name_of(f"{kind}s")
        root = self._package.xml(name)
        self._note_relations[kind] = self._package.relations(name)
        for note in root.iterfind(tag(f"w:{kind}")) if root is not None else ():
            self._notes[kind, attribute(note, "w:id") or ""] = note

    def blocks(
        self, parent: etree._Element, path: str, depth: int, relations: Mapping[str, tuple[str, str]] | None = None
    ) -> list[Item]:
        """The paragraphs, tables and pictures in a body, cell, text box or note."""
        relations = self._relations if relations is None else relations
        items: list[Item] = []
        carried = Inline()
        paragraphs = tables = 0
        if depth > _DEEPEST:
            self.missed.append(f"{path} is nested more than {_DEEPEST} deep and was left out")
            return items
        for element in content(parent):
            if element.tag == tag("w:p"):
                paragraphs += 1
                inline = carried.followed_by(read_inline(element, self._styles, self.fields, relations))
                carried = Inline()
                if mark_deleted(element):
                    carried = inline
                    continue
                place = f"{path}/p[{paragraphs}]"
                items.extend(self._paragraph(element, inline, place))
                items.extend(self._hangings(inline, place, depth, relations))
            elif element.tag == tag("w:tbl"):
                tables += 1
                items.append(self._table(element, f"{path}/tbl[{tables}]", depth, relations))
            elif element.tag == tag("w:altChunk"):
                self.missed.append(f"{path}: a file of another kind is embedded here and was not read")
        if carried.words.strip():
            items.append(Paragraph(carried.words.strip(), f"{path}/p[{paragraphs}]"))
        return items

    def _paragraph(self, element: etree._Element, inline: Inline, path: str) -> list[Item]:
        """The paragraph with its number; an empty one counts, one that is hidden as a whole does not."""
        words = inline.words.strip()
        properties = child(element, "w:pPr")
        style = attribute(child(properties, "w:pStyle"))
        if not words and properties is not None and self._styles.hidden(properties, style):
            return []
        label = self._numbering.label(element)
        kind = self._styles.kind(element)
        return [Paragraph(label + words, path, kind)] if words and kind != "contents" else []

    def _hangings(self, inline: Inline, path: str, depth: int, relations: Mapping[str, tuple[str, str]]) -> list[Item]:
        """Pictures, text boxes, embedded workbooks and notes, after the paragraph they hang on."""
        items: list[Item] = [Picture(name, f"{path}!/{part}") for part, name in inline.pictures]
        for at, box in enumerate(inline.boxes, 1):
            items.extend(self.blocks(box, f"{path}/txbx[{at}]", depth + 1, relations))
        for part in inline.embedded:
            items.extend(self._workbook(part, path))
        for kind, identifier in inline.notes:
            note = self._notes.pop((kind, identifier), None)
            if note is not None:
                place = f"{self._folder}/{kind}s/{kind}[{identifier}]"
                found = self.blocks(note, place, depth + 1, self._note_relations[kind])
                items.extend(
                    Paragraph(item.words, item.path, "note") if isinstance(item, Paragraph) else item for item in found
                )
        self.missed.extend(f"{path}: a {what} was not read" for what in inline.missed)
        return items

    def _workbook(self, part: str, path: str) -> list[Item]:
        """The table that an embedded workbook shows; one that cannot be read stands there as a picture does."""
        data = self._package.part(part)
        place = f"{path}!/{part}"
        try:
            return embedded_items(data or b"", place)
        except ReadError as error:
            self.missed.append(f"an embedded workbook was not read: {error}")
            return [Picture(part.rpartition("/")[2], place)]

    def _table(self, table: etree._Element, path: str, depth: int, relations: Mapping[str, tuple[str, str]]) -> Grid:
        slots: list[Slot] = []
        open_cells: dict[int, Slot] = {}
        rows = (row for row in content(table) if row.tag == tag("w:tr") and not _row_gone(row))
        for at, row in enumerate(rows):
            column = _number(attribute(child(row, "w:trPr", "w:gridBefore")))
            cells = (cell for cell in content(row) if cell.tag == tag("w:tc") and not _cell_gone(cell))
            reached: dict[int, Slot] = {}
            previous: Slot | None = None
            for number, cell in enumerate(cells, 1):
                width = max(1, _number(attribute(child(cell, "w:tcPr", "w:gridSpan"))))
                above = open_cells.get(column)
                if _continues(cell, "w:hMerge"):
                    if previous is not None:
                        previous.column_span += width
                elif _continues(cell, "w:vMerge") and above is not None and above.row + above.row_span == at:
                    above.row_span += 1
                    reached[column] = above
                    previous = None
                else:
                    place = f"{path}/r[{at + 1}]/c[{number}]"
                    previous = Slot(at, column, place, 1, width, self.blocks(cell, place, depth + 1, relations))
                    slots.append(previous)
                    if child(cell, "w:tcPr", "w:vMerge") is not None:
                        reached[column] = previous
                    self._count(path)
                column += width
            open_cells = reached
        return Grid(slots, path)

    def _count(self, path: str) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            hint = "split the document, or take tables out that are not the report's"
            raise ReadError(self._package.path, "too_large", f"more than {MAX_CELLS} table cells, at {path}", hint)


def _number(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 5 else 0


def _continues(cell: etree._Element, name: str) -> bool:
    merge = child(cell, "w:tcPr", name)
    return merge is not None and (attribute(merge) or "continue") == "continue"


def _row_gone(row: etree._Element) -> bool:
    """Whether a row was deleted or is hidden."""
    properties = child(row, "w:trPr")
    if properties is None:
        return False
    return child(properties, "w:del") is not None or is_on(child(properties, "w:hidden"))


def _cell_gone(cell: etree._Element) -> bool:
    return child(cell, "w:tcPr", "w:cellDel") is not None
