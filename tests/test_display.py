"""What people read on a terminal."""

import dataclasses
import io

from gongkai.display import report_lines, table_writer
from gongkai.records import Span
from tests import handmade


def test_the_overview_of_a_report():
    lines = list(report_lines(handmade.report()))
    start, end = handmade.span("主动公开政府信息1200余条").start, handmade.span("主动公开政府信息1200余条").end
    assert lines == [
        "document   reports/qinghe.txt",
        "title      青禾县2016年政府信息公开工作年度报告",
        "organ      青禾县人民政府 (county, government)",
        "region     ?",
        "year       2016 (from title)",
        "published  2017-03-01",
        "form       annex_2014",
        "tables     disclosure absent, requests absent, appeals absent, annex present",
        "figures    5 observations (4 primary, 2 conflicted)",
        "           1 other quantities",
        "",
        "sections (1)",
        f"  一、主动公开情况  [proactive]  21-{len(handmade.TEXT)}",
        "",
        "findings (2)",
        "  warning text_against_table: Text 1200, annex 1300.",
        "          正文1200条,附表1300条。",
        f"          {start}-{end} “主动公开政府信息1200余条”",
        "  info    table_missing: A table is missing.",
        "          缺少表格。",
    ]


def test_findings_say_on_which_pages_they_stand():
    lines = list(report_lines(handmade.placed()))
    assert "note       page 6: not read" in lines
    start, end = handmade.span("主动公开政府信息1200余条").start, handmade.span("主动公开政府信息1200余条").end
    at = lines.index(f"          page 2, {start}-{end} “主动公开政府信息1200余条”")
    assert lines[at + 1] == "          its figures stand at page 2, page 5"


def test_the_table_has_a_line_an_observation():
    stream = io.StringIO()
    table_writer(stream)(handmade.report())
    title, header, *rows = [line.rstrip() for line in stream.getvalue().rstrip().splitlines()]
    assert title == "reports/qinghe.txt: 青禾县人民政府, 2016, annex_2014"
    assert header.split() == ["measure", "split", "by", "value", "unit", "status", "scope", "source", "evidence"]
    assert [row.split() for row in rows] == [
        ["-!", "disclosed", "1200", "item", "over", "jurisdiction", "prose", "主动公开政府信息1200余条"],
        ["disclosed", "channel=website", "900", "item", "prose", "政府网站公开", "900条"],
        ["expenditure", "75000", "yuan", "prose", "支出7.5万元"],
        ["!", "disclosed", "1300", "item", "annex", "1300"],
        ["requests_received", "case", "not", "applicable", "annex", "/"],
    ]


def test_a_report_cannot_steer_the_terminal():
    hostile = "\x1b[2J\u202e\x9b31m[red]"
    made = handmade.report()
    document = dataclasses.replace(made.document, text=hostile + made.document.text[len(hostile) :], path=hostile)
    section = dataclasses.replace(made.sections[0], title=hostile)
    first = dataclasses.replace(made.observations[0], span=Span(0, len(hostile)), dimensions=(("category", hostile),))
    report = dataclasses.replace(
        made,
        document=document,
        identity=dataclasses.replace(made.identity, title=hostile, organ=hostile),
        sections=(section,),
        observations=(first, *made.observations[1:]),
        findings=(dataclasses.replace(made.findings[0], message_en=hostile, message_zh=hostile),),
    )
    stream = io.StringIO()
    table_writer(stream)(report)
    for shown in (stream.getvalue(), "\n".join(report_lines(report))):
        assert not set("\x1b\u202e\x9b") & set(shown)
        assert shown.count("‹U+001B›[2J‹U+202E›‹U+009B›31m[red]") >= 3
