"""Parts against totals, and the balance of requests."""

import pytest

from gongkai.records import Qualifier
from tests.findings.reports import observe, run

CHANNELS = ("website", "gazette", "weibo", "wechat", "other")
APPLICANTS = (
    "natural_person", "commercial_enterprise", "research_institution",
    "social_organization", "legal_service", "other_organization",
)  # fmt: skip


def channels(total, parts, source, text, qualifier=Qualifier.EXACT):
    """A total and its channels; the words are 总N条 and A条, B条 … in order."""
    given = [observe(text, f"总{total}条", "disclosed", total, source)]
    for code, value in zip(CHANNELS, parts, strict=False):
        blank = value is None
        given.append(
            observe(
                text, f"{code}:{'' if blank else value}", "disclosed", value, source, channel=code, _qualifier=qualifier
            )
        )
    return given


def text_of(total, parts):
    listed = ",".join(f"{code}:{'' if value is None else value}" for code, value in zip(CHANNELS, parts, strict=False))
    return f"二、主动公开情况\n总{total}条,其中{listed}。\n三、存在的问题\n少。"


@pytest.mark.parametrize(
    ("source", "total", "parts", "severity"),
    [
        pytest.param("annex", 100, (10, 60, 10, 15, 5), None, id="annex adds up"),
        pytest.param("annex", 100, (10, 80, 20, 15, 5), "info", id="annex, items in several channels"),
        pytest.param("annex", 100, (0, 100, 20, 15, 5), None, id="annex, all items in one channel"),
        pytest.param("annex", 100, (0, 60, 10, 15, 5), "warning", id="annex falls short"),
        pytest.param("annex", 100, (None, 60, 10, 15, 5), None, id="annex falls short by a blank"),
        pytest.param("annex", 100, (0, 130, 10, 15, 5), "error", id="annex, one channel exceeds the total"),
        pytest.param("prose", 100, (60, 43), "info", id="prose, small excess"),
        pytest.param("prose", 100, (60, 83), "warning", id="prose, great excess"),
        pytest.param("prose", 100, (60, 35), "warning", id="prose falls short by little"),
        pytest.param("prose", 100, (30, 20), None, id="prose names some channels"),
        pytest.param("prose", 100, (80,), None, id="prose names one channel"),
    ],
)
def test_channels(source, total, parts, severity):
    text = text_of(total, parts)
    found = run(text, channels(total, parts, source, text)).of("parts_total")
    assert [str(one.severity) for one in found] == ([severity] if severity else [])
    if found:
        given = [part for part in parts if part is not None]
        assert found[0].numbers == {
            "stated_total": total, "parts": given, "parts_sum": sum(given), "difference": sum(given) - total,
        }  # fmt: skip
        assert (found[0].stated, found[0].computed) == (total, sum(given))


def test_approximate_parts_get_the_benefit_of_the_doubt():
    text = text_of(100, (60, 45))
    assert run(text, channels(100, (60, 45), "prose", text, Qualifier.ABOUT)).of("parts_total") == []
    assert run(text, channels(100, (60, 45), "prose", text, Qualifier.OVER)).of("parts_total") != []


def row(text, label, measure, values, total, **more):
    """The six applicants of one row of the requests table and its 总计."""
    cells = [
        observe(text, label, measure, value, "form", applicant=code, **more)
        for code, value in zip(APPLICANTS, values, strict=True)
    ]
    return [*cells, observe(text, label, measure, total, "form", **more)]


TABLE = "三、收到和处理政府信息公开申请情况\n新收 结转 公开 不公开 总计 转出\n"


def requests(granted=(4, 1, 0, 0, 0, 0), granted_total=5, total_row=(5, 1, 0, 0, 0, 0), total=6, carried_out=0):
    return [
        *row(TABLE, "新收", "requests_received", (5, 1, 0, 0, 0, 0), 6),
        *row(TABLE, "结转", "requests_carried_in", (0, 0, 0, 0, 0, 0), 0),
        *row(TABLE, "公开", "requests_answered", granted, granted_total, outcome="granted"),
        *row(TABLE, "不公开", "requests_answered", (1, 0, 0, 0, 0, 0), 1, outcome="denied", reason="third_party"),
        *row(TABLE, "总计", "requests_answered", total_row, total, outcome="total"),
        *row(TABLE, "转出", "requests_carried_out", (carried_out, 0, 0, 0, 0, 0), carried_out),
    ]


def told(outcome):
    return [
        (one.rule, str(one.severity), one.stated, one.computed)
        for one in outcome.findings
        if one.rule in ("parts_total", "balance")
    ]


def test_a_table_that_adds_up_has_no_findings():
    outcome = run(TABLE, requests())
    assert told(outcome) == []
    assert {one.support for one in outcome.observations} == {"confirmed"}


def test_one_wrong_cell_is_told_once_with_its_column_beside_it():
    outcome = run(TABLE, requests(granted_total=6))
    assert sorted(told(outcome)) == [("parts_total", "error", 6, 5), ("parts_total", "info", 6, 7)]
    (error,) = [one for one in outcome.findings if one.severity == "error"]
    assert (error.numbers["outcomes_sum"], error.numbers["outcomes_total"]) == (7, 6)
    wrong = [one for one in outcome.observations if one.support == "contradicted"]
    assert [(one.dimension("outcome"), one.dimension("applicant"), one.value) for one in wrong] == [
        ("granted", None, 6)
    ]


def test_a_wrong_total_upsets_row_column_and_balance():
    assert sorted(told(run(TABLE, requests(total=7)))) == [("balance", "error", 7, 6), ("parts_total", "error", 7, 6)]


def test_a_balance_tells_the_applicant_that_it_comes_from():
    found = run(TABLE, requests(carried_out=1)).of("balance")
    assert [(str(one.severity), one.numbers["difference"]) for one in found] == [("error", -1), ("info", -1)]
    assert "差额出自收到申请数(自然人)" in found[0].message_zh
    assert found[0].numbers == {"new": 6, "carried_in": 0, "decided": 6, "carried_out": 1, "difference": -1}


def test_results_of_reviews():
    text = "四、政府信息公开行政复议、行政诉讼情况\n维持 纠正 总计"
    given = [
        observe(text, "维持", "appeals", 3, "form", proceeding="review", result="upheld"),
        observe(text, "纠正", "appeals", 1, "form", proceeding="review", result="corrected"),
        observe(text, "总计", "appeals", 3, "form", proceeding="review"),
    ]
    (found,) = run(text, given).findings
    assert (found.rule, found.severity, found.stated, found.computed) == ("parts_total", "error", 3, 4)
    assert found.message_zh == "表格“行政复议”为3,各分项相加为4,多1。"
    assert [given[index].span for index in found.observations] == [given[2].span, given[0].span, given[1].span]


def test_a_partial_list_of_many_categories_is_told_mildly():
    names = ("机构职能", "规划计划", "行政许可", "财政预算", "应急管理")
    text = (
        "二、主动公开情况\n共900条,其中"
        + "、".join(f"{name}类{10 + place}条" for place, name in enumerate(names))
        + "。"
    )
    given = [observe(text, "共900条", "disclosed", 900)]
    given += [
        observe(text, f"{name}类{10 + place}条", "disclosed", 10 + place, category=name)
        for place, name in enumerate(names)
    ]
    (found,) = run(text, given).findings
    assert (found.rule, found.severity, found.numbers["parts"]) == ("parts_total", "info", [10, 11, 12, 13, 14])
    assert run(text, given[:4]).findings == ()


def test_leaders_are_among_all():
    text = "二、主动公开情况\n新闻发布会2次,主要负责同志参加3次。"
    given = [
        observe(text, "新闻发布会2次", "press_conferences", 2),
        observe(text, "参加3次", "press_conferences", 3, by_leader="yes"),
    ]
    assert [(one.rule, str(one.severity)) for one in run(text, given).findings] == [("parts_total", "error")]
    assert run(text.replace("2次", "8次"), [given[1]]).findings == ()


def test_what_the_annex_lacks_the_text_may_have():
    text = "三、依申请公开情况\n已公开6件,不存在2件。\n附表\n答复12 同意4\n"
    given = [
        observe(text, "已公开6件", "requests_answered", 6, outcome="already_public"),
        observe(text, "不存在2件", "requests_answered", 2, outcome="nonexistent"),
        observe(text, "答复12", "requests_answered", 12, "annex", outcome="total"),
        observe(text, "同意4", "requests_answered", 4, "annex", outcome="granted"),
    ]
    (found,) = run(text, given).of("parts_total")
    assert found.numbers["missing"] == [6, 2]
    assert found.observations == (2, 3, 0, 1)


@pytest.mark.parametrize(
    ("staff", "severity"),
    [
        pytest.param((5, 2, 3), None, id="adds-up"),
        pytest.param((5, 2, 2), "warning", id="both-kinds-named-fall-short"),
        pytest.param((5, 2, None), None, id="one-kind-named"),
    ],
)
def test_full_time_and_part_time_are_all_staff(staff, severity):
    total, full, part = staff
    text = f"六、机构人员\n配备{total}人,其中专职{full}人" + (f",兼职{part}人。" if part is not None else "。")
    given = [
        observe(text, f"配备{total}人", "staff", total),
        observe(text, f"专职{full}人", "staff", full, staff_type="full_time"),
    ]
    if part is not None:
        given.append(observe(text, f"兼职{part}人", "staff", part, staff_type="part_time"))
    outcome = run(text, given)
    assert [one.severity for one in outcome.findings if one.rule == "parts_total"] == ([severity] if severity else [])
