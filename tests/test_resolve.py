"""Which of several readings of one figure stands."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.normalise import View
from gongkai.records import Qualifier, Scope, Source, Status
from gongkai.resolve import resolve
from gongkai.sections import parse_sections
from tests.findings.reports import BUREAU, COUNTY, TOWN, observe

TEXT = (
    "青禾县报告\n一、概述\n全年收到申请41件。\n(一)依申请公开。收到申请42件。\n"
    "二、主动公开情况\n公开300条。公开310条。\n"
    "三、依申请公开情况\n收到申请43件。约收到申请43件。\n"
    "四、存在的问题\n收到申请44件。\n表格收到申请45件 附表收到申请46件\n"
)
PLACES = {
    "overview": "全年收到申请41件",
    "under overview": "收到申请42件",
    "subject": "收到申请43件",
    "problems": "收到申请44件",
    "table": "表格收到申请45件",
    "annex": "附表收到申请46件",
}
VALUES = {"overview": 41, "under overview": 42, "subject": 43, "problems": 44, "table": 45, "annex": 46}
SOURCES = {"table": "form", "annex": "annex"}


def received(place, value=None, **more):
    value = VALUES[place] if value is None else value
    return observe(TEXT, PLACES[place], "requests_received", value, SOURCES.get(place, "prose"), **more)


def settle(*observations, identity=COUNTY):
    return resolve(observations, parse_sections(View(TEXT)), identity)


@pytest.mark.parametrize(
    ("winner", "losers"),
    [
        ("table", ["annex", "subject", "overview"]),
        ("annex", ["subject", "under overview", "overview"]),
        ("subject", ["under overview", "overview", "problems"]),
        ("under overview", ["overview", "problems"]),
    ],
)
def test_precedence(winner, losers):
    resolved = settle(*(received(place) for place in (*losers, winner)))
    assert [one.value for one in resolved if one.primary] == [VALUES[winner]]
    assert all(one.conflicted for one in resolved)


def test_the_same_value_from_a_second_place_loses_without_conflict():
    first, second = settle(received("overview", 43), received("subject", 43))
    assert (first.primary, second.primary) == (False, True)
    assert not first.conflicted
    assert not second.conflicted


def test_two_figures_of_equal_standing_both_stand():
    one = observe(TEXT, "公开300条", "disclosed", 300, channel="website")
    other = observe(TEXT, "公开310条", "disclosed", 310, channel="website")
    assert [(seen.value, seen.primary, seen.conflicted) for seen in settle(other, one)] == [
        (300, True, True),
        (310, True, True),
    ]


def test_an_exact_figure_stands_before_an_approximate_one_that_agrees():
    exact = received("subject")
    about = replace(
        exact, span=exact.span.__class__(exact.span.start + 9, exact.span.end + 9), qualifier=Qualifier.ABOUT
    )
    resolved = settle(about, exact)
    assert [(seen.qualifier, seen.primary, seen.conflicted) for seen in resolved] == [
        (Qualifier.EXACT, True, False),
        (Qualifier.ABOUT, False, False),
    ]


@pytest.mark.parametrize("status", [Status.BLANK, Status.NOT_APPLICABLE])
def test_a_cell_without_a_figure_loses_to_prose(status):
    resolved = settle(received("overview"), replace(received("table"), value=None, status=status))
    assert [(seen.source, seen.primary, seen.conflicted) for seen in resolved] == [
        (Source.PROSE, True, False),
        (Source.FORM, False, False),
    ]


def test_a_blank_cell_stands_where_nothing_else_is_said():
    (only,) = settle(replace(received("table"), value=None, status=Status.BLANK))
    assert only.primary


def test_a_government_speaks_for_all_below_it():
    whole = received("subject", _scope=Scope.JURISDICTION)
    own = replace(
        received("subject", 5, _scope=Scope.ORGAN), span=whole.span.__class__(whole.span.start + 1, whole.span.end)
    )
    assert [seen.value for seen in settle(own, whole) if seen.primary] == [43]
    assert [seen.value for seen in settle(own, whole, identity=BUREAU) if seen.primary] == [5]


@pytest.mark.parametrize(
    ("identity", "place", "scope"),
    [
        pytest.param(COUNTY, "annex", Scope.JURISDICTION, id="annex of a county"),
        pytest.param(BUREAU, "annex", Scope.ORGAN, id="annex of a bureau"),
        pytest.param(TOWN, "annex", Scope.ORGAN, id="annex of a town"),
        pytest.param(TOWN, "subject", Scope.ORGAN, id="prose of a town"),
        pytest.param(COUNTY, "subject", Scope.UNSTATED, id="prose of a county"),
        pytest.param(BUREAU, "table", Scope.UNSTATED, id="form"),
    ],
)
def test_scope(identity, place, scope):
    assert settle(received(place), identity=identity)[0].scope is scope


def test_order_and_sections():
    resolved = settle(received("annex"), received("subject"), received("overview"))
    assert [seen.value for seen in resolved] == [41, 43, 46]
    assert [seen.section for seen in resolved] == [0, 3, 4]


TABLE = "表 新收 7 2 9 结转 1 0 1 办结 6 2 8 转出 2 0 1"
CELLS = [
    ("新收", "requests_received", (7, 2, 9)),
    ("结转", "requests_carried_in", (1, 0, 1)),
    ("办结", "requests_answered", (6, 2, 8)),
    ("转出", "requests_carried_out", (2, 0, 1)),
]


def test_support_follows_the_sums():
    """Natural persons balance, 7+1 = 6+2; the totals do not, 9+1 against 8+1: the cell 转出 总计 is wrong."""
    observations = []
    for label, measure, (person, company, total) in CELLS:
        place = {"outcome": "total"} if measure == "requests_answered" else {}
        given = {"natural_person": person, "commercial_enterprise": company, "": total}
        for applicant, value in given.items():
            more = {**place, **({"applicant": applicant} if applicant else {})}
            observations.append(observe(TABLE, label, measure, value, "form", **more))
    support = {
        (one.measure, one.dimension("applicant")): one.support
        for one in resolve(observations, parse_sections(View(TABLE)), BUREAU)
    }
    assert support["requests_carried_out", None] == "contradicted"
    assert support["requests_carried_out", "natural_person"] == "confirmed"
    assert support["requests_received", None] == "confirmed"
    lone = observe(TABLE, "新收", "staff", 3, "form")
    assert resolve([lone], (), BUREAU)[0].support == "untested"


_WORDS = st.sampled_from(list(PLACES))
_VALUES = st.one_of(st.none(), st.integers(0, 50))


@given(
    st.lists(st.tuples(_WORDS, _VALUES, st.sampled_from(list(Qualifier)), st.sampled_from(list(Scope))), max_size=12)
)
def test_nothing_is_dropped_and_something_stands(drawn):
    given_ones = [
        replace(received(place, 1), value=None if value is None else Decimal(value), qualifier=qualifier, scope=scope)
        for place, value, qualifier, scope in drawn
    ]
    resolved = settle(*given_ones)
    assert sorted((one.span, one.value is None, one.value or 0) for one in resolved) == sorted(
        (one.span, one.value is None, one.value or 0) for one in given_ones
    )
    assert [one.span for one in resolved] == sorted(one.span for one in given_ones)
    standing = [one for one in resolved if one.primary]
    assert bool(standing) == bool(resolved)
    assert len({one.source for one in standing}) <= 1
    assert all(one.value is not None for one in standing) or all(one.value is None for one in resolved)
    assert resolve(resolved, parse_sections(View(TEXT)), COUNTY) == resolved
