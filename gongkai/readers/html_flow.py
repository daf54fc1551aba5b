"""A page as it is read from top to bottom: lines of words, tables and pictures, each with its element.

White space is what a browser makes of it, but a line break of the markup between two Chinese characters leaves
nothing. Blocks end a line, inline elements do not; ``<br>`` breaks a line inside a paragraph, and two of them, or one
before an indentation, begin a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from gongkai.readers.html_dom import Element
from gongkai.readers.html_numbers import list_number

__all__ = ["Line", "Picture", "Words", "is_block", "picture_name", "read_words"]

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p",
        "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
        "ul", "xmp",
    )
)  # fmt: skip
_PREFORMATTED = frozenset(("pre", "xmp", "listing", "plaintext"))
_BLOCK_DISPLAYS = frozenset(("block", "flex", "grid", "table", "list-item", "table-row", "flow-root"))
_INLINE_DISPLAYS = frozenset(("inline", "inline-block", "inline-flex", "contents", "inline-table", "table-cell"))
_KEEPS_SPACE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_NO_SIZE = re.compile(r"font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)", re.IGNORECASE)
_SIZE = re.compile(r"font-size\s*:", re.IGNORECASE)
# Signs inside the stream of words: a break on purpose, and where a link begins and ends.
_BREAK, _LINK, _UNLINK = "\x0b", "\x0e", "\x0f"
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff]")
_ODD_BREAK = re.compile("[\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WIDE = "\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])([{_LINK}{_UNLINK}]*)[ \t]*[\n\r\f]\s*(?=[{_LINK}{_UNLINK}]*[{_WIDE}])")
_AROUND_BREAK = re.compile(rf" *({_BREAK}[{_LINK}{_UNLINK}]*) *")
_NEW_PARAGRAPH = re.compile(
    rf"{_BREAK}[\s{_LINK}{_UNLINK}]*{_BREAK}|{_BREAK}(?=[{_LINK}{_UNLINK}]*[\u00a0\u3000\u2003])"
)
_SIGNS = re.compile(f"[{_LINK}{_UNLINK}]")


@dataclass(slots=True, eq=False)
class Line:
    """A paragraph, a heading, an item of a list.

    Attributes:
        words: as read, breaks on purpose as line ends.
        element: the block it stands in.
        linked: share of its characters inside links, 0 to 1.
    """

    words: str
    element: Element
    linked: float = 0.0


@dataclass(slots=True, eq=False)
class Picture:
    """A picture by its file's name, else by its description."""

    name: str
    element: Element


class Words:
    """Collects the words of one block and cuts them into lines."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, text: str, *, keep_space: bool = False) -> None:
        """A stretch of text of the markup."""
        text = _UNSHOWN.sub("", _ODD_BREAK.sub(" ", text))
        if keep_space:
            text = text.replace("\r\n", "\n").replace("\n", _BREAK).replace("\t", "    ").replace(" ", "\u00a0")
        self._parts.append(text)

    def line_break(self) -> None:
        """A break on purpose."""
        self._parts.append(_BREAK)

    def link(self, *, begins: bool) -> None:
        """The begin or the end of a link."""
        self._parts.append(_LINK if begins else _UNLINK)

    def take(self, element: Element) -> list[Line]:
        """The lines collected so far, and begin anew."""
        stream = "".join(self._parts)
        self._parts.clear()
        if not stream.strip(f" \t\n\r\f{_LINK}{_UNLINK}{_BREAK}"):
            open_link = stream.count(_LINK) > stream.count(_UNLINK)
            self._parts.extend([_LINK] if open_link else [])
            return []
        stream = _AROUND_BREAK.sub(r"\1", _SPACE.sub(" ", _WRAPPED.sub(r"\1", stream)))
        lines: list[Line] = []
        inside = False
        for part in _NEW_PARAGRAPH.split(stream):
            linked, inside = _linked(part, inside)
            words = _SIGNS.sub("", part).replace("\u00a0", " ").replace(_BREAK, "\n").strip()
            if words:
                lines.append(Line(words, element, min(1.0, linked / len("".join(words.split())))))
        if inside:
            self._parts.append(_LINK)
        return lines


def _linked(part: str, inside: bool) -> tuple[int, bool]:
    """How many characters of a stretch stand inside links, and whether a link is open at its end."""
    count = position = 0
    for match in _SIGNS.finditer(part):
        if inside:
            count += len("".join(part[position : match.start()].split()))
        inside = match.group() == _LINK
        position = match.end()
    if inside:
        count += len("".join(part[position:].split()))
    return count, inside


def is_block(element: Element) -> bool:
    """Whether an element stands on lines of its own."""
    if element.display in _BLOCK_DISPLAYS:
        return True
    return element.tag in _BLOCKS and (element.display not in _INLINE_DISPLAYS or element.tag in {"table", "tr", "p"})


def picture_name(element: Element) -> str:
    """What a picture is called: its file, else its description."""
    source = element.get("src") or element.get("data-src") or element.get("data-original")
    words = (element.get("alt") or element.get("title")).strip()
    if source and not source.lower().startswith(("data:", "blob:")):
        name = unquote(re.split(r"[?#]", source)[0].replace("\\", "/").rstrip("/").rpartition("/")[2])
        if "." in name:
            return _UNSHOWN.sub("", name) if not words or "." in words else f"{words} {_UNSHOWN.sub('', name)}"
    return words or "图片"


def keeps_space(element: Element, before: bool) -> bool:
    """Whether white space inside an element stands as written."""
    style = element.get("style")
    if style and "white-space" in style.lower():
        return _KEEPS_SPACE.search(style) is not None
    return before or element.tag in _PREFORMATTED


def is_tiny(element: Element, before: bool) -> bool:
    """Whether words directly inside an element have no size."""
    style = element.get("style")
    if style and _SIZE.search(style):
        return _NO_SIZE.search(style) is not None
    return before


def read_words(element: Element) -> str:
    """All words below an element as one line: what a table's cell says.

    Breaks and blocks leave nothing between Chinese characters, a space between letters or digits.
    """
    words = Words()
    for event, item in _below(element):
        if event == "text":
            words.add(str(item))
        else:
            words.line_break()
    lines = [part.strip() for line in words.take(element) for part in line.words.split("\n")]
    joined = ""
    for line in filter(None, lines):
        tight = not joined or not (joined[-1].isascii() and joined[-1].isalnum() and line[0].isascii())
        joined += line if tight or not line[0].isalnum() else f" {line}"
    return joined


def _below(element: Element) -> Iterator[tuple[str, str | Element]]:
    """Text and breaks below an element, in order."""
    stack: list[Iterator[Element | str]] = [iter(element.children)]
    owners = [element]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            if is_block(owners.pop()):
                yield "break", element
        elif isinstance(child, str):
            yield "text", child
        elif child.tag == "br":
            yield "break", child
        elif child.tag == "input" and child.get("type").lower() in {"", "text", "number"}:
            yield "text", child.get("value")
        else:
            if child.tag == "li" and (number := list_number(child)):
                yield "text", number
            if is_block(child):
                yield "break", child
            stack.append(iter(child.children))
            owners.append(child)
