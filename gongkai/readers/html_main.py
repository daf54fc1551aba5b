"""Which part of a page is the report, among navigation, breadcrumbs, share buttons, related links and footers.

A main-content library (resiliparse) says which lines are content; the report's own look weighs more: headings with
its subjects, sentences, the standard tables (catalogue/page_looks.csv). The element that holds nearly all of both is
the report's; inside it, what sites put around an article is left out (catalogue/page_noise.csv).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resiliparse.extract.html2text import extract_plain_text

from gongkai.catalogue import read_rows
from gongkai.headings import topic_of
from gongkai.normalise import View
from gongkai.readers.html_dom import Element
from gongkai.readers.html_flow import Line, Picture
from gongkai.readers.html_outline import Item
from gongkai.readers.html_tables import Grid

__all__ = ["Main", "find_main", "is_noise", "is_report_title"]

_NUMERAL = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分)?\s*[、.,:)]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}\s*[、.])\s*"
)
_LONGEST_HEADING = 40
_SURE_TOPIC = 2
_HEADING, _TITLE = 3.0, 1.0
_SENTENCE_UNIT, _MOST_SENTENCE = 60, 4.0
_MOST_TABLE = 9.0
_UNCONFIRMED = 0.5  # weight of sentences that the library takes for boilerplate
_NEARLY_ALL = 0.9
_STRONG = 2.0
_LITTLE = 0.1  # share of the report's look that something named like navigation may hold
_MOSTLY_LINKS = 0.5
_TINY = 40  # pixels; smaller pictures are icons
_ATTACHMENT = re.compile(r"附件|附表|附录|\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|jpe?g|png)\b", re.IGNORECASE)
_DATE = re.compile(r"(?:20\d\d|二[〇零○O]..)\s*[年./-]")
_BODY_NAME = re.compile(r"(?:政府|办公[厅室]|局|厅|委员?会?|部|院|中心|处|站|所|街道|乡|镇|公司)$")
_LIBRARY_LIMIT = 8_000_000  # characters of markup; beyond, the report's look alone decides
_LEAVES = frozenset(("p", "pre", "li", "h1", "h2", "h3", "h4", "h5", "h6", "span", "font", "b", "strong"))
_NAVIGATION_TAGS = frozenset(("nav", "footer", "aside"))
_NAVIGATION_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog"))


@dataclass(frozen=True, slots=True)
class Main:
    """The report on a page.

    Attributes:
        items: what belongs to it, in reading order.
        first, last: where its element begins and ends in the list of all items (half open).
        score: how much it looks like a report.
    """

    items: list[Item]
    first: int
    last: int
    score: float


@dataclass(slots=True)
class _Seen:
    """An item with what is known of it: folded words, its look, whether the library takes it for content."""

    item: Item
    words: str
    look: float = 0.0
    content: bool = True


def find_main(root: Element, items: Sequence[Item], markup: str) -> Main:
    """Find the report on a page.

    Args:
        root: the page.
        items: everything on it, in order.
        markup: for the library.
    """
    seen = _weigh(items, _library_lines(markup))
    sums = _sums(root, seen)
    total = sums[id(root)]
    grids = frozenset(id(item.element) for item in items if isinstance(item, Grid))
    container = _container(root, sums, grids) if total else root
    container = _widened(container, seen)
    places = [at for at, each in enumerate(seen) if container in each.item.element.ancestors()]
    if not places:
        return Main([], 0, 0, 0.0)
    first, last = places[0], places[-1] + 1
    inside = [seen[at] for at in places]
    return Main(list(_kept(inside, container, sums, total)), first, last, total)


def is_report_title(words: str) -> bool:
    """Whether words look like the title of a report (folded or not)."""
    words = words.strip()
    return len(words) <= 80 and any(pattern.search(words) for look, _, pattern in _looks() if look == "title")


@functools.cache
def _looks() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple((row["look"], float(row["weight"]), re.compile(row["pattern"])) for row in read_rows("page_looks.csv"))


@functools.cache
def _noise(part: str) -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in read_rows("page_noise.csv") if row["part"] == part), re.I)


@functools.cache
def _noise_names() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{_noise('name').pattern})(?:$|[\s_-]|\d)", re.IGNORECASE)


def is_noise(words: str) -> bool:
    """Whether a line is one that sites put around an article (catalogue/page_noise.csv)."""
    return len(words) <= 200 and _noise("text").search(words) is not None


def _weigh(items: Sequence[Item], library: frozenset[str]) -> list[_Seen]:
    """Fold the words of all items in one go and weigh each."""
    rows = [_words(item).replace("\n", " ") for item in items]
    folded = View("\n".join(rows)).text.split("\n")
    seen = []
    for item, words in zip(items, folded, strict=True):
        each = _Seen(item, words.strip())
        if isinstance(item, Line):
            pieces = [_dense(part) for part in item.words.split("\n")]
            each.content = not library or any(piece in library for piece in pieces)
            each.look = _line_look(each, item)
        elif isinstance(item, Grid):
            each.look = _table_look(each.words) if item.linked <= _MOSTLY_LINKS else 0.0
        seen.append(each)
    return seen


def _words(item: Item) -> str:
    return item.name if isinstance(item, Picture) else item.words


def _dense(words: str) -> str:
    return "".join(words.split())


def _library_lines(markup: str) -> frozenset[str]:
    """The lines that the main-content library keeps, without white space; none where the page is too large for it."""
    if len(markup) > _LIBRARY_LIMIT:
        return frozenset()
    text = extract_plain_text(
        markup, preserve_formatting=True, main_content=True, list_bullets=False, alt_texts=False, comments=False
    )
    return frozenset(filter(None, map(_dense, text.split("\n"))))


def _line_look(seen: _Seen, line: Line) -> float:
    words = seen.words
    if line.linked > _MOSTLY_LINKS or is_noise(words):
        return 0.0
    numeral = _NUMERAL.match(words)
    if numeral:
        title = re.split(r"[。:;,]", words[numeral.end() :].replace(" ", ""))[0]
        if 2 <= len(title) <= _LONGEST_HEADING and topic_of(title)[1] >= _SURE_TOPIC:
            return _HEADING
    stops = words.count("。") + words.count(";")
    if stops:
        weight = min(_MOST_SENTENCE, len(words) / _SENTENCE_UNIT)
        return weight if seen.content else weight * _UNCONFIRMED
    return max((weight for look, weight, pattern in _looks() if look != "table" and pattern.search(words)), default=0.0)


def _table_look(words: str) -> float:
    return min(
        _MOST_TABLE, sum(weight for look, weight, pattern in _looks() if look != "title" and pattern.search(words))
    )


def _sums(root: Element, seen: Sequence[_Seen]) -> dict[int, float]:
    """For each element, by its id, the look of all items below it."""
    own: dict[int, float] = {}
    for each in seen:
        if each.look:
            key = id(each.item.element)
            own[key] = own.get(key, 0.0) + each.look
    order: list[Element] = [root]
    for element in order:
        order.extend(element.elements())
    sums = {id(element): own.get(id(element), 0.0) for element in order}
    for element in reversed(order):
        if element.parent is not None and element is not root:
            sums[id(element.parent)] += sums[id(element)]
    return sums


def _container(root: Element, sums: dict[int, float], grids: frozenset[int]) -> Element:
    """The innermost element that holds nearly all that looks like a report; no single paragraph or table."""
    enough = sums[id(root)] * _NEARLY_ALL
    element = root
    while True:
        inner = max(element.elements(), key=lambda child: sums[id(child)], default=None)
        if inner is None or sums[id(inner)] < enough or inner.tag in _LEAVES or id(inner) in grids:
            return element
        element = inner


def _widened(container: Element, seen: Sequence[_Seen]) -> Element:
    """The element that also holds headings and standard tables which stand outside of the first choice."""
    strong = [each.item.element for each in seen if each.look >= _HEADING and not _in_navigation(each.item.element)]
    for element in strong:
        around = {id(ancestor) for ancestor in element.ancestors()}
        while id(container) not in around and container.parent is not None:
            container = container.parent
    return container


def _in_navigation(element: Element) -> bool:
    return any(_is_navigation(ancestor) for ancestor in element.ancestors())


def _is_navigation(element: Element) -> bool:
    """Whether an element is by its tag, role, id or class something that sites put around an article."""
    if element.tag in _NAVIGATION_TAGS or element.get("role").lower() in _NAVIGATION_ROLES:
        return True
    names = f"{element.get('id')} {element.get('class')}".strip()
    return bool(names) and element.tag not in {"html", "body"} and _noise_names().search(names) is not None


def _kept(inside: Sequence[_Seen], container: Element, sums: dict[int, float], total: float) -> Iterator[Item]:
    """What is left of the report's element without what sites put around and into an article."""
    strong = [at for at, each in enumerate(inside) if each.look >= _STRONG]
    begin, end = (strong[0], strong[-1]) if strong else (0, len(inside))
    navigation: dict[int, bool] = {}
    for at, each in enumerate(inside):
        item = each.item
        if each.look >= _STRONG:
            yield item
        elif _named_noise(item.element, container, sums, total, navigation):
            continue
        elif isinstance(item, Picture):
            if not _is_ornament(item):
                yield item
        elif isinstance(item, Grid):
            if item.linked <= _MOSTLY_LINKS:
                yield item
        elif not is_noise(each.words) and (begin < at < end or _belongs(each, item)):
            yield item


def _belongs(seen: _Seen, line: Line) -> bool:
    """Whether a line before the first heading or after the last sentence belongs to the report."""
    words = seen.words
    if _ATTACHMENT.search(words):
        return True
    if line.linked > _MOSTLY_LINKS:
        return False
    return seen.content or seen.look > 0 or _DATE.search(words) is not None or _BODY_NAME.search(words) is not None


def _named_noise(
    element: Element, container: Element, sums: dict[int, float], total: float, known: dict[int, bool]
) -> bool:
    """Whether an element between an item and the report's element is navigation and holds little that looks right."""
    path: list[Element] = []
    verdict = False
    for ancestor in element.ancestors():
        if ancestor is container:
            break
        if id(ancestor) in known:
            verdict = known[id(ancestor)]
            break
        path.append(ancestor)
    for ancestor in reversed(path):
        verdict = verdict or (_is_navigation(ancestor) and sums[id(ancestor)] <= _LITTLE * total)
        known[id(ancestor)] = verdict
    return verdict


def _is_ornament(picture: Picture) -> bool:
    """Whether a picture is an icon, a code to scan, a logo."""
    element = picture.element
    for name in ("width", "height"):
        match = re.match(r"\s*(\d+)\s*(?:px)?\s*$", element.get(name)) or re.search(
            rf"(?:^|;)\s*{name}\s*:\s*(\d+)px", element.get("style")
        )
        if match and int(match[1]) <= _TINY:
            return True
    return _noise("picture").search(picture.name) is not None
