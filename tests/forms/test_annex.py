"""Local annexes: other names, other columns, numbers in front, indicators that no measure names."""

from __future__ import annotations

import re

import pytest

from gongkai.records import Form
from tests.forms.reading import facts, read

TWO_COLUMNS = """\
(三)附表。

指   标  名  称

计量 单位

2009  年度

历年 累计

主动公开信息数

条

120

300

其中:1.政府网站

条

100

250

2.政府公报

条



50

受理依申请公开信息总数

条

3

7

其中:1.当面申请数

条

1

2

      2.信函、传真申请数

条

2

5

本年度对申请的答复总数

条

3

7

其中:1.同意公开答复数

条

3

6

3.否决公开答复总数

条

0

1

行政复议数

件

0

0

填报人:某甲
"""


def test_year_and_cumulative():
    assert facts(TWO_COLUMNS) == [
        "appeals(proceeding=review) cumulative=0",
        "appeals(proceeding=review)=0",
        "disclosed() cumulative=300",
        "disclosed()=120",
        "disclosed(channel=gazette) cumulative=50",
        "disclosed(channel=gazette)=blank",
        "disclosed(channel=website) cumulative=250",
        "disclosed(channel=website)=100",
        "requests_answered(outcome=denied) cumulative=1",
        "requests_answered(outcome=denied)=0",
        "requests_answered(outcome=granted) cumulative=6",
        "requests_answered(outcome=granted)=3",
        "requests_answered(outcome=total) cumulative=7",
        "requests_answered(outcome=total)=3",
        "requests_received() cumulative=7",
        "requests_received()=3",
        "requests_received(channel=in_person) cumulative=2",
        "requests_received(channel=in_person)=1",
        "requests_received(channel=letter_fax) cumulative=5",
        "requests_received(channel=letter_fax)=2",
    ]
    reading = read(TWO_COLUMNS)
    assert reading.form is Form.ANNEX_2014
    spans = [one.span.of(TWO_COLUMNS) for one in reading.observations if dict(one.dimensions) == {"channel": "website"}]
    assert spans == ["其中:1.政府网站\n\n条\n\n100", "其中:1.政府网站\n\n条\n\n100\n\n250"]
    (taken,) = reading.taken
    assert "2009" in taken.of(TWO_COLUMNS)
    assert "填报人" not in taken.of(TWO_COLUMNS)


def bar_a_line(*rows: tuple[str, ...]) -> str:
    return "\n".join("\n".join((row[0], *(f"| {cell}".rstrip() for cell in row[1:]), "|")) for row in rows) + "\n"


def test_code_column_and_a_column_that_is_no_year():
    text = bar_a_line(
        ("指 标 名 称", "计量\n单位", "代码", "本期实际", "本年累计"),
        ("主动公开信息数", "条", "01", "12", "120"),
        ("其中:全文电子化的主动公开信息数", "条", "02", "11", "110"),
        ("新增的行政规范性文件数", "条", "03", "1", "3"),
        ("网站专栏页面访问量", "人次", "05", "2", "5000"),
        ("申请总数", "条", "10", "1", "2"),
        ("4.网上申请数", "条", "14", "1", "2"),
        ("5.信函申请数", "条", "15", "", ""),
        ("对申请的答复总数", "条", "17", "1", "2"),
        ("3.否决公开答复总数", "条", "20", "0", "1"),
        ("其中:(1)“非《规定》所指政府信息”数", "条", "21", "0", "1"),
        ("(2)“信息不存在”数", "条", "22", "0", "0"),
        ("行政申诉数", "件", "34", "0", "0"),
        ("其中:对本部门首次处理不满意的行政申诉数", "件", "35", "0", "9"),
    )
    assert facts(text) == [
        "appeals(proceeding=complaint)=0",
        "disclosed()=120",
        "normative_documents_disclosed()=3",
        "requests_answered(outcome=denied)=1",
        "requests_answered(outcome=denied,reason=not_government_information)=1",
        "requests_answered(outcome=nonexistent)=0",
        "requests_answered(outcome=total)=2",
        "requests_received()=2",
        "requests_received(channel=letter)=blank",
        "requests_received(channel=online)=2",
    ]


NUMBERED = """\
| 序号 | 统 计 指 标 | 单位 | 统计数 |
| --- | --- | --- | --- |
| 1 | 一、主动公开情况 | ---- | |
| 2 | (一)主动公开政府信息数 | 条 | 55 |
| 3 | 制发规范性文件总数 | 件 | 4 |
| 4 | 主动公开机构设置信息 | 条 | 7 |
| 5 | 四、行政复议数量 | 件 | 3 |
| 6 | (一)维持具体行政行为数 | 件 | 2 |
| 7 | (二)被依法纠错数 | 件 | 1 |
| 8 | 五、行政诉讼数量 | 件 | / |
| 9 | (一)维持具体行政行为数 | 件 | |
| 10 | 七、依申请公开信息收取的费用 | 万元 | 0.5 |
| 11 | (四)政府信息公开专项经费 | 元 | 500 |
"""
NUMBERED_FACTS = [
    "appeals(proceeding=litigation)=not_applicable",
    "appeals(proceeding=litigation,result=upheld)=blank",
    "appeals(proceeding=review)=3",
    "appeals(proceeding=review,result=corrected)=1",
    "appeals(proceeding=review,result=upheld)=2",
    "disclosed()=55",
    "expenditure()=500",
    "fees_charged()=5000",
    "normative_documents_issued()=4",
]


def one_cell_a_line(text: str) -> str:
    rows = [line.strip("|").split("|") for line in text.splitlines() if "---" not in line or "主动" in line]
    return "\n".join(f"{cell.strip()} |" for row in rows for cell in row)


@pytest.mark.parametrize(
    "text", [pytest.param(NUMBERED, id="markdown"), pytest.param(one_cell_a_line(NUMBERED), id="cell-a-line")]
)
def test_numbered_rows(text):
    assert facts(text) == NUMBERED_FACTS


def test_columns_of_parts_leave_the_whole():
    text = (
        "附表\n统计指标 单位 合计 市本级 县区\n(一)主动公开政府信息数 条 30 10 20\n1.政府公报公开政府信息数 条 3 1 2\n"
        "2.政府网站公开政府信息数 条 27 9 18\n(一)收到申请数 件 5 2 3\n"
    )
    assert facts(text) == [
        "disclosed()=30", "disclosed(channel=gazette)=3", "disclosed(channel=website)=27", "requests_received()=5",
    ]  # fmt: skip


def test_two_columns_without_names_are_left_out():
    text = "主动公开政府信息数 条 30 10\n政府网站公开数 条 3 1\n收到申请数 件 5 2\n行政复议数 件 5 2\n"
    assert facts(text) == []


def test_this_year_and_last_year():
    text = (
        "指标 单位 2015年 2016年\n主动公开政府信息数 条 30 10\n政府网站公开数 条 3 1\n收到申请数 件 5 2\n"
        "行政复议数 件 6 4\n"
    )
    assert facts(text) == [
        "appeals(proceeding=review)=4", "disclosed()=10", "disclosed(channel=website)=1", "requests_received()=2",
    ]  # fmt: skip


LABELS_OVER_LINES = """\
统 计 指 标 单位 统计数
(一)主动公开政府信息数
(不同渠道和方式公开相同信息计1条) 条 1286
2.政府网站公开政府信息数 条 1102
(一)回应公众关注热点或重大舆情数
(不同方式回应同一热点或舆情计 1 次) 次 6
其中:主要负责同志参加政府网站在线访
谈次数 次 1
- 12 -
1.专职人员数(不包括政府公务员及兼职
人员) 人 3
(四)政府信息公开专项经费(不包括用
于政府公报编辑管理等方面的经费) 万元 3.6
"""


def test_labels_and_notes_over_several_lines():
    assert facts(LABELS_OVER_LINES) == [
        "disclosed()=1286",
        "disclosed(channel=website)=1102",
        "expenditure()=36000",
        "hot_topic_responses()=6",
        "online_interviews(by_leader=yes)=1",
        "staff(staff_type=full_time)=3",
    ]


def categories(*numbers: int) -> str:
    names = ("其中:1.机构职能类", "2.政策法规类", "3.规划计划类信息")
    rows = "\n".join(f"{name} | 条 | {number} |" for name, number in zip(names, numbers, strict=True))
    return (
        f"指标 | 单位 | 数量 |\n主动公开政府信息数 | 条 | 60 |\n{rows}\n政府网站公开数 | 条 | 60 |\n"
        "申请总数 | 件 | 0 |\n行政复议数 | 件 | 0 |\n"
    )


def test_categories_that_add_up_are_facts():
    found = facts(categories(10, 20, 30))
    assert [one for one in found if "category" in one] == [
        "disclosed(category=政策法规)=20", "disclosed(category=机构职能)=10", "disclosed(category=规划计划)=30",
    ]  # fmt: skip


def test_categories_that_do_not_add_up_are_left_out():
    assert not [one for one in facts(categories(10, 20, 31)) if "category" in one]


@pytest.mark.parametrize(
    ("row", "fact"),
    [
        pytest.param("收取费用总额 | 元 | 120", "fees_charged()=120", id="yuan"),
        pytest.param("收取费用总额(元) | | 120", "fees_charged()=120", id="unit-in-label"),
        pytest.param("收取费用总额 | | 120", None, id="no-unit-no-fact"),
        pytest.param("收取费用总额 | | 0", "fees_charged()=0", id="nothing-needs-no-unit"),
        pytest.param("收取费用总额 | 120 | 元", "fees_charged()=120", id="unit-behind"),
        pytest.param("减免费用 | 万元 | 0.05", "fees_waived()=500", id="waived"),
        pytest.param("兼职人员数 | 人 | 4", "staff(staff_type=part_time)=4", id="part-time"),
        pytest.param("公共查阅点数 | 个 | 2", "reading_points()=2", id="reading-points"),
        pytest.param("公共查阅点接待人数 | 人次 | 900", None, id="visitors"),
        pytest.param("政府信息公开咨询数 | 次 | 77", None, id="consultations"),
    ],
)
def test_single_rows(row, fact):
    rest = "主动公开信息数 | 条 | 1\n政府网站公开数 | 条 | 1\n申请总数 | 件 | 1\n行政诉讼数 | 件 | 1\n"
    found = facts("指标 | 单位 | 数量\n" + rest + row + "\n")
    assert [one for one in found if one not in facts("指标 | 单位 | 数量\n" + rest)] == ([fact] if fact else [])


def test_lost_heading_of_lawsuits_does_not_pass_their_results_for_reviews():
    text = (
        "统计指标 单位 统计数\n主动公开政府信息数 条 1\n收到申请数 件 2\n四、行政复议数量 件 3\n(二)被依法纠错数 件 1\n"
        "(三)其他情形数 件 2\n件 9\n(二)被依法纠错数 件 4\n(三)其他情形数 件 5\n六、举报投诉数量 件 0\n"
    )
    assert [one for one in facts(text) if "result" in one] == [
        "appeals(proceeding=review,result=corrected)=1", "appeals(proceeding=review,result=other)=2",
    ]  # fmt: skip


def test_sentences_with_the_same_words_are_no_annex():
    text = (
        "二、主动公开情况\n主动公开政府信息数300条,其中政府网站公开数200条。\n三、依申请公开情况\n收到申请数5件,\n"
        "当面申请数 3 件,网络申请数 2 件,\n按时办结数 5 件。\n四、行政复议数量0件,行政诉讼数量0件。\n"
    )
    assert facts(text) == []


@pytest.mark.parametrize(
    "figure",
    [
        "近20件  。",
        "约20件，",
        "超过20件;",
        "不少于 20 件、",
        "20 件（占6.8%）、",
        "20 件（占9.1\n%）。",
        "1 2 0件，",
        "”20件、",
        "  ”20件  （占9.1%）、",
    ],
)
def test_a_sentence_cut_by_spaces_is_no_row_of_the_annex_below(figure):
    """Pinyin that is left out, and lines that end in a sentence, leave its words as if a cell began there."""
    table = "统计指标 单位 统计数\n主动公开政府信息数 条 1\n收到申请数 件 2\n当面申请数 件 2\n行政复议数量 件 3\n"
    sentence = f"二、主动公开\n全年 主动公 开规范性文件{figure}\n附表\n"
    assert facts(sentence + table) == facts(table)


UNPARTED = """\
一、主动公开情况——
(一)主动公开政府信息数(不同渠道和方式公开相同信息计1条)条40
1.政府公报公开政府信息数条6
2.政府网站公开政府信息数条25
3.政务微博公开政府信息数条9
二、依申请公开情况——
(一)收到申请数件12
1.当面申请数件5
2.网络申请数件7
(二)申请答复数件12
1.同意公开答复数件10
2.申请信息不存在数件2
"""
PARTED = [
    "disclosed()=40",
    "disclosed(channel=gazette)=6",
    "disclosed(channel=website)=25",
    "disclosed(channel=weibo)=9",
    "requests_answered(outcome=granted)=10",
    "requests_answered(outcome=nonexistent)=2",
    "requests_answered(outcome=total)=12",
    "requests_received()=12",
    "requests_received(channel=in_person)=5",
    "requests_received(channel=online)=7",
]


def test_cells_without_white_space():
    assert facts(UNPARTED) == PARTED


def test_rows_in_one_run_give_no_figure_that_is_not_theirs():
    read = facts(UNPARTED.replace("\n", "") + "\n")
    assert set(read) < set(PARTED)
    assert len(read) > len(PARTED) / 2


def test_rows_without_units_before_the_next_heading():
    text = re.sub(r"[条件](?=\d+\n)", " ", UNPARTED)
    assert facts(text) == PARTED


def test_all_labels_before_all_figures():
    rows = [re.fullmatch(r"(.*?)(——|[条件]\d+)", line) for line in UNPARTED.splitlines()]
    labels = "\n".join(row[1] for row in rows if row)
    figures = "\n".join("—— ——" if row[2] == "——" else f"{row[2][0]} {row[2][1:]}" for row in rows if row)
    assert facts(f"{labels}\n单位 统计数\n{figures}\n") == PARTED
    assert facts(f"{labels}\n单位 统计数\n{figures}\n件 3\n") == []
