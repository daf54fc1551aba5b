"""Figures with no sign between them, tables in texts without white space: read only if one reading is left."""

from __future__ import annotations

import pytest

from tests.forms import layouts
from tests.forms.reading import facts, read, short
from tests.forms.test_damage import FIGURES, WHOLE

ROWS = (
    "一、本年新收政府信息公开申请数量 {}\n二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0\n(一)予以公开 1 0 0 0 0 0 1\n"
)


@pytest.mark.parametrize(
    ("figures", "cells"),
    [
        pytest.param("0000000", "0 0 0 0 0 0 0", id="as-many-digits-as-cells"),
        pytest.param("5 00 0 0 0 5", "5 0 0 0 0 0 5", id="two-cells-in-one"),
        pytest.param("120000012", "12 0 0 0 0 0 12", id="only-one-sum"),
        pytest.param("31090242", None, id="several-sums"),
        pytest.param("1234567", None, id="a-number-of-seven-digits"),
        pytest.param("0000005", None, id="no-sum"),
    ],
)
def test_row_of_requests(figures, cells):
    found = [one for one in facts(ROWS.format(figures)) if one.startswith("requests_received")]
    read_apart = [one for one in facts(ROWS.format(cells or "")) if one.startswith("requests_received")]
    assert found == (read_apart if cells else [])
    if cells:
        assert {
            one.method for one in read(ROWS.format(figures)).observations if one.measure == "requests_received"
        } == {"cell_sum"}


def test_columns_without_a_sum_need_a_zero_in_front():
    head = "第二十条第(一)项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n"
    assert len(facts(head + "规章 000\n行政规范性文件 1 2 3\n")) == 6
    assert len(facts(head + "规章 555\n行政规范性文件 1 2 3\n")) == 3


def test_text_without_white_space():
    grid = layouts.requests_grid(FIGURES, "2019")
    text = (
        "三、收到和处理政府信息公开申请情况" + "".join(cell.text for row in grid for cell in row) + "五、存在的主要问题"
    )
    found = [short(one) for one in read(text).observations]
    assert set(found) <= set(WHOLE)
    assert "requests_answered(outcome=not_processed,reason=repeated)=" in "".join(found)
    assert len(found) > len(WHOLE) // 2


@pytest.mark.parametrize(
    ("cell", "value"),
    [pytest.param("1,204\n.5", 12045000, id="point"), pytest.param("1,\n204", 12040000, id="comma")],
)
def test_number_cut_at_its_sign(cell, value):
    text = (
        "第二十条第(五)项\n信息内容 本年处理决定数量\n行政许可 12\n"
        f"第二十条第(八)项\n信息内容 本年收费金额(单位:万元)\n行政事业性收费 {cell}\n"
    )
    assert [one.value for one in read(text).observations] == [12, value]
