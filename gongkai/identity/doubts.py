"""Findings on a report's identity: what cannot be told, and what contradicts itself."""

from __future__ import annotations

from gongkai.identity.organs import Description
from gongkai.identity.pieces import Name
from gongkai.identity.titles import Title
from gongkai.records import Document, Finding, Identity, Severity, Span

__all__ = ["find_doubts"]


def find_doubts(
    document: Document,
    identity: Identity,
    *,
    description: Description,
    organ: Name | None,
    title: Title | None,
    period: int | None,
) -> tuple[Finding, ...]:
    """The findings of one report's identity, in a fixed order."""
    titled_year = title.year if title else None
    found = []
    if identity.year is None:
        found.append(
            _finding(
                "year_unknown",
                Severity.WARNING,
                "The reporting year is told by neither title, stated period, sections nor file name.",
                "标题、统计期限、正文和文件名均未说明报告年度。",
            )
        )
    elif titled_year is not None and period is not None and titled_year != period:
        found.append(
            _finding(
                "year_conflict",
                Severity.WARNING,
                f"The title says {titled_year}, the stated period {period}; the title stands.",
                f"标题为{titled_year}年,统计期限为{period}年;以标题为准。",
                title.name.span if title else None,
                title=titled_year,
                period=period,
            )
        )
    if identity.organ is None:
        found.append(
            _finding(
                "organ_unknown",
                Severity.WARNING,
                "Neither title, signature, page nor sentences name the body that issues the report.",
                "标题、落款、页面信息和正文均未说明发布机关。",
            )
        )
    elif identity.region is None and not (description.national and description.place == 0):
        found.append(
            _finding(
                "region_unknown",
                Severity.INFO,
                f"No single division of GB/T 2260 is known for {identity.organ} in {identity.year}.",
                f"无法为{identity.organ}({identity.year}年)确定唯一的行政区划代码。",
                organ.span if organ else None,
                organ=identity.organ,
            )
        )
    lost = document.text.count("\ufffd")
    if lost:
        at = document.text.index("\ufffd")
        found.append(
            _finding(
                "text_damaged",
                Severity.WARNING,
                f"{lost} characters of the file cannot be read (U+FFFD in their place), the first at {at}.",
                f"文件中有{lost}个字符无法识别(以U+FFFD代替),第一个位于第{at}个字符。",
                Span(at, at + 1),
                characters=lost,
            )
        )
    return tuple(found)


def _finding(
    rule: str, severity: Severity, message_en: str, message_zh: str, span: Span | None = None, **numbers: object
) -> Finding:
    return Finding(
        rule=rule, severity=severity, message_en=message_en, message_zh=message_zh, numbers=numbers, span=span
    )
