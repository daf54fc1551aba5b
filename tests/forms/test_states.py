"""A blank table, a picture in a table's place, and a table that is not there are told apart."""

from __future__ import annotations

import pytest

from gongkai.records import Cell, Span, Table
from tests.forms import layouts
from tests.forms.reading import read, states

TWO, THREE, FOUR, FIVE = (
    "二、主动公开政府信息情况\n",
    "三、收到和处理政府信息公开申请情况\n",
    "四、政府信息公开行政复议、行政诉讼情况\n",
    "五、存在的主要问题及改进情况\n公开不够及时。\n",
)
BORDERS = "| | | | |\n| | | | |\n| | |\n"


def report(two: str = "", three: str = "", four: str = "") -> str:
    return "一、总体情况\n公开31条。\n\n配图1.png\n\n" + TWO + two + THREE + three + FOUR + four + FIVE


def test_all_absent():
    assert states(read(report())) == {
        "disclosure": "absent", "requests": "absent", "appeals": "absent", "annex": "absent",
    }  # fmt: skip


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param("2020年报表(改).png\n", id="file-name"),
        pytest.param("\n![表](img/t1.JPG)\n", id="markdown"),
        pytest.param("[图片]\n", id="word"),
    ],
)
def test_picture(picture):
    assert states(read(report(two=picture)))["disclosure"] == "image"
    assert states(read(report(two=picture)))["requests"] == "absent"
    assert states(read(report(four=picture)))["appeals"] == "image"


def test_picture_that_the_file_itself_has():
    text = report(three="\n")
    at = text.index(FOUR) - 1
    assert states(read(text, images=(Span(at, at),)))["requests"] == "image"


def test_a_name_in_a_sentence_is_no_picture():
    assert states(read(report(two="详见附件表格2020.png所列。\n")))["disclosure"] == "absent"


def grid(text, at, rows, columns, words=""):
    """A grid of tabs and line ends whose cells are blank, the first apart, which has ``words``."""
    cells, place = [], at
    for row in range(rows):
        for column in range(columns):
            length = len(words) if (row, column) == (0, 0) else 0
            cells.append(Cell(row, column, Span(place, place + length)))
            place += length + 1
    assert not text[at + len(words) : place].strip()
    return Table(Span(at, place), tuple(cells))


def test_a_grid_that_is_blank_throughout_is_a_blank_table():
    text = report(three="\t\t\n\t\t\n\n")
    at = text.index(THREE) + len(THREE)
    reading = read(text, tables=(grid(text, at, 2, 3),))
    assert states(reading) == {"disclosure": "absent", "requests": "blank", "appeals": "absent", "annex": "absent"}
    assert reading.observations == ()


@pytest.mark.parametrize(
    ("rows", "columns", "words"),
    [
        pytest.param(1, 6, "", id="one-row"),
        pytest.param(6, 1, "", id="one-column"),
        pytest.param(2, 3, "没有申请", id="words"),
    ],
)
def test_a_frame_or_a_grid_with_words_is_no_blank_table(rows, columns, words):
    text = report(three=words + ("\t" * (columns - 1) + "\n") * rows)
    at = text.index(THREE) + len(THREE)
    assert states(read(text, tables=(grid(text, at, rows, columns, words),)))["requests"] == "absent"


def test_borders_only_are_a_blank_table_and_taken():
    text = report(
        three="(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) | |\n" + BORDERS + "备注:无。\n"
    )
    reading = read(text)
    assert states(reading)["requests"] == "blank"
    assert reading.observations == ()
    (span,) = reading.taken
    assert span.of(text).startswith("(本列数据")
    assert "备注" not in span.of(text)


def test_labels_without_any_figure_are_a_blank_table():
    figures = {(row, name): "" for row in layouts.requests_rows("2021") for name in layouts.APPLICANTS}
    reading = read(report(three=layouts.inner_bars(layouts.requests_grid(figures, "2021")) + "\n"))
    assert states(reading)["requests"] == "blank"
    assert reading.observations == ()


def test_a_table_with_one_figure_is_present_and_its_other_cells_are_blank():
    figures = {(proceeding, result): "" for proceeding in layouts.PROCEEDINGS for result in layouts.RESULTS}
    figures["行政复议", "总计"] = "0"
    reading = read(report(four=layouts.inner_bars(layouts.appeals_grid(figures)) + "\n"))
    assert states(reading)["appeals"] == "present"
    assert [one.status.value for one in reading.observations].count("blank") == 14


def test_before_2019_the_three_tables_are_absent_whatever_stands_there():
    text = "二、主动公开政府信息情况\n图一.png\n三、依申请公开政府信息情况\n" + BORDERS + "四、复议情况\n无\n"
    assert set(states(read(text)).values()) == {"absent"}


def test_picture_of_the_annex():
    text = "六、主要问题\n不够及时。\n附表:政府信息公开情况统计表\n\n统计.jpg\n"
    assert states(read(text))["annex"] == "image"


def test_blank_annex():
    words = [""] * sum(bool(row[2]) for row in layouts.ANNEX_2014)
    reading = read("附表\n" + layouts.inner_bars(layouts.annex_grid(words)))
    assert states(reading)["annex"] == "blank"
    assert reading.observations == ()
