"""Tables as extraction really leaves them: cut headings, lost labels, page numbers, merged and dropped cells."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from gongkai.records import Form
from tests.forms import layouts
from tests.forms.reading import facts, read, short, states


def figures_2019(seed: int = 3) -> dict[tuple[str, str], str]:
    """Figures of a table of requests whose rows and columns add up, no two rows alike."""
    draw = random.Random(seed)
    figures: dict[tuple[str, str], str] = {}
    total = [0] * 7
    for number, label in enumerate(layouts.requests_rows("2019"), start=1):
        parts = [number, *(draw.choice([0, draw.randrange(1, 9)]) for _ in range(5))]
        row = total if label == "(七)总计" else [*parts, sum(parts)]
        if label[0] in "(12345678":
            total = [one + other for one, other in zip(total, row, strict=True)]
        figures.update({(label, name): str(value) for name, value in zip(layouts.APPLICANTS, row, strict=True)})
    return figures


FIGURES = figures_2019()
LINES = layouts.lines(layouts.requests_grid(FIGURES, "2019"))
SPACES = layouts.spaces(layouts.requests_grid(FIGURES, "2019"))
WHOLE = [short(one) for one in read(LINES).observations]


def test_whole_table_has_every_cell():
    assert len(WHOLE) == len(set(WHOLE)) == 23 * 7
    assert "requests_received(applicant=natural_person)=1" in WHOLE


def test_a_table_that_breaks_off_keeps_its_whole_rows():
    cut = LINES.index("三、本年度办理结果")
    assert [short(one) for one in read(LINES[:cut]).observations] == WHOLE[:14]


def test_borders_with_two_labels_left_are_no_table():
    borders = "\n".join(["| | | | | | | | |"] * 9)
    assert not read(f"(二)部分公开\n{borders}\n(七)总计\n{borders}\n").observations


def total_on_own_line(text: str) -> str:
    rows = (line.rpartition(" ") for line in text.split("\n"))
    return "\n".join(f"{head}\n{last}" if last.isdigit() else head + gap + last for head, gap, last in rows)


def labels_then_figures(text: str, first: int, count: int) -> str:
    """PDF text in which the labels of some rows come first and their figures after them."""
    rows = text.split("\n")
    parts = [row.rsplit(" ", 7) for row in rows[first : first + count]]
    return "\n".join(
        [*rows[:first], *(part[0] for part in parts), *(" ".join(part[1:]) for part in parts), *rows[first + count :]]
    )


DAMAGED = [
    pytest.param(LINES.replace("8.属于行政查询事项\n", ""), {"cell_place"}, id="label-lost"),
    pytest.param(
        LINES.replace("2.其他法律行政法规禁止公开\n", "").replace("3.危及“三安全一稳定”\n", ""), {"cell_place"},
        id="two-labels-lost",
    ),
    pytest.param(LINES.replace("一、本年新收政府信息公开申请数量\n", ""), {"cell_place"}, id="first-label-lost"),
    pytest.param(LINES.replace("四、结转下年度继续办理\n", ""), {"cell_place"}, id="last-label-lost"),
    pytest.param(LINES.replace("1.属于国家秘密\n", ""), {"cell_place"}, id="label-lost-below-its-group"),
    pytest.param(LINES.replace("4.保护第三方", "— 2 —\n4.保护第三方"), set(), id="page-number-with-dashes"),
    pytest.param(LINES.replace("2.重复申请", "3\n2.重复申请"), {"cell_sum"}, id="page-number-bare"),
    pytest.param(LINES.replace("4.保护第三方", "某县财政局2020年年报\n4.保护第三方"), set(), id="page-header"),
    pytest.param(LINES.replace("4.保护", "注:以上含派出机构。\n4.保护"), set(), id="note-between-rows"),
    pytest.param(total_on_own_line(SPACES), set(), id="total-on-its-own-line"),
    pytest.param(SPACES.replace("2.重复申请 ", "2.重复申请 99 "), {"cell_sum"}, id="extra-cell"),
    pytest.param(labels_then_figures(SPACES, 12, 3), {"cell_sum"}, id="labels-before-figures"),
    pytest.param(SPACES.replace(" 0", " ０"), set(), id="full-width-digits"),
    pytest.param(SPACES.replace("(三)不予公开 ", "(三) 不予公开 "), set(), id="numeral-apart"),
    pytest.param(SPACES.replace("1.属于", "1、属于").replace("2.其他", "(2)其他"), set(), id="other-numerals"),
    pytest.param(SPACES.replace("1.属于国家秘密", "1 .属于国家秘密"), set(), id="numeral-cut-from-its-point"),
    pytest.param(SPACES.replace(" ", "?"), set(), id="question-marks-for-lost-spaces"),
    pytest.param(SPACES.replace("\n", " "), set(), id="line-breaks-lost"),
    pytest.param(SPACES.replace("\n", "\r\n"), set(), id="windows-line-ends"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "besides"), DAMAGED)
def test_requests_survive(text, besides):
    reading = read("三、收到和处理政府信息公开申请情况\n" + text + "\n四、政府信息公开行政复议、行政诉讼情况\n无。\n")
    assert sorted(short(one) for one in reading.observations) == sorted(WHOLE)
    assert {one.method for one in reading.observations} == {"cell_label"} | besides


def test_damaged_labels_are_recognised_and_reported():
    text = LINES.replace("三安全一稳定", "三安一稳").replace("四类过程性", "四类过呈性").replace("继续办理", "继")
    reading = read(text)
    assert sorted(short(one) for one in reading.observations) == sorted(WHOLE)
    assert [(span.of(text), label) for span, label in reading.damaged] == [
        ("3.危及“三安一稳”", "危及三安全一稳定"),
        ("6.属于四类过呈性信息", "属于四类过程性信息"),
        ("四、结转下年度继", "结转下年度继续办理"),
    ]


@pytest.mark.parametrize("by_column", [False, True], ids=["by-row", "by-column"])
def test_labels_gone_and_sums_right(by_column):
    rows = layouts.requests_rows("2019")
    table = [[FIGURES[row, name] for name in layouts.APPLICANTS] for row in rows]
    if by_column:
        table = list(map(list, zip(*table, strict=True)))
    text = "三、收到和处理政府信息公开申请情况\n" + "\n".join(map(" ".join, table))
    text += "\n四、政府信息公开行政复议、行政诉讼情况\n1 0 0 0 1\n0 2 0 0 2\n0 0 0 3 3\n五、存在的主要问题及改进情况\n"
    reading = read(text)
    requests = [short(one) for one in reading.observations if one.measure != "appeals"]
    assert sorted(requests) == sorted(WHOLE)
    assert {one.method for one in reading.observations} == {"cell_place"}
    assert "appeals(proceeding=litigation_after_review,result=pending)=3" in facts(text)


@pytest.mark.parametrize("by_column", [False, True], ids=["by-row", "by-column"])
def test_all_labels_before_all_figures(by_column):
    rows = layouts.requests_rows("2019")
    table = [[FIGURES[row, name] for name in layouts.APPLICANTS] for row in rows]
    if by_column:
        table = list(map(list, zip(*table, strict=True)))
    labels = [cell.text for row in layouts.requests_grid(FIGURES, "2019") for cell in row if not cell.text.isdigit()]
    reading = read("\n".join(labels) + "\n" + "\n".join(map("\n".join, table)) + "\n五、存在的主要问题及改进情况\n")
    assert sorted(short(one) for one in reading.observations) == sorted(WHOLE)
    assert {one.method for one in reading.observations} == {"cell_sum"}


def test_labels_gone_and_sums_wrong_reads_nothing():
    rows = layouts.requests_rows("2019")
    wrong = {**FIGURES, ("2.重复申请", "总计"): "77"}
    text = "三、收到和处理政府信息公开申请情况\n"
    text += "\n".join(" ".join(wrong[row, name] for name in layouts.APPLICANTS) for row in rows)
    assert facts(text + "\n四、政府信息公开行政复议、行政诉讼情况\n1 0 0 0 5\n0 2 0 0 2\n0 0 0 3 3\n") == []


def test_a_figure_missing_without_a_mark_leaves_the_row_out():
    text = re.sub(r"(2\.重复申请\n)\d+\n", r"\1", LINES)
    assert text != LINES
    kept = [short(one) for one in read(text).observations]
    lost = [one for one in WHOLE if "repeated" in one]
    assert sorted(kept) == sorted(one for one in WHOLE if one not in lost)


@pytest.mark.parametrize("layout", [layouts.lines, layouts.spaces, layouts.wrapped])
def test_a_label_without_any_figure_is_a_blank_row(layout):
    blank = {**FIGURES, **{("2.重复申请", name): "" for name in layouts.APPLICANTS}}
    text = re.sub(r"\n{2,}", "\n", layout(layouts.requests_grid(blank, "2019")))
    found = [short(one) for one in read(text + "\n").observations]
    assert sorted(found) == sorted(
        [one for one in WHOLE if "reason=repeated" not in one]
        + [one.rpartition("=")[0] + "=blank" for one in WHOLE if "reason=repeated" in one]
    )


def test_blank_cells_dropped_by_the_extraction_leave_only_the_total():
    text = (
        "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) | 申请人情况 | ||||||||\n"
        "自然人 | 法人或其他组织 | 总计 | |||||||\n"
        "一、本年新收政府信息公开申请数量 | 3 | 1 | 4 | ||||||\n"
        "二、上年结转政府信息公开申请数量 | 0 | 0 | ||||||||\n"
        "三、本年度办理结果 | (一)予以公开 | 4 | 4 | ||||||\n"
        "(二)部分公开(区分处理的,只计这一情形,不计其他情形) | 0 | ||||||||\n"
        "(七)总计 | 4 | 4 | ||||||\n"
    )
    reading = read(text)
    assert sorted(short(one) for one in reading.observations) == [
        "requests_answered(outcome=granted)=4", "requests_answered(outcome=total)=4", "requests_received()=4",
    ]  # fmt: skip
    assert {one.method for one in reading.observations} == {"cell_sum"}


def test_repeated_cells_dropped_by_the_extraction_read_nothing():
    text = "\n".join(
        [
            "二、主动公开政府信息情况", "第二十条第(一)项", "信息内容", "本年新制作数量", "本年新公开数量",
            "对外公开总数量", "规章", "0", "规范性文件", "5", "第二十条第(五)项", "上一年项目数量", "本年增/减",
            "处理决定数量", "行政许可", "31", "其他对外管理服务事项", "第二十条第(六)项", "行政处罚", "行政强制",
        ]
    )  # fmt: skip
    assert facts(text) == []


def test_parent_row_with_figures_of_its_own():
    text = SPACES.replace("(三)不予公开 1.属于", "(三)不予公开 40 0 0 0 0 2 42\n1.属于")
    found = [short(one) for one in read(text).observations]
    assert "requests_answered(outcome=denied)=42" in found
    assert len(found) == len(WHOLE) + 7


def test_three_columns_of_applicants():
    text = (
        "申请人情况 | 自然人 | 法人或其他组织 | 总计 |\n一、本年新收政府信息公开申请数量 | 3 | 1 | 4 |\n"
        "二、上年结转政府信息公开申请数量 | 0 | 2 | 2 |\n(一)予以公开 | 3 | 3 | 6 |\n"
    )
    assert "requests_received(applicant=organization)=1" in facts(text)
    assert len(facts(text)) == 9


PDF_HEADINGS = """\
四、政府信息公开行政复议、行政诉讼情况
2020 年,我单位未发生行政复议。
行政复议 行政诉讼
未经复议直接起诉 复议后起诉
结 结 其 尚
结 结 其 尚 结 结 其 尚
果 果 他 未
总计 果 果 他 未 总 果 果 他 未 总
维 纠 结 审
维 纠 结 审 计 维 纠 结 审 计
持 正 果 结
持 正 果 结 持 正 果 结
4 0 0 0 4 0 2 0 0 2 0 0 0 3 3
五、存在的主要问题及改进情况
"""


def test_appeals_with_headings_cut_to_characters():
    found = facts(PDF_HEADINGS)
    assert len(found) == 15
    assert "appeals(proceeding=litigation_direct,result=corrected)=2" in found
    assert {one.method for one in read(PDF_HEADINGS).observations} == {"cell_place"}


def test_appeals_beside_their_labels():
    text = (
        "行政复议\n结果维持 2\n结果纠正 1\n其他结果 0\n尚未审结 0\n总计 3\n行政诉讼\n未经复议直接起诉\n结果维持 0\n"
        "结果纠正 0\n其他结果 0\n尚未审结 1\n总计 1\n复议后起诉\n结果维持 0\n结果纠正 0\n"
        "其他结果 5\n尚未审结 0\n总计 5\n"
    )
    found = facts(text)
    assert len(found) == 15
    assert "appeals(proceeding=litigation_after_review,result=other)=5" in found
    assert "appeals(proceeding=review)=3" in found


def test_appeals_one_row_a_proceeding_with_columns_in_another_order():
    text = (
        "| 结果纠正 | 结果维持 | 其他结果 | 尚未审结 | 总计 |\n行政复议 | 1 | 2 | 0 | 0 | 3 |\n"
        "未经复议直接起诉 | 0 | 7 | 0 | 0 | 7 |\n复议后起诉 | 0 | 0 | 0 | 4 | 4 |\n"
    )
    found = facts(text)
    assert "appeals(proceeding=review,result=upheld)=2" in found
    assert "appeals(proceeding=litigation_direct,result=upheld)=7" in found
    assert len(found) == 15


def test_appeals_with_fourteen_figures_reads_nothing():
    text = layouts.spaces(layouts.appeals_grid({(p, r): "1" for p in layouts.PROCEEDINGS for r in layouts.RESULTS}))
    assert facts(text.removesuffix(" 1")) == []


DISCLOSURE = """\
第二十条第(一)项 | ||||
信息内容 | 本年新 | 本年新 | 对外公开总数量 | |
规章 | 0 | 0 | 0 | |
规范性文件 | 3 | 4 | 5 | |
第二十条第(五)项 | ||||
信息内容 | 上一年项目数量 | 本年增/ | 处理决定数量 | |
行政许可 | 10 | 减少8 | 7 | |
其他对外管理服务事项 | 行政检查 | 1 | 2 | 3 | |
行政确认 | 4 | 5 | 6 | |
第二十条第(六)项 | ||||
信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 | |
行政处罚 | 4 | ↓3 | - | |
行政强制 | 9 | |||
第二十条第(八)项 | ||||
信息内容 | 上一年项目数量 | 本年增/减 | ||
行政事业性收费 | 2 | 0 | ||
第二十条第(九)项 | ||||
信息内容 | 采购项目数量 | 采购总金额(万元) | ||
政府集中采购 | 13 | 477.35 | ||
"""


def test_disclosure_with_cut_headings_split_rows_and_signs():
    found = facts(DISCLOSURE)
    assert "items_change(activity=licence)=-8" in found
    assert "items_change(activity=penalty)=-3" in found
    assert "decisions(activity=penalty)=not_applicable" in found
    assert "documents(document_status=newly_disclosed,document_type=normative)=4" in found
    assert "procurement_amount()=4773500" in found
    # A row split into two of its own, and a row with one figure for three columns, are left out.
    assert not [one for one in found if "other_service" in one or "coercion" in one]
    assert len(found) == 16


PARTS_2021 = (
    (
        "第二十条第(一)项\n信息内容 本年制发件数 本年废止件数 现行有效件数",
        ("规章", "行政规范性文件"),
        ("0 0 0", "2 1 8"),
    ),
    ("第二十条第(五)项\n信息内容 本年处理决定数量", ("行政许可",), ("412",)),
    ("第二十条第(六)项\n信息内容 本年处理决定数量", ("行政处罚", "行政强制"), ("58", "3")),
    ("第二十条第(八)项\n信息内容 本年收费金额(单位:万元)", ("行政事业性收费",), ("1.5",)),
)


def rows_as_they_should_be() -> str:
    return "".join(
        f"{head}\n" + "".join(f"{label} {cells}\n" for label, cells in zip(labels, figures, strict=True))
        for head, labels, figures in PARTS_2021
    )


def labels_of_a_block_before_its_figures() -> str:
    return "".join("\n".join((head, *labels, *figures)) + "\n" for head, labels, figures in PARTS_2021)


def figures_before_their_labels() -> str:
    return "".join(
        f"{head}\n" + "".join(f"{cells}\n{label}\n" for label, cells in zip(labels, figures, strict=True))
        for head, labels, figures in PARTS_2021
    )


def all_labels_before_all_figures() -> str:
    labels = "\n".join("\n".join((head, *rows)) for head, rows, _ in PARTS_2021)
    cells = "\n".join(cell for _, _, figures in PARTS_2021 for row in figures for cell in row.split())
    return f"{labels}\n{cells}\n"


@pytest.mark.parametrize(
    "layout",
    [labels_of_a_block_before_its_figures, figures_before_their_labels, all_labels_before_all_figures],
)
def test_disclosure_with_figures_apart_from_their_labels(layout):
    whole = facts(rows_as_they_should_be())
    assert len(whole) == 10
    assert facts(layout()) == whole


def test_figures_apart_from_their_labels_that_do_not_fit_are_left_out():
    assert facts(labels_of_a_block_before_its_figures().replace("0 0 0\n2 1 8", "0 0 0\n2 1")) == [
        "administrative_fees()=15000",
        "decisions(activity=coercion)=3",
        "decisions(activity=licence)=412",
        "decisions(activity=penalty)=58",
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param("9.11万元 | 3", {"procurement_projects": 3, "procurement_amount": 91100}, id="in-the-other-order"),
        pytest.param("3 | 9.11万元", {"procurement_projects": 3, "procurement_amount": 91100}, id="in-order"),
        pytest.param("9.11 | 3", {"procurement_projects": Decimal("9.11"), "procurement_amount": 3}, id="no-unit"),
        pytest.param("9.11万元 | 3万元", {"procurement_amount": 30000}, id="two-amounts"),
    ],
)
def test_an_amount_stands_under_no_count(cells, expected):
    text = f"第二十条第(九)项 |\n信息内容 | 采购项目数量 | 采购总金额 |\n政府集中采购 | {cells} |\n"
    found = {one.measure: one.value for one in read(text).observations if one.measure.startswith("procurement")}
    assert found == expected


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        pytest.param("采购总金额", "46.85万元", 468500, id="unit-in-cell"),
        pytest.param("采购总金额", "5000元", 5000, id="yuan-in-cell"),
        pytest.param("采购总金额", "1.2亿元", 120000000, id="hundred-million"),
        pytest.param("采购总金额(元)", "1,564,697.85", Decimal("1564697.85"), id="unit-in-header"),
        pytest.param("采购总金额(单位:万元)", "0.0187", 187, id="unit-in-header-wan"),
        pytest.param("采购总金额", "8040", 8040, id="no-unit"),
    ],
)
def test_procurement_amount(header, cell, value):
    text = f"第二十条第(九)项 |\n信息内容 | 采购项目数量 | {header} |\n政府集中采购 | 3 | {cell} |\n"
    (amount,) = (one for one in read(text).observations if one.measure == "procurement_amount")
    assert amount.value == value
    assert amount.span.of(text) == cell


def test_half_of_either_form_in_one_table():
    text = """\
第二十条第(一)项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 0 0
行政规范性文件 1 2 3
第二十条第(五)项
信息内容 上一年项目数量 本年增/减 处理决定数量
行政许可 4 减 2 5
其他对外管理服务事项 14 0 15
第二十条第(六)项
信息内容 本年处理决定数量
行政处罚550
行政强制 1,234
第二十条第(八)项
信息内容 本年收费金额(单
位:万元)
行政事业性收费 0.092
"""
    found = facts(text)
    assert "items_change(activity=licence)=-2" in found
    assert "decisions(activity=penalty)=550" in found
    assert "decisions(activity=coercion)=1234" in found
    assert "administrative_fees()=920" in found
    assert len(found) == 15
    assert read(text).form is Form.FORM_2021


def test_a_figure_before_its_label_and_one_beside_its_column():
    text = (
        "第二十条第(五)项\n信息内容\n行政许可\n\n-2-\n\n本年处理决定数量\n9487\n\n第二十条第(八)项\n信息内容\n\n"
        "本年收费金额(单位:万元)\n7545\n\n行政事业性收费\n"
    )
    assert facts(text) == ["administrative_fees()=75450000", "decisions(activity=licence)=9487"]


def test_explanations_inside_labels_are_no_figures():
    text = """\
信息内容 | 本年新 制作数量 | 本年新 公开数量 | 对外公开总数量 | ||
规章(设区的市应当提供) | 0 | 0 | 0 | ||
规范性文件(制定发布的决定、公告,以及标题用“规定”“办法”的公文,一般属于规范性文件) | 2 | 2 | 19 | ||
其他主动公开文件(规范性文件以外的) | 186 | 86 | 255 | ||
第二十条第(五)项 | |||||
信息内容 | 上一年项目数量(指2019年事项数) | 本年增/减(减用负值,如-8) | 处理决定数量(指2020年办件量) | ||
行政许可 | 8 | 5 | 93 | ||
其他对外管理服务事项(行政许可以外的,含行政确认、
行政处罚、行政强制) | 117 | 0 | 165 | ||
"""
    found = facts(text)
    assert "documents(document_status=total_disclosed,document_type=normative)=19" in found
    assert "decisions(activity=other_service)=165" in found
    assert len(found) == 12


def test_table_turned_into_a_list():
    text = (
        "规章 | |\n本年制发件数 | 件 | 1 |\n本年废止件数 | 件 | 2 |\n现行有效件数 | 件 | 3 |\n行政许可 | |\n"
        "本年处理决定数量 | 件 | 7 |\n"
    )
    assert facts(text) == [
        "decisions(activity=licence)=7",
        "documents(document_status=in_force,document_type=regulation)=3",
        "documents(document_status=made,document_type=regulation)=1",
        "documents(document_status=repealed,document_type=regulation)=2",
    ]


CONVERTED = [
    pytest.param(
        "第二十條第(一)項 |\n信息內容 | 本年新製作數量 | 本年新公開數量 | 對外公開總數量 |\n"
        "規範性檔案 | 1 | 2 | ３,０００ |\n"
        "第二十條第(九)項 |\n信息內容 | 採購專案數量 | 採購總金額 |\n政府集中採購 | 2 | 9.5萬元 |\n",
        id="traditional-script-and-vocabulary",
    ),
    pytest.param(
        "第二十條第(一)項(xiàng)\n|\n信息內(nèi)容\n|\n本年新制作數(shù)量\n|\n本年新公開數(shù)量\n|\n對(duì)外公開總數(shù)量\n|\n"
        "規(guī)范性文件\n|\n1\n|\n2\n|\n3000\n|\n第二十條第(九)項(xiàng)\n|\n信息內(nèi)容\n|\n采購(gòu)項(xiàng)目數(shù)量\n|\n"
        "采購(gòu)總金額\n|\n政府集中采購(gòu)\n|\n2\n|\n9.5万元\n|\n",
        id="pinyin-in-brackets",
    ),
]  # fmt: skip


@pytest.mark.parametrize("text", CONVERTED)
def test_converted_texts(text):
    assert facts(text) == [
        "documents(document_status=made,document_type=normative)=1",
        "documents(document_status=newly_disclosed,document_type=normative)=2",
        "documents(document_status=total_disclosed,document_type=normative)=3000",
        "procurement_amount()=95000",
        "procurement_projects()=2",
    ]


PROSE = """\
一、总体情况
(一)主动公开。全年公开政府信息100条。
行政许可 12 件,行政处罚 3 件。
(二)依申请公开。收到申请5件,其中予以公开 3 件,
部分公开 1 件,不予公开 1 件。
1.行政复议
0件。
2.行政诉讼
0件。
三、收到和处理政府信息公开申请情况
本年新收政府信息公开申请数量5件,上年结转0件,予以公开3件,结转下年度0件。
四、政府信息公开行政复议、行政诉讼情况
无。
"""


def test_sentences_are_no_table():
    reading = read(PROSE)
    assert reading.observations == ()
    assert reading.taken == ()
    assert set(states(reading).values()) == {"absent"}


def test_table_before_its_heading_and_under_another_name():
    text = "表一\n" + DISCLOSURE + "二、主动公开政府信息情况\n见表一。\n"
    assert len(facts(text)) == 16


def test_a_second_copy_of_a_table_adds_nothing():
    assert len(facts(DISCLOSURE + "以下为打印版。" * 60 + "\n" + DISCLOSURE)) == 16


@pytest.mark.parametrize("layout", [layouts.inner_bars, layouts.spaces, layouts.aligned, layouts.tabs])
def test_a_cell_that_cannot_be_read_is_no_blank(layout):
    row = "2.重复申请"
    unread = {**FIGURES, (row, "科研机构"): "l"}
    found = [short(one) for one in read(layout(layouts.requests_grid(unread, "2019")) + "\n").observations]
    assert sorted(found) == sorted(one for one in WHOLE if "reason=repeated" not in one)


def test_round_letters_are_zeros():
    zeros = dict.fromkeys(FIGURES, "0")
    written = {place: "O" if at % 3 else "0" for at, place in enumerate(FIGURES)}
    assert facts(layouts.spaces(layouts.requests_grid(written, "2019"))) == facts(
        layouts.spaces(layouts.requests_grid(zeros, "2019"))
    )


def test_a_label_written_again_in_each_merged_cell():
    text = (
        "| 本年新收申请数量 | 本年新收申请数量 | 本年新收申请数量 | | | | | | | |\n"
        "| 上年结转申请数量 | 上年结转申请数量 | 上年结转申请数量 | 1 | | | | | | 1 |\n"
        "| 本年度办理结果 | 予以公开 | 予以公开 | 1 | | | | | | 1 |\n"
    )
    found = facts(text)
    assert len(found) == 21
    assert "requests_received(applicant=natural_person)=blank" in found
    assert "requests_carried_in(applicant=legal_service)=blank" in found
