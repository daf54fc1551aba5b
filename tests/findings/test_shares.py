"""Percentages beside counts."""

import pytest

from tests.findings.reports import observe, run


def report(*shares, total=30):
    """Requests by channel with their percentages: (code, count, percent)."""
    listed = "、".join(f"{code}{count}件,占{percent}%" for code, count, percent in shares)
    text = f"三、依申请公开情况\n收到申请{total}件,其中{listed}。"
    given = [observe(text, f"收到申请{total}件", "requests_received", total)]
    given += [observe(text, f"{code}{count}件", "requests_received", count, channel=code) for code, count, _ in shares]
    return run(text, given)


@pytest.mark.parametrize(
    ("percent", "severity"),
    [
        pytest.param("66.67", None, id="two places"),
        pytest.param("66.7", None, id="one place"),
        pytest.param("67", None, id="no place"),
        pytest.param("66.66", "info", id="cut off"),
        pytest.param("66", "info", id="cut off to the whole"),
        pytest.param("70", "error", id="another count's share"),
    ],
)
def test_rounding(percent, severity):
    found = report(("online", 20, percent), ("letter", 10, "33.3")).of("percentage")
    assert [str(one.severity) for one in found] == ([severity] if severity else [])


def test_the_count_that_would_fit_is_named():
    (found,) = report(("online", 20, "70"), ("letter", 10, "33.3")).of("percentage")
    assert found.numbers == {
        "count": 20, "total": 30, "stated": 70, "computed": 66.67, "count_that_fits": 21,
        "parts": [20, 10], "parts_sum": 30, "percentages": [70, 33.3], "percentages_sum": 103.3,
    }  # fmt: skip
    assert found.observations == (1, 0)
    assert found.message_en == "Requests received (online): 20 of 30 is 66.67%, the report says 70%, which is 21 of 30."


def test_without_another_share_that_fits_it_is_a_warning_beside_its_total():
    (found,) = report(("online", 20, "70")).of("percentage")
    assert (found.severity, found.numbers["count_that_fits"]) == ("warning", 21)


def test_a_share_of_what_is_listed_is_right_too():
    assert report(("online", 20, "80"), ("letter", 5, "20"), total=60).of("percentage") == []


def test_a_share_of_nothing_known_is_let_be():
    text = "二、主动公开情况\n网站公开20条,占12%。"
    assert run(text, [observe(text, "网站公开20条", "disclosed", 20, channel="website")]).findings == ()
