"""Markup to a light tree: elements with their place among their siblings, what is never shown left out.

The parser is lexbor (through resiliparse), which builds the tree that a browser builds, whatever is missing or out of
place in the markup; so element paths are those that a browser shows. Nothing is executed and nothing is fetched.
All walks are iterative: a page may nest as deep as it likes, up to the limits below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from resiliparse.parse.html import HTMLTree
from resiliparse.parse.html.node import ElementNode, Node, NodeType

from gongkai.exceptions import ReadError
from gongkai.readers.html_styles import displays, inline_display

__all__ = ["Element", "parse"]

_MOST_TAGS = 300_000  # a report has some thousand, one saved from Word some ten thousand
_DEEPEST = 5_000  # elements inside each other; the parser's time grows with the square of it
_MOST_ATTRIBUTES = 2_000  # of one element; likewise
_MOST_REOPENED = 200_000  # formatting elements left open are opened again in each paragraph
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LONG_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*'){4000,}")
_ATTRIBUTE = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s\"'=]+")
# What shows another file in the page: the file is not there, and what stands inside is for browsers that cannot.
_FRAMES = frozenset(("embed", "iframe", "object"))
# Elements that never hold others, or whose end the parser adds by itself.
_NOT_NESTING = frozenset(
    (
        "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
        "option", "p", "param", "path", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
    )
)  # fmt: skip
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
_BLOCK_STARTS = frozenset(("p", "div", "li", "td", "h1", "h2", "h3", "h4", "table", "center"))
_DECORATION = 30  # characters; longer words that are kept from screen readers alone are still on the page
_SCRIPTLESS = re.compile(r"<(/?)noscript\b", re.IGNORECASE)
# What a browser with scripts shows nothing of, or shows as a control and not as text.
_NEVER_SHOWN = frozenset(
    (
        "applet", "audio", "base", "basefont", "button", "canvas", "datalist", "link", "math", "noembed", "noframes",
        "noscript", "optgroup", "option", "param", "rp", "rt", "script", "select",
        "style", "svg", "template", "textarea", "video",
    )
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Element:
    """An element of the page.

    Attributes:
        tag: in lower case.
        attributes: as written, names in lower case.
        parent: None for ``html``.
        number: its place among its siblings of the same tag, from 1; 0 where it is the only one.
        display: value of the style property that the page itself gives it, "" for the tag's own.
        children: elements and stretches of text in order.
        chars: characters of shown text below it, white space apart; ``linked`` those of them inside links.
        stops: full stops below it: how much of it is sentences.
        tables: tables below it; ``pictures`` images below it.
    """

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    number: int = 0
    display: str = ""
    children: list[Element | str] = field(default_factory=list)
    chars: int = 0
    linked: int = 0
    stops: int = 0
    tables: int = 0
    pictures: int = 0

    @property
    def path(self) -> str:
        """Element path from the root, as a browser gives it: ``/html/body/div[2]/p[3]``."""
        steps: list[str] = []
        element: Element | None = self
        while element is not None:
            steps.append(f"{element.tag}[{element.number}]" if element.number else element.tag)
            element = element.parent
        return "/" + "/".join(reversed(steps))

    def get(self, name: str) -> str:
        """An attribute's value, "" where it is absent."""
        return self.attributes.get(name, "")

    def elements(self) -> Iterator[Element]:
        """The child elements."""
        return (child for child in self.children if isinstance(child, Element))

    def ancestors(self) -> Iterator[Element]:
        """The element itself and those around it, outwards."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


def parse(markup: str, path: str) -> tuple[Element, int]:
    """The tree of a page, without what is never shown or hidden by the page's own style.

    Returns:
        The ``html`` element, and how many characters of text were left out because a style hides them.

    Raises:
        ReadError: ``too_large``, more elements or deeper nesting than a report can have.
    """
    tags, depth = _check_limits(markup, path)
    tree = HTMLTree.parse(_SCRIPTLESS.sub(r"<\1template", markup))
    root = tree.document.first_element_child if tree.document is not None else None
    if not isinstance(root, ElementNode):
        raise ReadError(path, "empty", "the page holds no element", "fetch it again or leave it out")
    return _convert(root, displays(tree, tags, depth))


def _convert(root: ElementNode, styled: dict[Node, str]) -> tuple[Element, int]:
    """Copy the tree, depth first; subtrees that are not shown are counted and left out."""
    top = Element(root.tag or "html", _attributes(root), None)
    hidden = 0
    open_elements: list[tuple[Element, Node | None, dict[str, int], Counter[str]]] = []
    element, node, seen, totals = top, root.first_child, dict[str, int](), _tags(root)
    while True:
        if node is None:
            _count(element)
            if not open_elements:
                return top, hidden
            element, node, seen, totals = open_elements.pop()
            continue
        following = node.next_sibling
        if node.type in (NodeType.TEXT, NodeType.CDATA_SECTION):
            if node.value:
                element.children.append(node.value)
        elif isinstance(node, ElementNode) and node.tag:
            tag = node.tag
            seen[tag] = seen.get(tag, 0) + 1
            attributes = _attributes(node)
            display = inline_display(attributes) or styled.get(node, "")
            if tag in _NEVER_SHOWN:
                pass
            elif (display == "none" and tag not in {"html", "body"}) or _decorative(node, tag, attributes):
                hidden += len("".join((node.text_content or "").split()))
            else:
                child = Element(tag, attributes, element, seen[tag] if totals[tag] > 1 else 0, display)
                element.children.append(child)
                if tag not in _FRAMES:
                    open_elements.append((element, following, seen, totals))
                    element, seen, totals = child, {}, _tags(node)
                    following = node.first_child
        node = following


def _decorative(node: Node, tag: str, attributes: dict[str, str]) -> bool:
    """Whether screen readers are kept from a few words: an icon, an ornament."""
    if attributes.get("aria-hidden", "").lower() != "true" or tag in {"html", "body", "table", "tr", "td", "th"}:
        return False
    return len("".join((node.text_content or "").split())) <= _DECORATION


def _count(element: Element) -> None:
    """Sums over what stands below an element whose children are complete."""
    for child in element.children:
        if isinstance(child, str):
            element.chars += len("".join(child.split()))
            element.stops += child.count("。") + child.count(";") + child.count("；")
        else:
            element.chars += child.chars
            element.linked += child.linked
            element.stops += child.stops
            element.tables += child.tables + (child.tag == "table")
            element.pictures += child.pictures + (child.tag == "img")
    if element.tag == "a" and (element.get("href") or element.get("onclick")):
        element.linked = element.chars
    if element.tag in {"head", "title", "meta"}:
        element.chars = element.linked = element.stops = 0


def _attributes(node: ElementNode) -> dict[str, str]:
    return {name.lower(): node.getattr(name) or "" for name in node.attrs or ()}


def _tags(node: Node) -> Counter[str]:
    """How many children of each tag."""
    totals: Counter[str] = Counter()
    child = node.first_child
    while child is not None:
        if child.type == NodeType.ELEMENT and child.tag:
            totals[child.tag] += 1
        child = child.next_sibling
    return totals


def _check_limits(markup: str, path: str) -> tuple[int, int]:
    """Turn away what the parser would need minutes or gigabytes for; the number of tags and their depth, about."""
    for match in _LONG_TAG.finditer(markup):
        if len(_ATTRIBUTE.findall(match.group())) > 2 * _MOST_ATTRIBUTES:
            raise _beyond(path, f"an element with more than {_MOST_ATTRIBUTES} attributes")
    count = depth = deepest = loose = reopened = 0
    for count, match in enumerate(_TAG.finditer(markup), start=1):
        tag = match[2].lower()
        if count > _MOST_TAGS:
            raise _beyond(path, f"more than {_MOST_TAGS} tags")
        step = -1 if match[1] else 1
        if tag in _FORMATTING:
            loose = max(0, loose + step)
        elif tag in _BLOCK_STARTS and step > 0:
            reopened += loose
        if tag not in _NOT_NESTING:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
        if depth > _DEEPEST:
            raise _beyond(path, f"elements nested more than {_DEEPEST} deep")
        if reopened > _MOST_REOPENED:
            raise _beyond(path, "thousands of formatting elements that are never closed")
    return count, deepest


def _beyond(path: str, detail: str) -> ReadError:
    return ReadError(path, "too_large", detail, "no report is made like this; save the page again or convert it")
