"""How a table stands in a report where no cell of it could be read: blank, a picture in its place, or not there.

A blank table is rows of cell borders, or a blank grid, under the heading of its section; a picture is an image's name
on a line of its own, or an image the file itself has there. Only reports of the forms of 2019 and 2021 have the
standard tables.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.records import Section, Span, Table

__all__ = ["Place", "blank_table", "find_places", "has_annex_picture", "has_picture"]

_BEFORE_TITLE = r"^[^\n\w]*+(?:第?[一二三四五六七八九十]{1,3}(?:部分)?|\d{1,2})?[、.,:)\s]{0,40}+(?:行政机关|因)?"
_AFTER_TITLE = r"[ \t|:。]*+(?:\([^)\n]{0,20}\))?[ \t|\r]*+$"
_BORDERS = re.compile(r"^[ \t]*+\|[ \t]*+\|[ \t|]*+\r?$", re.MULTILINE)
_NAME = r"[^\n|]{0,80}\.(?:png|jpe?g|gif|bmp|webp|tiff?|emf|wmf)"
_PICTURE = re.compile(
    rf"^[ \t|]*(?:{_NAME}|!\[[^\]\n]*\](?:\([^)\n]*\))?|[\[(](?:图片|图像|表格图片|插图|image|img)[\])])[ \t|)\]]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_ANNEX_TITLE = re.compile(r"(?:统计|附)表")
_ANNEX_REACH = 60  # characters between the title of an annex and the picture of it


@dataclass(frozen=True, slots=True)
class Place:
    """The section of a standard table: what follows its heading, up to the next heading of the form."""

    table: str
    heading: Span
    body: Span


@functools.cache
def _titles() -> re.Pattern[str]:
    """One pattern for the titles of all sections; the name of the group that matched tells which."""
    parts = [f"(?P<{row['table']}_{at}>{row['pattern']})" for at, row in enumerate(read_rows("form_sections.csv"))]
    return re.compile(f"{_BEFORE_TITLE}(?:政府(?:信息|资讯)公开工作)?(?:{'|'.join(parts)}){_AFTER_TITLE}", re.MULTILINE)


def find_places(text: str, sections: Sequence[Section] = ()) -> list[Place]:
    """The sections that the form prescribes, in reading order; sections 五 and 六 as ``after``.

    Args:
        text: folded.
        sections: headings known already; a section also ends where one of the first level begins.
    """
    found = [(match.start(), match.end(), (match.lastgroup or "").split("_")[0]) for match in _titles().finditer(text)]
    tops = [section.span.start for section in sections if section.level == 1]
    places: list[Place] = []
    for index, (start, end, table) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else len(text)
        stop = min((top for top in tops if end <= top < stop), default=stop)
        places.append(Place(table, Span(start, end), Span(end, max(stop, end))))
    return places


def has_picture(text: str, body: Span, images: Sequence[Span] = ()) -> bool:
    """Whether a picture stands in a section."""
    return any(body.covers(image) for image in images) or _PICTURE.search(text, body.start, body.end) is not None


def has_annex_picture(text: str, images: Sequence[Span] = ()) -> bool:
    """Whether a picture is called a statistical table, or follows the title of one."""
    pictures = [match.span() for match in _PICTURE.finditer(text)] + [(image.start, image.end) for image in images]
    return any(_ANNEX_TITLE.search(text, max(0, start - _ANNEX_REACH), end) for start, end in pictures)


def _is_blank(text: str, table: Table) -> bool:
    """Whether a grid of at least two rows and columns has no words in any cell."""
    rows, columns = {cell.row for cell in table.cells}, {cell.column for cell in table.cells}
    return len(rows) > 1 and len(columns) > 1 and not any(cell.span.of(text).strip() for cell in table.cells)


def blank_table(text: str, body: Span, tables: Sequence[Table] = ()) -> Span | None:
    """A table in a section of which nothing, or next to nothing, is filled in; None where there is none.

    Rows of cell borders, with the few labels that may be left among them, or a grid that the reader of the file knows
    and that is blank throughout.
    """
    for table in tables:
        if body.covers(table.span) and table.span.start < table.span.end and _is_blank(text, table):
            return table.span
    borders = list(_BORDERS.finditer(text, body.start, body.end))
    if len(borders) < 2:
        return None
    start, end = borders[0].start(), borders[-1].end()
    while start > body.start:
        line = text.rfind("\n", body.start, start - 1) + 1
        line = max(line, body.start)
        if "|" not in text[line : start - 1]:
            break
        start = line
    return Span(start, end)
