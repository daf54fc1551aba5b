"""Whose report it is, for which year: organ, kind, level, region, year, day of publication, generation of the form.

What the report does not tell stays None, with a finding; nothing is filled in from what is usual.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.identity.dates import published_date
from gongkai.identity.doubts import find_doubts
from gongkai.identity.openings import opening_year
from gongkai.identity.organs import Description, describe
from gongkai.identity.pieces import Name, Piece, lines
from gongkai.identity.places import city_level, region_of
from gongkai.identity.resolution import Evidence, resolve_organ
from gongkai.identity.sources import find_signature
from gongkai.identity.titles import Title, find_title
from gongkai.identity.years import file_year, period_year, section_year
from gongkai.normalise import Passage, View
from gongkai.records import Document, Finding, Form, Identity, Level, Section

__all__ = ["identify"]

_OPENING = 4000  # characters in which a report states its period
_HEAD_LINES = 40
_HEAD_LINES_UNKNOWN = 15  # where no section shows the end of the head
# Headings of the forms of 2019 and 2021; the third is theirs alone.
_FORM_HEADINGS = (
    re.compile("收到和(?:处理|办理)政府信息公开申请"),
    re.compile("总体情况"),
    re.compile("主动公开政府信息(?:的)?情况"),
    re.compile("政府信息公开行政复议、?(?:和)?(?:提起)?行政诉讼"),
    re.compile("存在的?主要问题及改进"),
    re.compile("其他需要报告的(?:事项|情况)"),
)


def identify(
    document: Document, view: View, sections: tuple[Section, ...], form: Form | None
) -> tuple[Identity, tuple[Finding, ...]]:
    """Read the identity of a report.

    Args:
        document: the report; its path may tell the year where nothing else does.
        view: the folded text.
        sections: the heading tree; empty where none was found.
        form: what the tables show, None where there is no table to tell.

    Returns:
        The identity, and findings for what cannot be told or contradicts itself.
    """
    pieces = lines(view)
    passage = view.passage()
    flat = passage.text.replace("\n", "")
    period = period_year(flat[:_OPENING])
    title = find_title(view, pieces[:_HEAD_LINES], period)
    year, year_source = _year(document, title, period, passage, flat)
    head = _head(pieces, sections)
    after = sections[0].span.start if sections else (title.name.span.end if title else 0)
    signature = find_signature(view, pieces, after, year)
    evidence = Evidence(view, passage, title, signature, head, year)
    organ = resolve_organ(evidence)
    description = describe(organ.text, year) if organ else Description(None, None, 0)
    region = region_of(organ, description, flat, year)
    published = published_date(view, head, year)
    if published is None and signature.date is not None:
        published = signature.date if year is None or signature.date.year >= year else None
    identity = Identity(
        organ=organ.source if organ else None,
        organ_kind=description.kind or evidence.kind_of_place(organ),
        level=_level(organ, description, region.level if region else None, flat),
        region=region.code if region else None,
        year=year,
        year_source=year_source,
        published=published,
        title=title.name.source if title else None,
        form=_form(form, year, flat),
    )
    doubts = find_doubts(document, identity, description=description, organ=organ, title=title, period=period)
    return identity, doubts


def _year(
    document: Document, title: Title | None, period: int | None, passage: Passage, flat: str
) -> tuple[int | None, str]:
    titled = title.year if title else None
    for value, source in ((titled, "title"), (period, "period")):
        if value is not None:
            return value, source
    spoken = opening_year(passage) or section_year(flat)
    if spoken is not None:
        return spoken, "section"
    named = file_year(document.path)
    return named, "file_name" if named is not None else ""


def _head(pieces: Sequence[Piece], sections: tuple[Section, ...]) -> list[Piece]:
    """The lines before the first section, or the first lines where there are no sections."""
    if not sections:
        return list(pieces[:_HEAD_LINES_UNKNOWN])
    return [piece for piece in pieces[:_HEAD_LINES] if piece.start < sections[0].span.start]


def _level(organ: Name | None, description: Description, of_region: str | None, flat: str) -> Level | None:
    if organ is None:
        return None
    if of_region is not None and not description.township and not description.zone:
        return Level(of_region)
    return description.level or city_level(organ.text, description.place, flat)


def _form(form: Form | None, year: int | None, flat: str) -> Form | None:
    """The generation where no table tells: by the year, from 2019 on also by the standard headings."""
    if form is not None or year is None:
        return form
    if year < 2019:
        return Form.PROSE_2008
    if not _FORM_HEADINGS[0].search(flat) or sum(bool(heading.search(flat)) for heading in _FORM_HEADINGS) < 4:
        return None
    return Form.FORM_2019 if year < 2021 else Form.FORM_2021
