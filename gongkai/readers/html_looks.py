"""How much each item of a page looks like a report: its headings, sentences, standard tables; and what is chrome.

A main-content library (resiliparse) says which lines are content; the rest is catalogue/page_looks.csv and
catalogue/page_noise.csv, and the subjects of headings (catalogue/topics.csv).
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from resiliparse.extract.html2text import extract_plain_text

from gongkai.catalogue import read_rows
from gongkai.headings import topic_of
from gongkai.normalise import View
from gongkai.readers.html_dom import Element
from gongkai.readers.html_flow import Line, Picture
from gongkai.readers.html_outline import Item
from gongkai.readers.html_tables import Grid

__all__ = ["Kind", "Seen", "is_link", "is_navigation", "is_noise", "is_ornament", "is_report_title", "weigh"]

SENTENCE = 30  # characters of a line with a full stop that is no item of navigation
_SENTENCE_UNIT, _MOST_SENTENCE = 60, 4.0
_HEADING, _MOST_TABLE = 3.0, 9.0
_UNCONFIRMED = 0.5  # weight of sentences that the library takes for boilerplate
_NUMERAL = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分)?\s*[、.,:)]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}\s*[、.])\s*"
)
_BREAKS = re.compile("[\n\x0b\x0c\r\x85\u2028\u2029]")  # what folding makes a line end of
_LONGEST_HEADING, _LONGEST_TITLE, _LONGEST_NOISE = 40, 80, 200
_SURE_TOPIC = 2
_MOSTLY_LINKS = 0.5
_TINY = 40  # pixels; smaller pictures are icons
_LIBRARY_LIMIT = 8_000_000  # characters of markup; beyond, the report's look alone decides
_NAVIGATION_TAGS = frozenset(("nav", "footer", "aside"))
_NAVIGATION_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog"))


class Kind(enum.Enum):
    """What an item looks like."""

    PLAIN = "plain"
    SENTENCE = "sentence"
    TITLE = "title"
    HEADING = "heading"  # numbered, with a subject of a report
    TABLE = "table"  # with labels of a standard table or of the annex


@dataclass(slots=True)
class Seen:
    """An item with what is known of it.

    Attributes:
        words: folded, on one line.
        look: how much it looks like a part of a report, 0 for what does not.
        content: whether the library takes it for content; True where it was not asked.
        linked: whether it is a link, or a list of them, to somewhere else.
    """

    item: Item
    words: str
    kind: Kind = Kind.PLAIN
    look: float = 0.0
    content: bool = True
    linked: bool = False


def weigh(items: Sequence[Item], markup: str) -> list[Seen]:
    """Look at all items of a page.

    Args:
        items: in reading order.
        markup: of the page, for the library.
    """
    rows = [_BREAKS.sub(" ", item.name if isinstance(item, Picture) else item.words) for item in items]
    folded = View("\n".join(rows)).text.split("\n") if rows else []
    seen = [Seen(item, words.strip()) for item, words in zip(items, folded, strict=True)]
    library = _library_lines(markup)
    telling = _links_tell(seen)
    for each in seen:
        item = each.item
        if isinstance(item, Picture):
            continue
        each.linked = telling and is_link(item) and not _is_sentence(each.words)
        if isinstance(item, Line):
            pieces = ("".join(part.split()) for part in item.words.split("\n"))
            each.content = not library or any(piece in library for piece in pieces)
        if not each.linked and not is_noise(each.words):
            each.kind, each.look = _table(each) if isinstance(item, Grid) else _line(each)
    return seen


def is_link(item: Item) -> bool:
    """Whether most of an item's words are links."""
    return not isinstance(item, Picture) and item.linked > _MOSTLY_LINKS


def is_report_title(words: str) -> bool:
    """Whether folded words look like the title of a report."""
    words = words.strip()
    return len(words) <= _LONGEST_TITLE and any(
        look == "title" and pattern.search(words) for look, _, pattern in _looks()
    )


def is_noise(words: str) -> bool:
    """Whether a folded line is one that sites put around an article (catalogue/page_noise.csv)."""
    return len(words) <= _LONGEST_NOISE and _noise("text").search(words) is not None


def is_navigation(element: Element) -> bool:
    """Whether an element is by its tag, role, id or class something that sites put around an article."""
    if element.tag in _NAVIGATION_TAGS or element.get("role").lower() in _NAVIGATION_ROLES:
        return True
    if element.tag in {"html", "body"}:
        return False
    names = f"{element.get('id')} {element.get('class')}".strip()
    return bool(names) and _noise_names().search(names) is not None


def is_ornament(picture: Picture) -> bool:
    """Whether a picture is an icon, a code to scan, a logo."""
    element = picture.element
    for name in ("width", "height"):
        match = re.match(r"\s*(\d+)\s*(?:px)?\s*$", element.get(name)) or re.search(
            rf"(?:^|;)\s*{name}\s*:\s*(\d+)px", element.get("style")
        )
        if match and int(match[1]) <= _TINY:
            return True
    return _noise("picture").search(picture.name) is not None


@functools.cache
def _looks() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple((row["look"], float(row["weight"]), re.compile(row["pattern"])) for row in read_rows("page_looks.csv"))


@functools.cache
def _noise(part: str) -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"] for row in read_rows("page_noise.csv") if row["part"] == part), re.I)


@functools.cache
def _noise_names() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{_noise('name').pattern})(?:$|[\s_-]|\d)", re.IGNORECASE)


def _library_lines(markup: str) -> frozenset[str]:
    """The lines that the main-content library keeps, without white space; none where the page is too large for it."""
    if len(markup) > _LIBRARY_LIMIT:
        return frozenset()
    text = extract_plain_text(
        markup, preserve_formatting=True, main_content=True, list_bullets=False, alt_texts=False, comments=False
    )
    return frozenset(filter(None, ("".join(line.split()) for line in text.split("\n"))))


def _is_sentence(words: str) -> bool:
    return len(words) >= SENTENCE and "。" in words


def _links_tell(seen: Sequence[Seen]) -> bool:
    """Whether links are navigation: not where most sentences stand in one that the page forgot to close."""
    linked = [is_link(each.item) for each in seen if isinstance(each.item, Line) and _is_sentence(each.words)]
    return sum(linked) * 2 <= len(linked)


def _line(seen: Seen) -> tuple[Kind, float]:
    words = seen.words
    numeral = _NUMERAL.match(words)
    if numeral:
        title = re.split(r"[。:;,]", words[numeral.end() :].replace(" ", ""))[0]
        if 2 <= len(title) <= _LONGEST_HEADING and topic_of(title)[1] >= _SURE_TOPIC:
            return Kind.HEADING, _HEADING
    if "。" in words or ";" in words:
        weight = min(_MOST_SENTENCE, len(words) / _SENTENCE_UNIT)
        return Kind.SENTENCE, weight if seen.content else weight * _UNCONFIRMED
    for look, weight, pattern in _looks():
        if look in {"title", "blank"} and pattern.search(words):
            return (Kind.TITLE if look == "title" else Kind.TABLE), weight
    return Kind.PLAIN, 0.0


def _table(seen: Seen) -> tuple[Kind, float]:
    look = sum(weight for look, weight, pattern in _looks() if look != "title" and pattern.search(seen.words))
    return (Kind.TABLE, min(_MOST_TABLE, look)) if look else (Kind.PLAIN, 0.0)
