"""The words of one paragraph of a Word file, and what hangs on them: pictures, text boxes, notes, embedded tables."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from gongkai.readers.office.styles import Styles
from gongkai.readers.office.wml import attribute, child, content, descendant, relation, tag

__all__ = ["Fields", "Inline", "read_inline"]

_EMU = 360_000  # English metric units in a centimetre
_SMALLEST = 0.6 * _EMU  # a picture with a shorter side is an ornament
_PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")
_BOX = tag("w:txbxContent")
# Characters that a symbol font shows in place of its codes; what is not here is an ornament.
_SYMBOLS: dict[str, dict[int, str]] = {
    "wingdings": {
        0x6F: "☐", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
        **{0x81 + at: sign for at, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩")},
        **{0x8C + at: sign for at, sign in enumerate("❶❷❸❹❺❻❼❽❾❿")},
    },
    "wingdings 2": {
        0x50: "✓", 0x52: "☑", 0x54: "☒", 0xA3: "☐", **{0x6A + at: sign for at, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩")},
    },
    "symbol": {0xA3: "≤", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷", 0xD7: "·"},
}  # fmt: skip


@dataclass
class Fields:
    """Where a story stands within fields: one entry for each that is open, with its instruction and part."""

    ignored: bool = False
    open: list[list[str]] = field(default_factory=list)

    def change(self, kind: str | None) -> None:
        """Take in a mark: ``begin``, ``separate`` or ``end``."""
        if self.ignored:
            return
        if kind == "begin":
            self.open.append(["", "code"])
        elif self.open and kind == "separate":
            self.open[-1][1] = "result"
        elif self.open and kind == "end":
            self.open.pop()

    def instruct(self, words: str) -> None:
        """Take in a piece of a field's instruction."""
        if self.open:
            self.open[-1][0] += words

    @property
    def shown(self) -> bool:
        """Whether what comes now is seen: not the code of a field, nor the entries of a table of contents."""
        return all(part == "result" and not code.strip().upper().startswith("TOC") for code, part in self.open)


@dataclass
class Inline:
    """What a paragraph holds.

    Attributes:
        words: its text, soft line breaks as line ends.
        pictures: names of the picture's parts and what to call each.
        boxes: contents of its text boxes.
        notes: kind (``footnote``, ``endnote``) and identifier of the notes it refers to.
        embedded: names of the parts with workbooks that are shown in it.
        missed: what was seen and cannot be read.
    """

    words: str = ""
    pictures: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def followed_by(self, other: Inline) -> Inline:
        """This paragraph and the one that it runs on into."""
        return Inline(
            self.words + other.words,
            self.pictures + other.pictures,
            self.boxes + other.boxes,
            self.notes + other.notes,
            self.embedded + other.embedded,
            self.missed + other.missed,
        )


def read_inline(
    paragraph: etree._Element, styles: Styles, fields: Fields, relations: Mapping[str, tuple[str, str]]
) -> Inline:
    """Read one paragraph; moves ``fields`` on, since a field may span paragraphs."""
    found = Inline()
    parts: list[str] = []
    style = attribute(child(paragraph, "w:pPr", "w:pStyle"))
    for run in content(paragraph):
        if run.tag.startswith(tag("m:")):
            parts.extend(_text(words) for words in run.iter(tag("m:t")))
        elif run.tag == tag("w:r"):
            hidden = styles.hidden(run, style)
            for element in content(run):
                _mark(element, fields)
                if not hidden and fields.shown:
                    parts.append(_words(element))
                    _hangings(element, found, relations)
    found.words = "".join(parts)
    return found


def _mark(element: etree._Element, fields: Fields) -> None:
    if element.tag == tag("w:fldChar"):
        fields.change(attribute(element, "w:fldCharType"))
    elif element.tag == tag("w:instrText"):
        fields.instruct(element.text or "")


def _words(element: etree._Element) -> str:
    name = element.tag
    if name == tag("w:t"):
        return _text(element)
    if name in {tag("w:tab"), tag("w:ptab")}:
        return "\t"
    if name in {tag("w:br"), tag("w:cr")}:
        return "\n"
    if name == tag("w:noBreakHyphen"):
        return "-"
    if name == tag("w:sym"):
        return _symbol(attribute(element, "w:font") or "", attribute(element, "w:char") or "")
    if name == tag("w:r"):  # the characters below which a reading aid stands
        return "".join(map(_words, content(element)))
    return ""


def _text(element: etree._Element) -> str:
    words = element.text or ""
    preserved = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return words if preserved else words.strip(" \t\r\n")


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if not 0 < number <= 0xFFFF or 0xD800 <= number < 0xE000:
        return ""
    signs = _SYMBOLS.get(font.lower())
    if 0xE000 <= number < 0xF900:  # the private area that symbol fonts live in
        return signs.get(number & 0xFF, "") if signs is not None else ""
    return signs.get(number, "") if signs is not None and number < 0x100 else chr(number)


def _hangings(element: etree._Element, found: Inline, relations: Mapping[str, tuple[str, str]]) -> None:
    """Take in what an element of a run shows besides words."""
    name = element.tag
    if name in {tag("w:footnoteReference"), tag("w:endnoteReference")}:
        found.notes.append((etree.QName(name).localname.removesuffix("Reference"), attribute(element, "w:id") or ""))
    elif name in {tag("w:drawing"), tag("w:pict"), tag("w:object")}:
        workbook = _workbook(element, relations)
        if workbook:
            found.embedded.append(workbook)
            return
        found.boxes.extend(_outer_boxes(element))
        found.pictures.extend(_pictures(element, relations))
        for data in element.iter(tag("a:graphicData")):
            kind = (data.get("uri") or "").rpartition("/")[2]
            if kind in {"chart", "chartex", "diagram"}:
                found.missed.append(kind.removesuffix("ex"))


def _outer_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Text boxes, one of several alternatives each; boxes within boxes come with the outer one."""
    for part in content(element):
        if part.tag == _BOX:
            yield part
        else:
            yield from _outer_boxes(part)


def _pictures(element: etree._Element, relations: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Pictures in one drawing: part and name. What only a text box holds is left to the box."""
    extent = descendant(element, "wp:extent")
    if extent is not None:
        sides = [extent.get(side, "") for side in ("cx", "cy")]
        if any(side.isdigit() and int(side) < _SMALLEST for side in sides):
            return
    named = descendant(element, "wp:docPr")
    for part in _outside_boxes(element):
        if part.tag == tag("a:blip"):
            reference = relation(part) or relation(part, "r:link")
        elif part.tag == tag("v:imagedata"):
            reference = relation(part, "r:id")
        else:
            continue
        target = relations.get(reference, ("", ""))[1]
        if target:
            yield target, _name(named, target)


def _outside_boxes(element: etree._Element) -> Iterator[etree._Element]:
    for part in content(element):
        if part.tag != _BOX:
            yield part
            yield from _outside_boxes(part)


def _name(named: etree._Element | None, target: str) -> str:
    """The name of the file that was put in, where Word noted it; else that of the part."""
    for key in ("descr", "title", "name"):
        words = posixpath.basename((named.get(key) or "").replace("\\", "/")) if named is not None else ""
        if words.lower().endswith(_PICTURE_SUFFIXES):
            return words
    return posixpath.basename(target)


def _workbook(element: etree._Element, relations: Mapping[str, tuple[str, str]]) -> str:
    """The part with the workbook that an embedded object shows, "" where it is something else."""
    shown = descendant(element, "o:OLEObject")
    target = relations.get(relation(shown, "r:id"), ("", ""))[1]
    return target if target.lower().endswith((".xlsx", ".xlsm", ".xls")) else ""
