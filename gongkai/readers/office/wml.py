"""Names of WordprocessingML, and its elements as a reader who has accepted all changes sees them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

__all__ = ["attribute", "child", "content", "descendant", "is_on", "mark_deleted", "relation", "tag"]

_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}


def tag(name: str) -> str:
    """The qualified name of ``w:p`` and the like."""
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


_GONE = frozenset(map(tag, ("w:del", "w:moveFrom")))
_AROUND = frozenset(
    map(
        tag,
        (
            "w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:hyperlink", "w:fldSimple",
            "w:dir", "w:bdo", "w:ruby", "w:rubyBase", "m:oMath", "m:oMathPara",
        ),
    )
)  # fmt: skip
_ALTERNATIVES = tag("mc:AlternateContent")
_TEXT_BOX = tag("w:txbxContent")


def content(parent: etree._Element) -> Iterator[etree._Element]:
    """The children that are shown: wrappers opened, deletions and prompts left out, one of several alternatives."""
    for element in parent:
        if element.tag in _GONE or child(element, "w:sdtPr", "w:showingPlcHdr") is not None:
            continue
        if element.tag in _AROUND:
            yield from content(element)
        elif element.tag == _ALTERNATIVES:
            chosen = _chosen(element)
            if chosen is not None:
                yield from content(chosen)
        else:
            yield element


def _chosen(alternatives: etree._Element) -> etree._Element | None:
    """The first alternative; another one where only that has the words of a text box."""
    branches = [branch for branch in alternatives if len(branch)]
    with_words = (branch for branch in branches if next(branch.iter(_TEXT_BOX), None) is not None)
    return next(with_words, branches[0] if branches else None)


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The element at the end of a path of children, None where a step is missing."""
    for name in names:
        if element is None:
            return None
        element = element.find(tag(name))
    return element


def descendant(element: etree._Element, name: str) -> etree._Element | None:
    """The first element of this name below."""
    return next(element.iter(tag(name)), None)


def attribute(element: etree._Element | None, name: str = "w:val") -> str | None:
    """An attribute by its qualified name."""
    return None if element is None else element.get(tag(name))


def relation(element: etree._Element | None, name: str = "r:embed") -> str:
    """The identifier of the part that an element refers to, "" where it refers to none."""
    return attribute(element, name) or ""


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return element is not None and (attribute(element) or "true").lower() not in {"0", "false", "off"}


def mark_deleted(paragraph: etree._Element) -> bool:
    """Whether the end of a paragraph was deleted, so that it runs on in the next one."""
    marks = child(paragraph, "w:pPr", "w:rPr")
    return marks is not None and any(marks.find(name) is not None for name in _GONE)
