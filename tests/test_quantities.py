"""Figures in text: values, counters, approximation; what is no figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.quantities import parse_number, scan_figures


def described(text: str) -> list[str]:
    return [f"{figure.value:f} {figure.unit} {figure.qualifier}".replace(".0 ", " ") for figure in scan_figures(text)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        pytest.param("公开信息128条", ["128 条 exact"], id="plain"),
        pytest.param("公开1,280条", ["1280 条 exact"], id="thousands"),
        pytest.param("2000余条", ["2000 条 over"], id="more-behind"),
        pytest.param("约1500条", ["1500 条 about"], id="about"),
        pytest.param("近300人次", ["300 人次 about"], id="nearly"),
        pytest.param("超过150人次", ["150 人次 over"], id="over"),
        pytest.param("不足40条", ["40 条 under"], id="under"),
        pytest.param("100条以上", ["100 条 over"], id="or-more"),
        pytest.param("50条左右", ["50 条 about"], id="around"),
        pytest.param("1.9万件", ["19000 件 exact"], id="ten-thousands"),
        pytest.param("3.8万余条", ["38000 条 over"], id="ten-thousands-and-more"),
        pytest.param("7730.28万元", ["77302800.00 元 exact"], id="money"),
        pytest.param("2.16亿元", ["216000000.00 元 exact"], id="hundred-millions"),
        pytest.param("二百六十余条", ["260 条 over"], id="chinese-numeral"),
        pytest.param("两次,十二篇,一人", ["2 次 exact", "12 篇 exact", "1 人 exact"], id="chinese-counts"),
        pytest.param("百余条", ["100 条 over"], id="a-hundred-and-more"),
        pytest.param("占42.21%", ["42.21 % exact"], id="percent"),
        pytest.param("其他信息2", ["2  exact"], id="counter-lost"),
    ],
)
def test_a_figure_is_read_with_its_counter(text: str, figures: list[str]) -> None:
    assert described(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2013年1月1日至12月31日", id="period"),
        pytest.param("国办发(2013)73号", id="document-number"),
        pytest.param("第二十条第(五)项", id="article"),
        pytest.param("二〇〇九年二月十八日", id="chinese-date"),
        pytest.param("2018-01-16 11:14", id="timestamp"),
        pytest.param("一是完善制度;二是加强培训", id="enumeration"),
        pytest.param("一网通办、一次性告知、三公经费", id="words-with-numerals"),
        pytest.param("报告由6个部分组成", id="parts-of-the-report"),
        pytest.param("20个工作日内", id="working-days"),
        pytest.param("1019日在网站上", id="date-with-a-lost-character"),
        pytest.param("2017全市受理", id="year-with-a-lost-character"),
    ],
)
def test_dates_numbers_of_documents_and_words_are_no_figures(text: str) -> None:
    assert described(text) == []


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["条", "件", "人次", "元", "次"]))
def test_any_count_is_read_back(value: int, unit: str) -> None:
    for written in (f"{value}", f"{value:,}"):
        (figure,) = scan_figures(f"共{written}{unit}。")
        assert (figure.value, figure.unit) == (value, unit)


@given(st.integers(min_value=1, max_value=9999))
def test_any_chinese_numeral_is_read_back(value: int) -> None:
    import cn2an

    assert parse_number(None, cn2an.an2cn(value)) == value


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal(9999), places=2))
def test_any_sum_of_money_is_read_in_yuan(value: Decimal) -> None:
    (figure,) = scan_figures(f"支出{value}万元")
    assert figure.value == value * 10000


@given(st.text(alphabet=st.sampled_from(list("0123456789一二十百千万亿条件年月日.,%约余第()号")), max_size=40))
def test_figures_are_ordered_disjoint_and_inside_the_text(text: str) -> None:
    position = 0
    for figure in scan_figures(text):
        assert position <= figure.start < figure.end <= len(text)
        position = figure.end
