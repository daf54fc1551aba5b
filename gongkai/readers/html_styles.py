"""What a page's own style hides: inline styles and the rules of its ``style`` elements, as far as they say so.

Only ``display`` and ``visibility`` are read. Outer style sheets are not there, and none is fetched. Of two rules for
one element the more specific stands, then the later, as in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from resiliparse.parse.html import HTMLTree
from resiliparse.parse.html.node import Node

__all__ = ["displays", "inline_display"]

_MOST_RULES = 400  # that set display or visibility; more are not read
_MOST_STEPS = 50_000_000  # of the search for the elements of one rule, at worst
_COMBINED = re.compile(r"(?<=[^\s>+~,])\s*[\s>+~]\s*(?=[^\s>+~,])")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_AT_RULE = re.compile(r"@([a-zA-Z-]+)([^{};]*)([{;])")
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_DECLARATION = re.compile(
    r"(?:^|;)\s*(display|visibility|mso-hide)\s*:\s*([a-zA-Z-]+)\s*(!\s*important)?", re.IGNORECASE
)
_SHOWN_MEDIA = re.compile(r"^\s*(?:all|screen)?\s*$", re.IGNORECASE)
# Selectors that depend on what a reader does, or that the engine has no answer for.
_DYNAMIC = re.compile(r":(?!not|first-child|last-child|nth-child|only-child)[a-z-]+", re.IGNORECASE)


def inline_display(attributes: dict[str, str]) -> str:
    """The display that an element's own attributes give it: ``none``, another value, or "" where they say nothing."""
    if "hidden" in attributes and attributes["hidden"].lower() != "until-found":
        return "none"
    style = attributes.get("style", "")
    return _display(style)[0] if style else ""


def displays(tree: HTMLTree, tags: int, depth: int) -> dict[Node, str]:
    """For the elements that a rule of the page reaches: their display, ``none`` for hidden ones.

    Args:
        tree: the page.
        tags: how many tags it has; ``depth`` how deep they nest. Rules that would cost too much are not read.
        depth: see ``tags``.
    """
    document = tree.document
    if document is None:
        return {}
    found: dict[Node, tuple[tuple[int, int], str]] = {}
    sheets = [element.text_content or "" for element in document.get_elements_by_tag_name("style") or ()]
    for order, (selector, value, important) in enumerate(_rules("\n".join(sheets))):
        if order >= _MOST_RULES:
            break
        if tags * max(depth, 10) ** len(_COMBINED.findall(selector)) > _MOST_STEPS:
            continue
        weight = (_specificity(selector) + (1_000_000 if important else 0), order)
        for node in document.query_selector_all(selector) or ():
            if node not in found or weight >= found[node][0]:
                found[node] = weight, value
    return {node: value for node, (_, value) in found.items()}


def _rules(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """Selector, display and importance of each rule for the screen that sets one."""
    for match in _RULE.finditer(_for_screen(_COMMENT.sub(" ", sheet))):
        value, important = _display(match[2])
        if not value:
            continue
        for selector in map(str.strip, match[1].split(",")):
            if selector and not _DYNAMIC.search(selector) and selector.isprintable():
                yield selector, value, important


def _for_screen(sheet: str) -> str:
    """The sheet without blocks for other media, for narrow screens, and without other at-rules."""
    parts: list[str] = []
    position = 0
    while match := _AT_RULE.search(sheet, position):
        parts.append(sheet[position : match.start()])
        position = match.end()
        if match[3] == "{":
            end = _block_end(sheet, match.end())
            if match[1].lower() == "media" and _SHOWN_MEDIA.match(match[2]):
                parts.append(sheet[match.end() : end])
            position = end + 1
    parts.append(sheet[position:])
    return "".join(parts)


def _block_end(sheet: str, start: int) -> int:
    """The place of the brace that closes a block."""
    depth = 1
    for match in re.compile("[{}]").finditer(sheet, start):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.start()
    return len(sheet)


def _display(declarations: str) -> tuple[str, bool]:
    """The display of a list of declarations, hidden visibility counting as none; the last of its kind stands."""
    values = {match[1].lower(): (match[2].lower(), bool(match[3])) for match in _DECLARATION.finditer(declarations)}
    hidden, important = values.get("visibility", ("", False))
    if hidden in {"hidden", "collapse"}:
        return "none", important
    if values.get("mso-hide", ("", False))[0] == "all":
        return "none", False
    return values.get("display", ("", False))


def _specificity(selector: str) -> int:
    names = len(re.findall(r"\.[\w-]+|\[[^\]]*\]|:[a-z-]+", selector))
    tags = len(re.findall(r"(?:^|[\s>+~])[a-zA-Z][\w-]*", selector))
    return selector.count("#") * 10_000 + names * 100 + tags
