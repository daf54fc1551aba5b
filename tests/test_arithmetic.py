"""Sums and balances, on figures of our own."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.arithmetic import agree, bounds, find_balances, outermost
from gongkai.records import Qualifier
from gongkai.sums import find_sums
from tests.findings.reports import observe

TEXT = "abcdefghijklmnopqrstuvwxyz"


def figure(place, measure, value, source="form", qualifier=Qualifier.EXACT, **dimensions):
    return observe(TEXT, TEXT[place], measure, value, source, _qualifier=qualifier, _section=0, **dimensions)


def sums(*observations):
    return find_sums(observations, [0] * len(observations), [0] * len(observations))


@pytest.mark.parametrize(
    ("value", "qualifier", "expected"),
    [
        pytest.param("1500", Qualifier.EXACT, ("1500", "1500"), id="exact"),
        pytest.param("1500", Qualifier.ABOUT, ("1400", "1600"), id="about, to the last digit given"),
        pytest.param("80", Qualifier.OVER, ("80", "90"), id="over"),
        pytest.param("10000", Qualifier.UNDER, ("0", "10000"), id="under"),
        pytest.param("1234", Qualifier.ABOUT, ("1172.30", "1295.70"), id="about, a twentieth at least"),
    ],
)
def test_bounds(value, qualifier, expected):
    assert bounds(figure(0, "disclosed", value, qualifier=qualifier)) == tuple(map(Decimal, expected))


def test_a_blank_has_no_bounds_and_agrees_with_blanks_alone():
    blank, other = figure(0, "disclosed", None), figure(1, "disclosed", 3)
    with pytest.raises(ValueError, match="blank"):
        bounds(blank)
    assert agree(blank, blank)
    assert not agree(blank, other)
    assert agree(figure(0, "disclosed", 100, qualifier=Qualifier.ABOUT), figure(1, "disclosed", 98))


def test_broader_codes_hold_the_narrower():
    assert outermost(["letter", "fax", "online"], "channel") == {"letter", "fax", "online"}
    assert outermost(["letter", "letter_fax", "online"], "channel") == {"letter_fax", "online"}


def test_outcomes_are_added_by_their_lines_where_they_have_no_row():
    (found,) = sums(
        figure(0, "requests_answered", 4, outcome="granted"),
        figure(1, "requests_answered", 2, outcome="denied", reason="state_secret"),
        figure(2, "requests_answered", 1, outcome="denied", reason="third_party"),
        figure(3, "requests_answered", 7, outcome="total"),
    )
    assert (found.rule, found.parts, found.total, found.computed, found.confirms) == ("outcomes", (0, 1, 2), 3, 7, True)


def test_the_row_of_an_outcome_counts_and_its_lines_are_checked_against_it():
    found = {
        one.rule: one
        for one in sums(
            figure(0, "requests_answered", 4, outcome="granted"),
            figure(1, "requests_answered", 3, outcome="denied"),
            figure(2, "requests_answered", 2, outcome="denied", reason="state_secret"),
            figure(3, "requests_answered", 7, outcome="total"),
        )
    }
    assert found["outcomes"].parts == (0, 1)
    assert (found["reasons"].total, found["reasons"].parts, found["reasons"].difference) == (1, (2,), -1)


def test_a_blank_part_leaves_the_sum_open_below_but_not_above():
    (short,) = sums(
        figure(0, "staff", 5),
        figure(1, "staff", 2, staff_type="full_time"),
        figure(2, "staff", None, staff_type="part_time"),
    )
    assert short.blanks == (2,)
    assert short.holds
    assert not short.confirms
    (over,) = sums(
        figure(0, "staff", 5),
        figure(1, "staff", 7, staff_type="full_time"),
        figure(2, "staff", None, staff_type="part_time"),
    )
    assert not over.holds


def test_litigation_is_the_sum_of_its_two_routes():
    (found,) = sums(
        figure(0, "appeals", 9, proceeding="review"),
        figure(1, "appeals", 3, proceeding="litigation"),
        figure(2, "appeals", 1, proceeding="litigation_direct"),
        figure(3, "appeals", 2, proceeding="litigation_after_review"),
    )
    assert (found.rule, found.total, found.parts, found.confirms) == ("routes", 1, (2, 3), True)


def test_prose_takes_the_total_that_announces_the_list():
    text = "去年44件,收到52件,其中网上33件、当面19件。"
    found = find_sums(
        [
            observe(text, "44件", "requests_received", 44, _section=0),
            observe(text, "52件", "requests_received", 52, _section=0),
            observe(text, "33件", "requests_received", 33, channel="online", _section=0),
            observe(text, "19件", "requests_received", 19, channel="in_person", _section=0),
        ],
        [0] * 4,
        [2] * 4,
    )
    assert [(one.total, one.parts, one.listed, one.confirms) for one in found] == [(1, (2, 3), True, True)]


def test_worse_placed_readings_of_prose_are_left_out():
    text = "网站9条。另有网站80条、微信20条,共100条。"
    found = find_sums(
        [
            observe(text, "网站9条", "disclosed", 9, channel="website", _section=0),
            observe(text, "网站80条", "disclosed", 80, channel="website", _section=0),
            observe(text, "微信20条", "disclosed", 20, channel="wechat", _section=0),
            observe(text, "100条", "disclosed", 100, _section=0),
        ],
        [0] * 4,
        [5, 2, 2, 2],
    )
    assert [(one.parts, one.difference) for one in found] == [((1, 2), 0)]


def test_balances_want_all_four_figures_exactly():
    column = [
        figure(0, "requests_received", 5),
        figure(1, "requests_carried_in", 1),
        figure(2, "requests_answered", 4, outcome="total"),
        figure(3, "requests_carried_out", 1),
    ]
    assert [(one.applicant, one.difference) for one in find_balances(column)] == [("total", 1)]
    assert find_balances(column[:3]) == ()
    assert find_balances([*column[:3], figure(3, "requests_carried_out", None)]) == ()
    assert find_balances([*column[:3], figure(3, "requests_carried_out", 2, qualifier=Qualifier.ABOUT)]) == ()


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.integers(-5, 5))
def test_a_row_holds_exactly_where_its_parts_add_up(parts, fault):
    codes = (
        "natural_person",
        "commercial_enterprise",
        "research_institution",
        "social_organization",
        "legal_service",
        "other_organization",
    )
    row = [figure(place, "requests_received", value, applicant=codes[place]) for place, value in enumerate(parts)]
    (found,) = sums(*row, figure(10, "requests_received", sum(parts) + fault))
    assert found.difference == -fault
    assert found.holds is (fault == 0)
    assert found.confirms is (fault == 0)
