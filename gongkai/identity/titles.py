"""The title of a report: on one line or broken over some, alone or among the lines of a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.identity.organs import Description, describe
from gongkai.identity.pieces import Name, Piece, cells, join
from gongkai.identity.years import stated_years, title_year
from gongkai.normalise import View

__all__ = ["Title", "find_title", "organ_in_title"]

_SUBJECT = re.compile("(?:政府|政务|行政)?(?:信息|资讯)(?:年度)?公开|政务公开|政府信息主动公开")
_END = re.compile(r"(?:年度?报告?|报告书?|总结)(?:\([^()]{1,16}\)|全文|摘要|\.(?:docx?|pdf|txt|html?))*$")
_INNER_END = re.compile(r"(?:报告|年报|总结)(?:\([^()]{1,12}\))?")
_SENTENCE = re.compile("[。;,!?]")
_LEAD = re.compile(
    r"^(?:.*:)?(?:附件?\d{0,2}[.、]?|【[^】]*】|\([^()]{0,8}\)|标题|题目|名称|信息名称|公开标题|\d{1,2}[.、]|[A-Za-z]{1,12}\d{0,4}[-·:]|关于|印发|[-·*#\s])*"
)
_TAIL = re.compile(r"(?:的|关于|度|发布|公布|\((?:本级|本部门|本机关|本级机关)\)|\(|[-·:])++$")
_LONG = 60
_HEAD_LINES = 40


@dataclass(frozen=True, slots=True)
class Title:
    """A title and what it says.

    Attributes:
        name: the title as it stands, white space left out.
        year: the year in it, None where it has none.
        organ: the body, or the place, that it names; None where it names none.
        description: what ``organ`` is.
    """

    name: Name
    year: int | None
    organ: Name | None
    description: Description


def find_title(view: View, head: Sequence[Piece], year: int | None) -> Title | None:
    """The line, or two or three lines together, that best make the title of a report.

    Args:
        view: the folded text.
        head: lines from the top of the text.
        year: the stated period's year, which settles it between two titles on one page.
    """
    best: tuple[float, Title] | None = None
    for candidate, penalty in _windows(head[:_HEAD_LINES]):
        title = _title(view, candidate)
        if title is None:
            continue
        score = _score(title, year) - penalty
        if best is None or score > best[0]:
            best = score, title
    return best[1] if best else None


def _score(title: Title, year: int | None) -> float:
    score = 0.0
    if title.organ is not None:
        score += 2.0 if title.description.complete or title.description.place else 1.0
    if title.year is not None:
        score += 2.0 if year is None or title.year == year else 1.0
    return score


def _windows(head: Sequence[Piece]) -> Iterator[tuple[Piece, float]]:
    """Lines, cells of lines, and up to three short lines joined, with a handicap for what is less like a title."""
    near = "".join(piece.text for piece in head)
    if not _may_be_title(near):
        return
    for index, line in enumerate(head):
        late = index * 0.01
        if len(line.text) > _LONG and _may_be_title(line.text):
            opening = _opening(line)
            if opening is not None:
                yield opening, late
        for cell in cells(line) if _may_be_title(line.text) else ():
            if len(cell.text) <= _LONG:
                yield cell, late
            elif (opening := _opening(cell)) is not None:
                yield opening, late
        for count in (2, 3):
            group = head[index : index + count]
            if len(group) < count or len(line.text) > _LONG or len(group[-1].text) > _LONG:
                break
            if _may_be_title("".join([piece.text for piece in group])):
                yield join(group), late + 0.3 * (count - 1)


def _may_be_title(text: str) -> bool:
    """Whether words that every title has are there: most lines are told apart by this alone."""
    return "公开" in text and ("报" in text or "总结" in text)


def _opening(line: Piece) -> Piece | None:
    """The title with which a long line begins, where white space parts it from the rest."""
    match = _INNER_END.search(line.text, 0, _LONG)
    while match:
        if match.end() in line.words or match.end() == len(line.text):
            return line.part(0, match.end())
        match = _INNER_END.search(line.text, match.end(), _LONG)
    return None


def _title(view: View, piece: Piece) -> Title | None:
    text = piece.text
    if not _may_be_title(text):
        return None
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    body = text[start:]
    subject = _SUBJECT.search(body)
    if subject is None or len(body) > _LONG or _SENTENCE.search(body) or not _END.search(body):
        return None
    if "《" in body or "通知" in body:
        return None
    year = title_year(body)
    organ = organ_in_title(piece, view)
    description = describe(organ.text, year) if organ else Description(None, None, 0)
    if organ is not None and description.kind is None and description.place < len(organ.text):
        organ = None  # words that are neither a body nor a place: 首页, 我单位
    return Title(piece.name(start, len(text), view), year, organ, description)


def organ_in_title(piece: Piece, view: View) -> Name | None:
    """The name in a title: what stands before the year and the subject, or between them where the year comes first."""
    text = piece.text
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    subject = _SUBJECT.search(text, start)
    limit = subject.start() if subject else len(text)
    years = [span for _, span in stated_years(text) if start <= span.start < limit]
    if years and years[0].start - start <= 1:
        start = years[0].end
        start += len(re.match("年?度?", text[start:]).group())  # type: ignore[union-attr]
        years = years[1:]
    about = text.find("关于", start + 1, limit)
    end = min([limit, *(span.start for span in years), *([about] if about > 0 else [])])
    between = ""
    if years and end == years[0].start:
        after = years[0].end + len(re.match("年?度?", text[years[0].end :]).group())  # type: ignore[union-attr]
        between = text[after:limit]
    if end == limit and subject is not None and subject.group().startswith("政府") and text[start:end].endswith("人民"):
        end += 2
    while end > start and (tail := _TAIL.search(text, start, end)):
        end = tail.start()
    if end <= start:
        return None
    name = _without_aside(piece.name(start, end, view))
    if between and describe(between, None).kind is not None and describe(name.text, None).kind is None:
        inner = piece.name(limit - len(between), limit, view)
        return Name(name.text + inner.text, name.source + inner.source, piece.span(start, limit))
    return name


def _without_aside(name: Name) -> Name:
    """A place without the other name of it in brackets (…新区(…区)); a body keeps its own."""
    opened = name.text.rfind("(")
    if not name.text.endswith(")") or opened < 2:
        return name
    description = describe(name.text[:opened], None)
    return name.cut(0, opened) if description.place == opened and not describe(name.text, None).complete else name
