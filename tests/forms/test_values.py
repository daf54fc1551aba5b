"""What one cell says."""

from decimal import Decimal

import pytest

from gongkai.forms.values import parse_cell


@pytest.mark.parametrize(
    ("text", "number", "unit", "qualifier"),
    [
        ("0", "0", "", "exact"),
        ("1,204", "1204", "", "exact"),
        ("15,646,978.85", "15646978.85", "", "exact"),
        ("减4", "-4", "", "exact"),
        ("减少了8", "-8", "", "exact"),
        ("增1", "1", "", "exact"),
        ("+30", "30", "", "exact"),
        ("-2", "-2", "", "exact"),
        ("↓3", "-3", "", "exact"),
        ("减0", "0", "", "exact"),
        ("46.85万元", "46.85", "万元", "exact"),
        ("¥5000元整", "5000", "元", "exact"),
        ("约20", "20", "", "about"),
        ("300余件", "300", "件", "over"),
    ],
)
def test_figures(text, number, unit, qualifier):
    value = parse_cell(text)
    assert value is not None
    assert (value.number, value.unit, value.qualifier) == (Decimal(number), unit, qualifier)
    assert value.status == "reported"


@pytest.mark.parametrize("text", ["/", "//", "-", "--", "\\", "不适用", "N/A"])
def test_strokes(text):
    value = parse_cell(text)
    assert value is not None
    assert (value.number, value.status) == (None, "not_applicable")


def test_none_in_words():
    value = parse_cell("无")
    assert value is not None
    assert (value.number, value.status) == (Decimal(0), "none_stated")


@pytest.mark.parametrize(
    "text", ["", "1.", "(一)", "2019年", "12%", "1.2.3", "1,23", "行政许可", "增2减1", "3.其他", "第5项", "1/2"]
)
def test_no_values(text):
    assert parse_cell(text) is None
