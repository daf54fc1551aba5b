"""What the opening sentences call the report, who they say made it, and of whom the first ones speak."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from gongkai.identity.organs import describe
from gongkai.identity.pieces import Name, Piece, name_in
from gongkai.identity.titles import organ_in_title
from gongkai.identity.years import title_year
from gongkai.normalise import Passage, View
from gongkai.records import OrganKind

__all__ = ["bare_names", "opening_names", "opening_places", "opening_year"]

_OPENING = 2500
_REPORT = re.compile(
    r"[^。;,:!?《》“”\n]{0,50}?(?:政府|政务)?(?:信息公开|政务公开)(?:工作)?(?:情况)?(?:20\d\d年)?(?:度|年度)?(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:报告|年报|总结)"
)
_QUOTED = re.compile(
    "(?:公布|发布|编制|公开|报告|印发)《([^《》]{4,50}?(?:信息公开|政务公开)[^《》]{0,20}(?:报告|年报))》"
)
_LEAD = re.compile(
    "^.*?(?:现将|现公布|现公开|现就|现向社会公布|特向社会公布|向社会公布|特编制|特制定|特公布|编制|制定|公布|(?<!信息)(?<!政务)公开|要求|将)"
)
_MADE_BY = re.compile(
    "由([\u4e00-\u9fff()·]{3,40}?)(?:负责|组织|牵头|统一|综合|根据|按照|依据|在)?(?:编制|编写|撰写|汇总|起草|编印|整理|综合|根据|按照|依据)"
)
_SUBJECT = re.compile(
    "20\\d\\d年(?:度|以来)?,?([\u4e00-\u9fff()·]{3,30}?)(?=认真|坚持|严格|深入|全面|按照|根据|以习|以党|依法|高度|紧紧|围绕|贯彻|持续|不断|扎实|积极|切实|始终|进一步|高质量|政府信息公开工作|(?<!政府)信息公开工作|政务公开工作)"
)
_OFFICE = re.compile("(人民政府|政府(?=办))")
_NO_NAME = re.compile("[我本各全在据按为以由对从向与和于经随根]")


def opening_names(view: View, passage: Passage, year: int | None) -> Iterator[Name]:
    """Names of the body in the opening sentences, the most telling first.

    First what they call the report (现公布…2018年政府信息公开工作年度报告), then who made it (由…编制), then the first
    whose work they tell (2024年,…坚持…). An office or a leading group that made the report gives its government.
    """
    for piece in _reports(passage):
        name = organ_in_title(piece, view)
        if name is not None and _tells(name.text, year):
            yield name
    opening = passage.text[:_OPENING]
    for match in _MADE_BY.finditer(opening):
        name = name_in(view, passage, match.start(1), match.end(1))
        if _tells(name.text, year):
            yield _government_of(name, year)
    for name in _subjects(view, passage):
        if describe(name.text, year).complete:
            yield name


def bare_names(view: View, passage: Passage, year: int | None) -> Iterator[Name]:
    """Bodies that the opening names without their place (市城管执法局), for want of better."""
    for piece in _reports(passage):
        name = organ_in_title(piece, view)
        if name is not None and describe(name.text, year).kind is not None and name.text[0] not in "我本":
            yield name
    for name in _subjects(view, passage):
        if describe(name.text, year).kind is not None and not _NO_NAME.match(name.text):
            yield name


def opening_places(view: View, passage: Passage, year: int | None) -> Iterator[Name]:
    """Divisions of whose work the opening sentences tell (2018年,…省全面…)."""
    for name in _subjects(view, passage):
        description = describe(name.text, year)
        if description.regions and description.place == len(name.text):
            yield name


def opening_year(passage: Passage) -> int | None:
    """The year in what the opening sentences call the report."""
    for piece in _reports(passage):
        year = title_year(piece.text)
        if year is not None:
            return year
    return None


def _subjects(view: View, passage: Passage) -> Iterator[Name]:
    """Of whom the opening sentences speak first."""
    for match in _SUBJECT.finditer(passage.text, 0, _OPENING):
        yield name_in(view, passage, match.start(1), match.end(1))


def _reports(passage: Passage) -> Iterator[Piece]:
    """The stretches of the opening that name this report, without the words that lead to it."""
    for start, end in _report_bounds(passage.text[:_OPENING]):
        yield Piece(passage.text[start:end], tuple(passage.offsets[start:end]), (0,))


@functools.lru_cache(maxsize=4)
def _report_bounds(opening: str) -> tuple[tuple[int, int], ...]:
    """Where they stand; asked for several times a report."""
    found = []
    for match in _QUOTED.finditer(opening):
        if not re.search("通知|制度|格式|办法", match.group(1)):
            found.append(match.span(1))
    for match in _REPORT.finditer(opening):
        after = opening[match.end() : match.end() + 8]
        if opening[match.start() - 1 : match.start()] == "《" or re.match("》|的?编制|的?格式|有关|制度|编报", after):
            continue
        start = match.start()
        lead = _LEAD.match(opening[start : match.end()])
        start += lead.end() if lead else 0
        if start < match.end():
            found.append((start, match.end()))
    return tuple(found)


def _tells(name: str, year: int | None) -> bool:
    """Whether a name is that of a body or of the place it governs."""
    description = describe(name, year)
    return description.complete or (description.place == len(name) and description.place > 0)


def _government_of(name: Name, year: int | None) -> Name:
    office = _OFFICE.search(name.text)
    if describe(name.text, year).kind != OrganKind.GOVERNMENT or office is None:
        return name
    return name.cut(0, office.end(1))
