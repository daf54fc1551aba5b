"""Which part of a page is the report, among navigation, breadcrumbs, share buttons, related links and footers.

The element that holds nearly all that looks like a report (:mod:`gongkai.readers.html_looks`) is the report's; inside
it, what sites put around an article is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.readers.html_dom import Element
from gongkai.readers.html_flow import Line, Picture
from gongkai.readers.html_looks import SENTENCE, Kind, Seen, is_navigation, is_noise, is_ornament, weigh
from gongkai.readers.html_outline import Item
from gongkai.readers.html_tables import Grid

__all__ = ["Main", "find_main"]

_NEARLY_ALL = 0.9
_LITTLE = 0.1  # share of the report's look that something named like navigation may hold
_SURE = frozenset((Kind.HEADING, Kind.TABLE))
_ATTACHMENT = re.compile(r"附件|附表|附录|\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|jpe?g|png)\b", re.IGNORECASE)
_DATE = re.compile(r"(?:20\d\d|二[〇零○O]..)\s*[年./-]")
_BODY_NAME = re.compile(r"(?:政府|办公[厅室]|局|厅|委员?会?|部|院|中心|处|站|所|街道|乡|镇|公司)$")
_LEAVES = frozenset(("p", "pre", "li", "h1", "h2", "h3", "h4", "h5", "h6", "span", "font", "b", "strong", "a"))


@dataclass(frozen=True, slots=True)
class Main:
    """The report on a page.

    Attributes:
        items: what belongs to it, in reading order.
        first: where its element begins in the list of all items; ``last`` one past its end.
        look: how much it looks like a report.
        element: the element that holds it.
    """

    items: list[Item]
    first: int
    last: int
    look: float
    element: Element


@dataclass(frozen=True, slots=True)
class _Sums:
    """For each element, by its id: the look of all items below it, and how many of them are surely of a report."""

    look: dict[int, float]
    sure: dict[int, int]


def find_main(root: Element, items: Sequence[Item], markup: str) -> Main:
    """Find the report on a page.

    Args:
        root: the page.
        items: everything on it, in order.
        markup: for the library.
    """
    seen = weigh(items, markup)
    sums = _sum(root, seen)
    grids = frozenset(id(item.element) for item in items if isinstance(item, Grid))
    element = _widened(_innermost(root, sums, grids), seen)
    below = _ids(element)
    places = [at for at, each in enumerate(seen) if id(each.item.element) in below]
    if not places:
        return Main([], 0, 0, 0.0, root)
    first, last = places[0], places[-1] + 1
    kept = _kept([seen[at] for at in places], element, sums, sums.look[id(root)])
    return Main(list(kept), first, last, sums.look[id(root)], element)


def _sum(root: Element, seen: Sequence[Seen]) -> _Sums:
    order: list[Element] = [root]
    for element in order:
        order.extend(element.elements())
    look = dict.fromkeys(map(id, order), 0.0)
    sure = dict.fromkeys(map(id, order), 0)
    for each in seen:
        look[id(each.item.element)] += each.look
        sure[id(each.item.element)] += each.kind in _SURE
    for element in reversed(order):
        if element.parent is not None and element is not root:
            look[id(element.parent)] += look[id(element)]
            sure[id(element.parent)] += sure[id(element)]
    return _Sums(look, sure)


def _ids(root: Element) -> set[int]:
    order: list[Element] = [root]
    for element in order:
        order.extend(element.elements())
    return set(map(id, order))


def _innermost(root: Element, sums: _Sums, grids: frozenset[int]) -> Element:
    """The innermost element that holds nearly all that looks like a report; no single paragraph or table."""
    enough = sums.look[id(root)] * _NEARLY_ALL
    element = root
    while enough:
        inner = max(element.elements(), key=lambda child: sums.look[id(child)], default=None)
        if inner is None or sums.look[id(inner)] < enough or inner.tag in _LEAVES or id(inner) in grids:
            break
        element = inner
    return element


def _widened(element: Element, seen: Sequence[Seen]) -> Element:
    """The element that also holds headings and standard tables which stand outside of the first choice."""
    below = _ids(element)
    for each in seen:
        inner = each.item.element
        if each.kind not in _SURE or id(inner) in below or any(map(is_navigation, inner.ancestors())):
            continue
        around = set(map(id, inner.ancestors()))
        while id(element) not in around and element.parent is not None:
            element = element.parent
        below = _ids(element)
    return element


def _kept(inside: Sequence[Seen], element: Element, sums: _Sums, total: float) -> Iterator[Item]:
    """What is left of the report's element without what sites put around and into an article."""
    sure = [at for at, each in enumerate(inside) if each.kind in _SURE]
    sure = sure or [at for at, each in enumerate(inside) if each.kind is Kind.SENTENCE and len(each.words) >= SENTENCE]
    begin, end = (sure[0], sure[-1]) if sure else (len(inside), -1)
    verdicts: dict[int, bool] = {id(element): False}
    for at, each in enumerate(inside):
        item = each.item
        if _in_chrome(item.element, sums, total, verdicts):
            continue
        if isinstance(item, Picture):
            if not is_ornament(item):
                yield item
        elif each.linked:
            if isinstance(item, Line) and _ATTACHMENT.search(each.words):
                yield item
        elif isinstance(item, Grid) or (not is_noise(each.words) and (begin <= at <= end or _belongs(each))):
            yield item


def _belongs(seen: Seen) -> bool:
    """Whether a line before the first heading or after the last belongs to the report."""
    words = seen.words
    return (
        seen.content
        or seen.look > 0
        or any(pattern.search(words) is not None for pattern in (_ATTACHMENT, _DATE, _BODY_NAME))
    )


def _in_chrome(element: Element, sums: _Sums, total: float, verdicts: dict[int, bool]) -> bool:
    """Whether an item stands in something named like navigation that holds no heading, no table and few sentences.

    Args:
        element: of the item.
        sums: of the page.
        total: look of the whole page.
        verdicts: known ones by element, that of the report's element among them.
    """
    path: list[Element] = []
    for ancestor in element.ancestors():
        if id(ancestor) in verdicts:
            break
        path.append(ancestor)
    verdict = verdicts[id(ancestor)]
    for inner in reversed(path):
        little = not sums.sure[id(inner)] and sums.look[id(inner)] <= _LITTLE * total
        verdict = verdict or (little and is_navigation(inner))
        verdicts[id(inner)] = verdict
    return verdict
