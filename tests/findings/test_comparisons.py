"""The same figure in two places."""

import pytest

from gongkai.records import Qualifier, Scope
from tests.findings.reports import COUNTY, observe, run

TEXT = (
    "一、概述\n全县收到申请43件。\n"
    "二、主动公开情况\n公开300条,解读12篇,累计公开200条。\n"
    "三、依申请公开情况\n收到申请41件,信函5件。\n附表\n申请42 解读11 信函传真5\n"
)


def two(measure, first, second, source="form", words=("收到申请41件", "申请42"), **more):
    return [observe(TEXT, words[0], measure, first, **more), observe(TEXT, words[1], measure, second, source)]


def told(observations, identity=COUNTY):
    return [
        (one.rule, str(one.severity), dict(one.numbers)) for one in run(TEXT, observations, identity=identity).findings
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, [("text_table", "error", {"text": 41, "table": 42, "difference": 1})], id="plainly"),
        pytest.param(
            {"_scope": Scope.ORGAN},
            [("text_table", "warning", {"text": 41, "table": 42, "difference": 1})],
            id="the government itself",
        ),
        pytest.param({"_qualifier": Qualifier.ABOUT}, [], id="about"),
        pytest.param({"_qualifier": Qualifier.OVER}, [], id="over"),
        pytest.param(
            {"_qualifier": Qualifier.UNDER},
            [("text_table", "error", {"text": 41, "table": 42, "difference": 1})],
            id="less than",
        ),
    ],
)
def test_text_against_table(more, expected):
    assert told(two("requests_received", 41, 42, **more)) == expected


def test_text_against_annex_weighs_by_measure():
    assert told(two("requests_received", 41, 42, "annex"))[0][:2] == ("text_annex", "error")
    assert told(two("interpretations", 12, 11, "annex", ("解读12篇", "解读11"))) == [
        ("text_annex", "warning", {"text": 12, "annex": 11, "difference": 1})
    ]


def test_a_subject_deep_in_the_text_says_nothing_of_the_whole():
    text = "一、概述\n(一)惠民生\n1.教育\n发布解读3篇。\n附表\n解读11"
    given = [observe(text, "解读3篇", "interpretations", 3), observe(text, "解读11", "interpretations", 11, "annex")]
    assert run(text, given).findings == ()


def test_text_against_text():
    given = [
        observe(TEXT, "全县收到申请43件", "requests_received", 43),
        observe(TEXT, "收到申请41件", "requests_received", 41),
    ]
    (found,) = run(TEXT, given).findings
    assert (found.rule, found.severity, found.numbers) == (
        "text_text",
        "error",
        {"first": 43, "second": 41, "difference": 2},
    )
    assert found.observations == (0, 1)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param({"value": 9}, id="a figure of another order is a part"),
        pytest.param({"value": 41, "_scope": Scope.ORGAN}, id="the organ itself"),
        pytest.param({"value": 43}, id="the same"),
    ],
)
def test_no_contradiction(second):
    value = second.pop("value")
    given = [
        observe(TEXT, "全县收到申请43件", "requests_received", 43, _scope=Scope.JURISDICTION),
        observe(TEXT, "收到申请41件", "requests_received", value, **second),
    ]
    assert run(TEXT, given).findings == ()


def test_two_sites_named_together_are_no_contradiction():
    text = "二、主动公开情况\n本站公开30条,县政府网站公开32条。"
    given = [
        observe(text, "本站公开30条", "disclosed", 30, channel="website"),
        observe(text, "县政府网站公开32条", "disclosed", 32, channel="website"),
    ]
    assert run(text, given).findings == ()


def test_a_category_and_its_own_measure():
    text = "一、總體情況\n(一)主動公開。網站發布500條,其中政策解讀48條。\n(二)解讀。發布政策解讀50篇。"
    given = [
        observe(text, "政策解讀48條", "disclosed", 48, category="政策解讀"),
        observe(text, "發布政策解讀50篇", "interpretations", 50),
    ]
    assert [(one.rule, one.numbers) for one in run(text, given).findings] == [
        ("text_text", {"first": 48, "second": 50, "difference": 2})
    ]


def test_the_year_within_the_cumulative_figure():
    year = observe(TEXT, "公开300条", "disclosed", 300)
    since = observe(TEXT, "累计公开200条", "disclosed", 200, _period="cumulative")
    assert told([year, since]) == [("cumulative", "error", {"annual": 300, "cumulative": 200})]
    assert told([observe(TEXT, "公开300条", "disclosed", 150), since]) == []


def test_one_figure_under_two_names():
    letter = observe(TEXT, "信函5件", "requests_received", 5, channel="letter")
    both = observe(TEXT, "信函传真5", "requests_received", 5, "annex", channel="letter_fax")
    assert told([letter, both]) == [("label", "info", {"text": 5, "annex": 5})]
    fax = observe(TEXT, "解读12篇", "requests_received", 5, channel="letter_fax")
    assert told([letter, fax, both]) == []


def test_other_outcomes_of_a_short_annex():
    text = "三、依申请公开情况\n已公开6件,不存在2件。\n附表\n同意4 其他3\n"
    given = [
        observe(text, "已公开6件", "requests_answered", 6, outcome="already_public"),
        observe(text, "不存在2件", "requests_answered", 2, outcome="nonexistent"),
        observe(text, "同意4", "requests_answered", 4, "annex", outcome="granted"),
        observe(text, "其他3", "requests_answered", 3, "annex", outcome="other"),
    ]
    (found,) = run(text, given).of("text_annex")
    assert (found.severity, found.numbers) == ("warning", {"annex": 3, "text": 8, "text_parts": [6, 2]})
    assert (
        run(text, [*given[:3], observe(text, "其他3", "requests_answered", 8, "annex", outcome="other")]).findings == ()
    )


def test_text_against_the_lines_of_a_table():
    text = "三、依申请公开情况\n不予公开5件,行政诉讼4件。\n国家秘密1 第三方3 未经复议2 复议后1\n"
    given = [
        observe(text, "不予公开5件", "requests_answered", 5, outcome="denied"),
        observe(text, "国家秘密1", "requests_answered", 1, "form", outcome="denied", reason="state_secret"),
        observe(text, "第三方3", "requests_answered", 3, "form", outcome="denied", reason="third_party"),
        observe(text, "行政诉讼4件", "appeals", 4, proceeding="litigation"),
        observe(text, "未经复议2", "appeals", 2, "form", proceeding="litigation_direct"),
        observe(text, "复议后1", "appeals", 1, "form", proceeding="litigation_after_review"),
    ]
    assert [(one.rule, one.stated, one.computed, one.observations) for one in run(text, given).of("text_table")] == [
        ("text_table", 5, 4, (0, 2, 3)),
        ("text_table", 4, 3, (1, 4, 5)),
    ]
    blank = observe(text, "复议后1", "appeals", None, "form", proceeding="litigation_after_review")
    assert [one.stated for one in run(text, [*given[:5], blank]).of("text_table")] == [5]
