"""Styles of a Word file, as far as they say what is numbered, a heading or hidden."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gongkai.readers.office.wml import attribute, child, is_on, tag

__all__ = ["Styles"]

_BODY_LEVEL = 9  # the outline level of what is no heading


class Styles:
    """Looks properties of paragraphs and runs up along the chain of styles."""

    def __init__(self, root: etree._Element | None) -> None:
        found = root.iter(tag("w:style")) if root is not None else ()
        self._styles = {attribute(style, "w:styleId") or "": style for style in found}
        self._defaults = {
            attribute(style, "w:type"): identifier
            for identifier, style in self._styles.items()
            if (attribute(style, "w:default") or "0").lower() in {"1", "true", "on"}
        }

    def numbering(self, style: str | None) -> tuple[str | None, str | None]:
        """List and level that a style puts its paragraphs into."""
        number = level = None
        for element in self._chain(style, "paragraph"):
            properties = child(element, "w:pPr", "w:numPr")
            number = number or attribute(child(properties, "w:numId"))
            level = level or attribute(child(properties, "w:ilvl"))
        return number, level

    def list_of(self, style: str) -> str | None:
        """The list that a list style stands for."""
        return attribute(child(self._styles.get(style), "w:pPr", "w:numPr", "w:numId"))

    def kind(self, paragraph: etree._Element) -> str:
        """``title``, ``heading``, ``contents`` (a line of the table of contents) or ``paragraph``."""
        style = attribute(child(paragraph, "w:pPr", "w:pStyle"))
        levels = [attribute(child(paragraph, "w:pPr", "w:outlineLvl"))]
        for element in self._chain(style, "paragraph"):
            name = (attribute(child(element, "w:name")) or "").lower()
            if name in {"title", "标题"}:
                return "title"
            if name.startswith("toc ") and name[4:].isdigit():
                return "contents"
            levels.append(attribute(child(element, "w:pPr", "w:outlineLvl")))
        level = next((level for level in levels if level is not None), "")
        return "heading" if level.isdigit() and int(level) < _BODY_LEVEL else "paragraph"

    def hidden(self, run: etree._Element, paragraph_style: str | None) -> bool:
        """Whether a run, or the mark of a paragraph, is hidden text."""
        own = child(run, "w:rPr", "w:vanish")
        if own is not None:
            return is_on(own)
        for style, kind in ((attribute(child(run, "w:rPr", "w:rStyle")), "character"), (paragraph_style, "paragraph")):
            for element in self._chain(style, kind):
                found = child(element, "w:rPr", "w:vanish")
                if found is not None:
                    return is_on(found)
        return False

    def _chain(self, style: str | None, kind: str) -> Iterator[etree._Element]:
        """A style and those it is based on; each once, though a broken file may go in circles."""
        seen: set[str] = set()
        style = style if style in self._styles else self._defaults.get(kind)
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = attribute(child(self._styles[style], "w:basedOn"))
