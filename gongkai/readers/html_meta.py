"""Title and day of publication of a page: its metadata, and the lines above the report that say so.

Names of metadata are catalogue/page_metadata.csv, labels of lines catalogue/page_labels.csv.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from gongkai.catalogue import read_rows
from gongkai.normalise import fold_width
from gongkai.readers.html_dom import Element
from gongkai.readers.html_flow import Line
from gongkai.readers.html_looks import is_link, is_noise, is_report_title
from gongkai.readers.html_outline import Item
from gongkai.readers.html_tables import Grid

__all__ = [
    "Said",
    "date_in",
    "file_links",
    "head_items",
    "is_label_line",
    "metadata",
    "page_title",
    "parted",
    "plain_date",
]

_ABOVE = 40  # items above the report in which its title and its line of publication stand
_BELOW = 12
_LONGEST = 300
_MOST_FILES = 10
_FILE = re.compile(r"([^/\\?=&]+\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar))(?:$|[?#&])", re.IGNORECASE)
_DATE = re.compile(r"20\d\d\s*(?:年|[-/.])\s*\d{1,2}\s*(?:月|[-/.])\s*\d{1,2}\s*日?")
_CUT = re.compile(r"\s*(?:[|_—>»]|--|::|\s-\s)\s*|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])")
# Counters and buttons on the line of publication; words that end a name there.
_BESIDE = (
    "浏览次数|浏览量|浏览人次|浏览|点击次数|点击数|点击率|点击|阅读次数|阅读量|阅读|访问次数|访问量|人气|字体大小|字体|字号|文字大小|视力保护色"
    "|打印|分享|收藏"
)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a page says of itself, and the element that says it."""

    words: str
    element: Element


@functools.cache
def _keys() -> dict[str, tuple[str, int]]:
    return {row["key"]: (row["gives"], int(row["rank"])) for row in read_rows("page_metadata.csv")}


@functools.cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Labels of the day of publication with a date, of any page's line, and places where a label begins."""
    rows = sorted(read_rows("page_labels.csv"), key=lambda row: -len(row["label"]))
    dated = "|".join(r"\s*".join(row["label"]) for row in rows if row["gives"] == "published")
    every = "|".join(r"\s*".join(row["label"]) for row in rows)
    return (
        re.compile(rf"(?:{dated})[:|\]\)\s]*+({_DATE.pattern})"),
        re.compile(rf"(?:^|[\s(\[【|])(?:{every})\s*[:|\]\)]|(?:{dated})\s*[:：]?\s*20\d\d"),
        re.compile(rf"(?:{every}|{_BESIDE})\s*[:：]"),
    )


def metadata(root: Element) -> dict[str, list[Said]]:
    """What the page's head says: ``title``, ``published`` and ``source``, the firmest first."""
    found: dict[str, list[tuple[int, Said]]] = {"title": [], "published": [], "source": []}
    for element in _head(root):
        if element.tag == "title":
            words = "".join(child for child in element.children if isinstance(child, str))
            keys = ["title"]
        else:
            words = element.get("content")
            keys = [element.get(name).lower().strip() for name in ("name", "property", "itemprop")]
        words = " ".join(words.split())
        for key in keys:
            if words and key in _keys():
                gives, rank = _keys()[key]
                found[gives].append((rank, Said(words, element)))
    return {
        gives: [said for _, said in sorted(entries, key=lambda entry: entry[0])] for gives, entries in found.items()
    }


def _head(root: Element) -> Iterator[Element]:
    """The title and the metadata, wherever the markup has them."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag in {"meta", "title", "ucaptitle"}:
            yield element
        stack.extend(reversed(list(element.elements())))


def page_title(candidates: Sequence[Said]) -> Said | None:
    """The title among what the page says: the first that names a report, the site's own name cut off."""
    for said in candidates:
        parts = [part for part in _CUT.split(said.words) if part]
        words = [word for part in parts for word in part.split()]
        for part in (*sorted(parts, key=len, reverse=True), *words):
            if is_report_title(fold_width(part)):
                return Said(part, said.element)
    return candidates[0] if candidates else None


def date_in(words: str) -> str:
    """The date of a line of publication, or of metadata, as written; "" where there is none."""
    folded = fold_width(words)
    match = _labels()[0].search(folded)
    if match:
        return words[match.start(1) : match.end(1)].strip()
    return ""


def plain_date(words: str) -> str:
    """The first whole date in words, "" where there is none."""
    match = _DATE.search(fold_width(words))
    return words[match.start() : match.end()].strip() if match else ""


def is_label_line(words: str) -> bool:
    """Whether a line holds labels of a page: 发布时间, 来源, 发布机构."""
    return len(words) <= _LONGEST and _labels()[1].search(fold_width(words)) is not None


def parted(words: str) -> str:
    """A line of publication with a gap before each label, which the page parts by its layout only.

    Counters of visits and choices of type size are left out; a title that runs into it has a line of its own.
    """
    folded = fold_width(words)
    places = [match.start() for match in _labels()[2].finditer(folded)]
    pieces = [words[start:end].strip() for start, end in zip([0, *places], [*places, len(words)], strict=True)]
    pieces = [piece for piece in pieces if piece and not re.match(rf"[\s(\[【]*(?:{_BESIDE})", piece)]
    if len(pieces) > 1 and is_report_title(fold_width(pieces[0])):
        return f"{pieces[0]}\n{'  '.join(pieces[1:])}"
    return "  ".join(pieces)


def head_items(items: Sequence[Item], first: int, last: int, *, dated: bool) -> list[Item]:
    """The report's title and its line of publication where they stand outside of its element.

    Args:
        items: everything on the page.
        first: where the report begins; ``last`` one past its end.
        last: see ``first``.
        dated: whether the report itself has a line of publication.
    """
    above: list[Item] = []
    titled = False
    for item in reversed(items[max(0, first - _ABOVE) : first]):
        if isinstance(item, Line) and not is_link(item) and not is_noise(fold_width(item.words)):
            if is_label_line(item.words):
                above.append(item)
            elif not titled and is_report_title(fold_width(item.words)):
                titled = True
                above.append(item)
        elif isinstance(item, Grid) and not is_link(item) and _is_card(item):
            above.append(item)
    above.reverse()
    known = dated or any(isinstance(item, Line) and date_in(item.words) for item in above)
    if not known:
        below = (item for item in items[last : last + _BELOW] if isinstance(item, Line) and date_in(item.words))
        above.extend(list(below)[:1])
    return above


def file_links(element: Element) -> Iterator[str]:
    """Names of documents that links and frames below an element lead to, at most ten."""
    stack, found = [element], 0
    while stack and found < _MOST_FILES:
        inner = stack.pop()
        stack.extend(reversed(list(inner.elements())))
        for name in ("href", "src", "data"):
            match = _FILE.search(unquote(inner.get(name)))
            if match and inner.tag in {"a", "iframe", "embed", "object"}:
                found += 1
                yield match[1]


def _is_card(grid: Grid) -> bool:
    """Whether a table is the card of a document: 索引号, 发布机构, 发布日期."""
    folded = [fold_width(part.words).rstrip(":： ") for part in grid.parts]
    labels = {row["label"] for row in read_rows("page_labels.csv")} | {"索引号", "名称", "文号", "主题分类"}
    return sum(part.split(":")[0].replace(" ", "") in labels for part in folded) >= 2
