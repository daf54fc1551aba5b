"""Web pages: saved as they are, saved whole, or in a web archive (MHT).

The report is found on the page and laid out as one canonical text, its title and line of publication first. Nothing
is fetched and no script runs; what a page's own style hides is not text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from gongkai.exceptions import ReadError
from gongkai.normalise import fold_width
from gongkai.readers.canvas import Canvas, GridCell
from gongkai.readers.html_dom import Element, parse
from gongkai.readers.html_flow import Line, Picture
from gongkai.readers.html_looks import is_link, is_noise, is_report_title
from gongkai.readers.html_main import Main, find_main
from gongkai.readers.html_meta import (
    Said,
    date_in,
    file_links,
    head_items,
    is_label_line,
    metadata,
    page_title,
    parted,
    plain_date,
)
from gongkai.readers.html_outline import Item, outline
from gongkai.readers.html_source import Source, sources
from gongkai.readers.html_tables import Grid
from gongkai.readers.sniff import sniff, wrong_format
from gongkai.records import Document, Place

__all__ = ["MEDIA_TYPE", "read"]

MEDIA_TYPE = "text/html"

_FIRST_LINES = 12  # in which a title or a line of publication of the report itself stands
_LEAST = 40  # characters beside title, publication and links that a report has at least
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class _Page:
    """One page with what was found on it."""

    source: Source
    root: Element
    items: list[Item]
    main: Main
    hidden: int


def read(data: bytes, path: str) -> Document:
    """Read a page.

    Raises:
        ReadError: ``empty`` (no text is shown), ``binary``, ``undecodable``, ``unreadable`` (an archive without a
            page) or ``too_large`` (more elements, or deeper nesting, than a report can have).
    """
    kind = sniff(data)
    if kind not in {"", "html", "mht", "xml"}:
        raise wrong_format(path, kind, PurePath(path).suffix or "nothing")
    pages = [_look(source, path) for source in sources(data, path)]
    page = max(pages, key=lambda each: each.main.look)
    body = page.main.items or [item for item in page.items if not is_link(item) and not _is_chrome(item)]
    if not any(isinstance(item, Picture) or item.words.strip() for item in body):
        detail = "the page shows links and nothing else" if page.items else "the page shows no text"
        raise ReadError(path, "empty", detail, "save the report's own page when it is loaded, or leave it out")
    said = metadata(page.root)
    title = page_title(said["title"])
    published = next((date for each in said["published"] if (date := plain_date(each.words))), "")
    head = _head(page, body)
    canvas = Canvas()
    _draw_said(canvas, said, title, published, [*head, *body[:_FIRST_LINES]])
    _draw(canvas, head, "metadata")
    _draw(canvas, body, "paragraph")
    shown = _shown_title([*head, *body[:_FIRST_LINES]])
    _require_report(page, canvas, path)
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=MEDIA_TYPE,
        encoding=page.source.encoding,
        text=canvas.text,
        tables=tuple(canvas.tables),
        images=tuple(canvas.images),
        blocks=tuple(canvas.blocks),
        title=_title(title, shown),
        published=published or _shown_date([*head, *body]),
        notes=tuple(_notes(page)),
    )


def _require_report(page: _Page, canvas: Canvas, path: str) -> None:
    """Refuse a page whose report is elsewhere: in a file it leads to, in a frame, in what a script would put there."""
    prose = (block.span.of(canvas.text) for block in canvas.blocks if block.kind in {"paragraph", "heading"})
    lines = [line for line in prose if not is_report_title(fold_width(line)) and not is_label_line(line)]
    if canvas.tables or canvas.images or len(_dense("".join(lines))) >= _LEAST:
        return
    files = list(dict.fromkeys(file_links(page.root)))
    if files:
        detail = f"the page shows a title and no report, which is in a file of its own: {', '.join(files[:3])}"
        raise ReadError(path, "empty", detail, "save that file instead of the page")
    detail = "the page shows a title and no report; that may be in a frame, or a script has to fetch it"
    raise ReadError(path, "empty", detail, "save the report's own page when it is loaded, or leave it out")


def _look(source: Source, path: str) -> _Page:
    root, hidden = parse(source.markup, path)
    items = outline(root)
    return _Page(source, root, items, find_main(root, items, source.markup), hidden)


def _head(page: _Page, body: Sequence[Item]) -> list[Item]:
    """Lines and cards of the page that belong to the report and stand outside of its element."""
    if not page.main.items:
        return []
    dated = any(isinstance(item, Line) and date_in(item.words) for item in body[:_FIRST_LINES])
    head = head_items(page.items, page.main.first, page.main.last, dated=dated)
    own = {_dense(item.words) for item in body[:_FIRST_LINES] if isinstance(item, Line)}
    return [item for item in head if not isinstance(item, Line) or _dense(item.words) not in own]


def _is_chrome(item: Item) -> bool:
    return isinstance(item, Line) and is_noise(fold_width(item.words))


def _draw_said(
    canvas: Canvas, said: dict[str, list[Said]], title: Said | None, published: str, opening: Sequence[Item]
) -> None:
    """The page's metadata as first lines, so far as no line of the report says the same."""
    words = _dense("".join(item.words for item in opening if not isinstance(item, Picture)))
    if title is not None and _dense(title.words) not in words and not _shown_title(opening):
        canvas.paragraph(title.words, Place(path=title.element.path), "title")
    if published and not any(date_in(item.words) for item in opening if not isinstance(item, Picture)):
        element = next(each.element for each in said["published"] if plain_date(each.words) == published)
        canvas.paragraph(f"发布时间:{published}", Place(path=element.path), "metadata")
    source = next(iter(said["source"]), None)
    if source is not None and _dense(source.words) not in words:
        canvas.paragraph(f"来源:{source.words}", Place(path=source.element.path), "metadata")


def _draw(canvas: Canvas, items: Iterable[Item], kind: str) -> None:
    for item in items:
        place = Place(path=item.element.path)
        if isinstance(item, Picture):
            canvas.image(item.name, place)
        elif isinstance(item, Grid):
            canvas.table(
                [
                    GridCell(
                        each.row,
                        each.column,
                        each.words,
                        Place(path=each.element.path),
                        each.row_span,
                        each.column_span,
                    )
                    for each in item.parts
                ],
                place,
            )
        elif is_label_line(item.words):
            canvas.paragraph(parted(item.words), place, "metadata")
        else:
            canvas.paragraph(item.words, place, _kind(item, kind))


def _kind(line: Line, usual: str) -> str:
    if is_report_title(fold_width(line.words)) and (usual == "metadata" or line.element.tag in _HEADINGS):
        return "title"
    return "heading" if line.element.tag in _HEADINGS else usual


def _shown_title(opening: Iterable[Item]) -> str:
    """The line of the page that is the report's title."""
    lines = (item for item in opening if isinstance(item, Line) and not is_link(item))
    return next((line.words for line in lines if is_report_title(fold_width(line.words))), "")


def _title(said: Said | None, shown: str) -> str:
    """The title of the metadata where it names a report, else the one that the page shows."""
    named = said is not None and (is_report_title(fold_width(said.words)) or not shown)
    if said is not None and named and not (shown and _dense(shown) in _dense(said.words)):
        return said.words
    return " ".join(shown.split())


def _shown_date(items: Iterable[Item]) -> str:
    return next((date for item in items if isinstance(item, Line) and (date := date_in(item.words))), "")


def _notes(page: _Page) -> Iterable[str]:
    if page.source.note:
        yield page.source.note
    if page.source.place:
        yield f"read from the part {page.source.place} of a web archive"
    for name in dict.fromkeys(file_links(page.main.element.parent or page.root)):
        yield f"the page leads to {name}, which is a file of its own and was not read"
    if page.hidden:
        yield f"{page.hidden} characters that the page's style hides were left out"


def _dense(words: str) -> str:
    return "".join(fold_width(words).split())
