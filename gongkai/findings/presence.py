"""What is not there: tables without figures, blank cells, announced parts, and forms of another year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.catalogue import measures
from gongkai.findings.case import Case, Text, make, number, numbers
from gongkai.headings import topic_of
from gongkai.readers.inserted import unread_pictures
from gongkai.records import (
    Finding,
    Form,
    Level,
    OrganKind,
    Scope,
    Section,
    Severity,
    Source,
    Span,
    Status,
    TableState,
    Topic,
)  # fmt: skip

__all__ = ["find_gaps"]

_STANDARD: Mapping[str, tuple[Topic, Text]] = {
    "disclosure": (Topic.PROACTIVE, ("主动公开情况表", "the table of article 20")),
    "requests": (Topic.REQUESTS, ("信息公开申请情况表", "the table of requests")),
    "appeals": (Topic.APPEALS, ("行政复议、行政诉讼情况表", "the table of reviews and litigation")),
}
_FIRST_YEAR, _SECOND_YEAR = 2019, 2021  # reports for these years were the first in the forms of 2019 and 2021
_FORM_2019_WORDS = re.compile(r"第二十条第\(九\)项|本年新制作数量|上一年项目数量|对外公开总数量")
_FORM_2021_WORDS = re.compile(r"本年制发件数|本年废止件数|现行有效件数|本年收费金额")
_NEW_HEADINGS = re.compile(r"收到和[处办]理政府信息公开申请")
_ANNOUNCED = re.compile(
    r"(?:(?:主要)?内容(?:包括|包含|有|分为)|(?:全文|报告|本报告)(?:共)?(?:包括|包含|分为))[:,]?"
    r"(?P<list>[^。;\n]{10,300})[。;\n]|由(?P<parts>[^。;\n]{10,200})(?:等)?[几\w]{0,3}(?:部分)?(?:组成|构成)"
)
_ITEM = re.compile(r"[^,、]+")
_PARTS = {
    Topic.PROACTIVE: "proactive", Topic.REQUESTS: "requests", Topic.FEES: "fees", Topic.APPEALS: "appeals",
}  # fmt: skip
_EMPTY = (Status.BLANK, Status.NOT_APPLICABLE)  # a cell without a value
_SURE_TITLE = 5
_NAMES = 3  # pictures that a message names


def find_gaps(case: Case) -> Iterator[Finding]:
    """Everything that ought to stand in the report and does not."""
    tables = list(_tables(case))
    yield from tables
    yield from _blank_cells(case)
    yield from _form_of_another_year(case)
    yield from _announced_parts(case)
    yield from _coverage(case)
    if not any(one.rule == "table_image" for one in tables):  # which names them
        yield from _pictures(case)


def _new_form(case: Case) -> bool:
    """Whether the report follows the formats of 2019 or 2021, which ask for three tables."""
    if case.forms.form in (Form.FORM_2019, Form.FORM_2021):
        return True
    year = case.identity.year
    if year is not None and year < _FIRST_YEAR:
        return False
    return year is not None or any(_NEW_HEADINGS.search(_squeezed(case, section)) for section in case.sections)


def _squeezed(case: Case, section: Section) -> str:
    return "".join(case.view.text[section.title_span.start : section.title_span.end].split())


def _tables(case: Case) -> Iterator[Finding]:
    """Standard tables that are blank, a picture, or not there."""
    if not _new_form(case):
        return
    for table, (topic, name) in _STANDARD.items():
        state = case.forms.states.get(table, TableState.ABSENT)
        if state is TableState.PRESENT:
            continue
        section = next((one for one in case.sections if one.parent is None and one.topic is topic), None)
        span = section.span if section else None
        where = "".join(section.title.split()) + ":" if section else ""
        if state is TableState.BLANK:
            rows = _rows(case, section)
            figures = {"rows": len(rows)} if rows else {}
            if section and rows:
                span = Span(section.span.start, rows[0].end)
            counted = (f",只剩{len(rows)}行空白单元格", f": {len(rows)} rows of empty cells") if rows else ("", "")
            message = (
                f"{where}{name[0]}没有内容{counted[0]}。",
                f"{name[1].capitalize()} has no content{counted[1]}.",
            )
            yield make("table_blank", message, figures=figures, span=span)
        elif state is TableState.IMAGE:
            unread = list(dict.fromkeys(each for _, each in unread_pictures(case.document)))
            shown = f"({'、'.join(unread[:_NAMES])})" if unread else ""
            message = (
                f"{where}{name[0]}是图片{shown},无法读取。",
                f"{name[1].capitalize()} is a picture {shown}".rstrip() + " and cannot be read.",
            )
            shows: dict[str, object] = {"table": table, **({"pictures": unread} if unread else {})}
            yield make("table_image", message, figures=shows, span=span)
        else:
            message = (f"{where}文件中没有{name[0]}。", f"{name[1].capitalize()} is not in the file.")
            yield make("table_missing", message, figures={"table": table}, span=span)


def _rows(case: Case, section: Section | None) -> list[Span]:
    """Lines of a section that are drawn with cell borders."""
    if section is None:
        return []
    return [
        Span(match.start(), match.end())
        for match in re.compile(r"[^\n|]*\|[^\n]*").finditer(case.view.text, section.title_span.end, section.span.end)
    ]


def _blank_cells(case: Case) -> Iterator[Finding]:
    """Cells left empty, one finding a table; / and — are told beside them."""
    tables: dict[str, list[int]] = {}
    for index, one in enumerate(case.observations):
        if one.value is not None or one.source is Source.PROSE or one.status not in _EMPTY:
            continue
        family = "annex" if one.source is Source.ANNEX else measures()[one.measure].family
        tables.setdefault(family, []).append(index)
    for indices in tables.values():
        blank = [index for index in indices if case.observations[index].status is Status.BLANK]
        if not blank:
            continue
        in_text = {
            index: other
            for index in blank
            for other in case.by_key[case.observations[index].key]
            if case.observations[other].source is Source.PROSE and case.observations[other].value is not None
        }
        struck = len(indices) - len(blank)
        names = [case.name(index) for index in blank[:3]]
        chinese = f"{case.source(blank[0])[0]}中{'、'.join(name[0] for name in names)}"
        english = f"{case.source(blank[0])[1]}: blank cells: {'; '.join(name[1].lower() for name in names)}"
        if len(blank) > len(names):
            chinese += f"等{len(blank)}个单元格"
            english += f" and {len(blank) - len(names)} more"
        chinese += "空白"
        figures: dict[str, object] = {"blank": len(blank)}
        if struck:
            figures["not_applicable"] = struck
            chinese += f",另有{struck}个填“/”"
            english += f"; {struck} more struck out"
        if in_text:
            values = numbers([case.value(other) for other in in_text.values()])
            figures["text"] = values[0] if len(values) == 1 else values
            chinese += f",正文给出{'、'.join(map(str, values))}"
            english += f"; the text has {', '.join(map(str, values))}"
        yield make(
            "cell_blank",
            (chinese + "。", english + "."),
            figures=figures,
            observations=(*indices, *in_text.values()),
            span=case.observations[blank[0]].span,
        )


def _form_of_another_year(case: Case) -> Iterator[Finding]:
    year, form = case.identity.year, case.forms.form
    if year is None or form not in (Form.FORM_2019, Form.FORM_2021):
        return
    if form is Form.FORM_2019 and year >= _SECOND_YEAR:
        used, words = 2019, _FORM_2019_WORDS
    elif form is Form.FORM_2021 and year < _SECOND_YEAR:
        used, words = 2021, _FORM_2021_WORDS
    else:
        return
    match = words.search(case.view.text)
    yield make(
        "form_version",
        (f"{year}年度报告使用的是{used}年的表格。", f"The report for {year} uses the form of {used}."),
        figures={"year": year, "form": used},
        span=Span(match.start(), match.end()) if match else None,
    )


def _announced_parts(case: Case) -> Iterator[Finding]:
    """Parts that the introduction lists and the report has not, in sections or in words."""
    end = next((section.span.start for section in case.sections if section.detection != "inferred"), 0)
    passage = case.view.passage(0, end)
    match = _ANNOUNCED.search(passage.text)
    if match is None:
        return
    group = "list" if match["list"] else "parts"
    listed = {section.topic for section in case.sections}
    families = {measures()[one.measure].family for one in case.observations}
    announced = list(_ITEM.finditer(passage.text, match.start(group), match.end(group)))
    for item in announced:
        topic, weight = topic_of(item.group())
        if topic not in _PARTS or weight < _SURE_TITLE or topic in listed or _PARTS[topic] in families:
            continue
        listed.add(topic)
        span = passage.span(item.start(), item.end())
        words = span.of(case.view.source)
        yield make(
            "section_missing",
            (
                f"前言预告了“{words}”,报告中没有这一部分,也没有相应的说明。",
                f"The introduction announces {words}; there is neither such a section nor a statement.",
            ),
            figures={"announced": words},
            span=span,
        )


def _pictures(case: Case) -> Iterator[Finding]:
    """Pictures in the report, or named by it, that could not be read."""
    unread = unread_pictures(case.document)
    if not unread:
        return
    names = list(dict.fromkeys(name for _, name in unread))
    listed = "、".join(names[:_NAMES]) + (f"等{len(names)}幅" if len(names) > _NAMES else "")
    english = ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
    yield make(
        "picture_not_read",
        (
            f"图片未读取:{listed}。请安装 gongkai[ocr],并把图片文件与报告放在同一文件夹。",
            f"Not read: {english}. Install gongkai[ocr], and keep picture files in the folder of the report.",
        ),
        figures={"pictures": names},
        span=unread[0][0],
    )


def _coverage(case: Case) -> Iterator[Finding]:
    """A report for a whole division whose only request figures are the government's own."""
    identity = case.identity
    if identity.organ_kind is not OrganKind.GOVERNMENT or identity.level is Level.TOWNSHIP or not _new_form(case):
        return
    received = [
        index for index, one in enumerate(case.observations)
        if one.measure == "requests_received" and not one.dimensions and one.value is not None
    ]  # fmt: skip
    if not received or any(case.observations[index].scope is not Scope.ORGAN for index in received):
        return
    value = number(case.value(received[0]))
    yield make(
        "coverage",
        (
            f"报告涵盖全部下级机关,但文中申请数据({value}件)只属于政府本级及其办公室。",
            f"The report is for the whole division, but its only request figure ({value}) is the government's own.",
        ),
        severity=Severity.WARNING,
        figures={"requests_received": value},
        observations=received,
        span=case.observations[received[0]].span,
    )
