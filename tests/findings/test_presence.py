"""What is not there, and what was lost."""

from dataclasses import replace

import pytest

from gongkai.catalogue import read_rows
from gongkai.records import Form, Scope, Severity, Span, Status, TableState
from tests.findings.reports import BUREAU, COUNTY, TOWN, observe, run

IN_2019 = replace(COUNTY, year=2019)
NEW = (
    "一、总体情况\n忙。\n二、主动公开政府信息情况\n| | |\n| | |\n三、收到和处理政府信息公开申请情况\n报表.png\n"
    "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n少。"
)


def test_tables_of_the_new_forms():
    states = {"disclosure": TableState.BLANK, "requests": TableState.IMAGE}
    outcome = run(NEW, identity=IN_2019, states=states)
    assert outcome.rules == ["table_blank", "table_image", "table_missing"]
    blank, picture, missing = outcome.findings
    assert blank.numbers == {"rows": 2}
    assert blank.span.of(NEW) == "二、主动公开政府信息情况\n| | |"
    assert picture.span.of(NEW).endswith("报表.png\n")
    assert missing.message_zh == "四、政府信息公开行政复议、行政诉讼情况:文件中没有行政复议、行政诉讼情况表。"


def test_reports_before_2019_owe_no_tables():
    assert run("一、概述\n忙。\n二、主动公开情况\n公开3条。", identity=replace(COUNTY, year=2018)).findings == ()


@pytest.mark.parametrize(
    ("year", "form", "rules"),
    [(2019, "form_2019", []), (2020, "form_2019", []), (2021, "form_2019", ["form_version"]),
     (2021, "form_2021", []), (2020, "form_2021", ["form_version"]), (None, "form_2019", [])],
)  # fmt: skip
def test_form_of_another_year(year, form, rules):
    text = "表中有上一年项目数量和现行有效件数"
    present = dict.fromkeys(("disclosure", "requests", "appeals"), TableState.PRESENT)
    outcome = run(text, identity=replace(COUNTY, year=year), states=present, form=Form(form))
    assert outcome.rules == rules
    if rules:
        assert outcome.findings[0].span.of(text) == ("上一年项目数量" if form == "form_2019" else "现行有效件数")


def test_blank_cells_are_told_once_a_table_with_what_the_text_has():
    text = "二、主动公开情况\n公报登载9条。\n附表\n公报 微博 其他 会议/"
    given = [
        observe(text, "公报登载9条", "disclosed", 9, channel="gazette"),
        observe(text, "公报 ", "disclosed", None, "annex", channel="gazette"),
        observe(text, "微博 ", "disclosed", None, "annex", channel="weibo"),
        observe(text, "会议/", "meetings", None, "annex", _status=Status.NOT_APPLICABLE),
    ]
    (found,) = run(text, given).findings
    assert (found.rule, found.severity) == ("cell_blank", "info")
    assert found.numbers == {"blank": 2, "not_applicable": 1, "text": 9}
    assert found.observations == (1, 2, 3, 0)
    assert run(text, [given[0], given[3]]).findings == ()


def test_announced_parts():
    intro = "本报告主要内容包括:概述,主动公开情况,依申请公开情况,收费及减免情况,复议、诉讼情况。\n"
    body = "一、概述\n忙。\n二、主动公开情况\n公开3条。\n三、依申请公开情况\n未收到申请。未发生行政复议、行政诉讼。"
    review = observe(intro + body, "未发生行政复议", "appeals", 0, proceeding="review")
    (found,) = run(intro + body, [review]).findings
    assert (found.rule, found.span.of(intro + body)) == ("section_missing", "收费及减免情况")
    assert run(intro + body + "\n四、收费及减免情况\n无。", [review]).findings == ()


def test_coverage():
    text = "一、总体情况\n县政府及办公室收到申请14件。"
    own = observe(text, "县政府及办公室收到申请14件", "requests_received", 14, _scope=Scope.ORGAN)
    outcome = run(text, [own], identity=IN_2019)
    assert [(one.severity, one.numbers) for one in outcome.of("coverage")] == [("warning", {"requests_received": 14})]
    for identity in (replace(BUREAU, year=2019), replace(TOWN, year=2019), replace(COUNTY, year=2015)):
        assert run(text, [own], identity=identity).of("coverage") == []
    whole = observe(text, "收到申请14件", "requests_received", 14, _scope=Scope.JURISDICTION)
    assert run(text, [own, whole], identity=IN_2019).of("coverage") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("数据截至20151231日。", ["20151231日"]),
        ("统计期为2015年月日起。", ["2015年月日"]),
        ("自20155月起施行(政办〔201531号)。", ["20155月", "〔201531号"]),
        ("白榆镇人民政府\n2016年1月15", ["2016年1月15"]),
        ("白榆镇人民政府\n2016年1月15\n日", []),
        ("2015年5月日均访问300次,2015年12月31日止,编号(201531号)。", []),
    ],
)
def test_lost_digits(text, places):
    assert [one.numbers["places"] for one in run(text).of("source_damage")] == ([places] if places else [])


def test_mended_labels():
    text = "三、收到和处理政府信息公开申请情况\n2.其他法律行政止公开 0"
    damaged = ((Span(text.index("2."), text.index(" 0")), "其他法律行政法规禁止公开"),)
    (found,) = run(text, damaged=damaged).of("source_damage")
    assert found.numbers == {"labels": ["2.其他法律行政止公开"], "meant": ["其他法律行政法规禁止公开"]}


def test_converted_vocabulary():
    (found,) = run("通過入口網站和網路發布政府檔案,最佳化流程。").of("source_damage")
    assert found.numbers["words"] == ["入口網站", "網路", "政府檔案", "最佳化"]
    assert run("通過門戶網站和網絡發布,查閱檔案。入口網站。").findings == ()


def test_every_rule_is_in_the_catalogue():
    rows = read_rows("findings.csv")
    assert len({row["rule"] for row in rows}) == len(rows)
    assert all(Severity(row["severity"]) and row["title_zh"] and row["title_en"] and row["description"] for row in rows)
