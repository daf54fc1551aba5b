"""A report built by hand, for tests of what is made of reports; no reader or rule takes part in it."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal

from gongkai.records import (
    Block,
    Document,
    Finding,
    Form,
    Identity,
    Level,
    Observation,
    OrganKind,
    Place,
    Qualifier,
    Quantity,
    Report,
    Scope,
    Section,
    Severity,
    Source,
    Span,
    Status,
    TableState,
    Topic,
)

TEXT = (
    "青禾县2016年政府信息公开工作年度报告\n"
    "一、主动公开情况\n"
    "全县主动公开政府信息1200余条,其中政府网站公开\n900条。支出7.5万元,群众满意度达98.5%。\n"
    "附表\n"
    "主动公开政府信息数 1300 收到申请数 /\n"
)


def span(words: str) -> Span:
    """The first place of ``words`` in the text."""
    start = TEXT.index(words)
    return Span(start, start + len(words))


def observation(measure: str, value: str | None, words: str, **more: object) -> Observation:
    """An observation of prose, unless ``more`` says otherwise."""
    settings: dict[str, object] = {
        "dimensions": (),
        "period": "annual",
        "unit": "item",
        "status": Status.REPORTED,
        "qualifier": Qualifier.EXACT,
        "scope": Scope.UNSTATED,
        "source": Source.PROSE,
        "method": "cue",
        "section": 0,
        **more,
    }
    return Observation(measure, value=None if value is None else Decimal(value), span=span(words), **settings)  # type: ignore[arg-type]


def report() -> Report:
    """A county's report with prose, an annex, a conflict and a finding."""
    return Report(
        document=Document("reports/qinghe.txt", "ab" * 32, "text/plain", "gb18030", TEXT),
        identity=Identity(
            organ="青禾县人民政府",
            organ_kind=OrganKind.GOVERNMENT,
            level=Level.COUNTY,
            region=None,
            year=2016,
            year_source="title",
            published=datetime.date(2017, 3, 1),
            title="青禾县2016年政府信息公开工作年度报告",
            form=Form.ANNEX_2014,
        ),
        tables={
            "disclosure": TableState.ABSENT,
            "requests": TableState.ABSENT,
            "appeals": TableState.ABSENT,
            "annex": TableState.PRESENT,
        },
        sections=(
            Section(
                0, None, 1, "一、", "一、主动公开情况",
                Span(TEXT.index("一、"), len(TEXT)), span("一、主动公开情况"), Topic.PROACTIVE,
            ),
        ),
        observations=(
            observation(
                "disclosed", "1200", "主动公开政府信息1200余条",
                qualifier=Qualifier.OVER, scope=Scope.JURISDICTION, primary=False, conflicted=True,
            ),
            observation("disclosed", "900", "政府网站公开\n900条", dimensions=(("channel", "website"),)),
            observation("expenditure", "75000.00", "支出7.5万元", unit="yuan"),
            observation("disclosed", "1300", "1300", source=Source.ANNEX, method="cell_label", conflicted=True),
            observation(
                "requests_received", None, "/",
                unit="case", status=Status.NOT_APPLICABLE, source=Source.ANNEX, method="cell_label",
            ),
        ),
        quantities=(
            Quantity(Decimal("98.5"), "%", Qualifier.EXACT, span("98.5%"), span("群众满意度达98.5%"), 0, "percentage"),
        ),
        findings=(
            Finding(
                "text_against_table", Severity.WARNING, "Text 1200, annex 1300.", "正文1200条,附表1300条。",
                stated=Decimal(1200), computed=Decimal(1300),
                numbers={"text": Decimal(1200), "annex": [Decimal("1300"), Decimal("0.5")], "place": "附表"},
                observations=(0, 3), span=span("主动公开政府信息1200余条"),
            ),
            Finding("table_missing", Severity.INFO, "A table is missing.", "缺少表格。"),
        ),
    )  # fmt: skip


def placed() -> Report:
    """The same report as if it were a PDF: its text on page 2, its annex on page 5, and a page that was not read."""
    made = report()
    annex = span("主动公开政府信息数 1300 收到申请数 /")
    blocks = (
        Block(Span(0, annex.start), "paragraph", Place(2, (72.0, 80.5, 300.0, 96.0))),
        Block(annex, "cell", Place(5, (72.0, 700.0, 300.0, 720.0))),
    )
    document = dataclasses.replace(made.document, blocks=blocks, notes=("page 6: not read",))
    return dataclasses.replace(made, document=document)
