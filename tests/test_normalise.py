"""The matching view: same length, same offsets, whatever the text has been through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.normalise import View, fold_width

TEXT = st.text(alphabet=st.sampled_from(list("公開信息条件，。（）１２3 \n\r\t　“”縣a(b)?？\u200b\ufffd")), max_size=80)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("１２３件，（一）：％", "123件,(一):%", id="width"),
        pytest.param("縣政府門戶網站信息公開", "县政府门户网站信息公开", id="traditional"),
        pytest.param("規範性檔案", "规范性档案", id="taiwan-words-stay-words"),
        pytest.param("国办发〔2019〕60号", "国办发(2019)60号", id="brackets"),
        pytest.param("信息\u00a0公开\u3000三", "信息 公开 三", id="odd-spaces"),
        pytest.param("⾏政", "行政", id="radicals"),
    ],
)
def test_a_view_folds_character_by_character(written: str, folded: str) -> None:
    assert View(written).text == folded


@given(TEXT)
def test_a_view_keeps_the_length_of_its_source(text: str) -> None:
    view = View(text)
    assert len(view.text) == len(text)
    assert len(fold_width(text)) == len(text)


@given(TEXT)
def test_a_passage_points_back_to_the_same_characters(text: str) -> None:
    view = View(text)
    passage = view.passage()
    assert len(passage.offsets) == len(passage.text) + 1
    assert list(passage.offsets) == sorted(passage.offsets)
    for position, char in enumerate(passage.text):
        assert char == "\n" or view.text[passage.offsets[position]] == char


@given(TEXT)
def test_a_passage_holds_no_white_space_but_breaks(text: str) -> None:
    assert not any(char.isspace() and char != "\n" for char in View(text).passage().text)


def test_a_word_broken_over_lines_is_one_word_with_its_own_span() -> None:
    source = "局门\n户 网站发布12\n条"
    passage = View(source).passage()
    assert passage.text == "局门户网站发布12条"
    start = passage.text.index("门户")
    assert passage.span(start, start + 2).of(source) == "门\n户"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("主动公开。\n全年十条", "主动公开。\n全年十条", id="after-a-full-stop"),
        pytest.param("共公开\n(一)网站", "共公开\n(一)网站", id="before-a-heading"),
        pytest.param("共公开\n\n网站", "共公开\n网站", id="at-a-blank-line"),
        pytest.param("共公\n开三条", "共公开三条", id="not-inside-a-word"),
    ],
)
def test_a_line_break_is_kept_where_a_thought_ends(source: str, text: str) -> None:
    assert View(source).passage().text == text


def test_pinyin_in_brackets_is_no_text_where_there_is_much_of_it() -> None:
    source = "主(zhǔ)动(dòng)公(gōng)(gōng)开(kāi)信(xìn)息(xī)十(shí)二(èr)条(tiáo)"
    assert View(source).passage().text == "主动公开信息十二条"
    assert View("手机客户端(app)").passage().text == "手机客户端(app)"


def test_question_marks_for_lost_spaces_are_blank_where_there_are_many() -> None:
    source = "????2012年?我局共公开?信息?12条。\n????依申请公开?3件"
    assert View(source).passage().text == "2012年我局共公开信息12条。\n依申请公开3件"
    assert View("公开了吗?是的").passage().text == "公开了吗?是的"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("收到&nbsp;12&nbsp;件", "收到      12      件", id="space"),
        pytest.param("“三安全&rdquo;", "“三安全”      ", id="named"),
        pytest.param("&#40;一&#x29;", "(    一)     ", id="numbered"),
        pytest.param("A&B; R&D", "A&B; R&D", id="no-reference"),
    ],
)
def test_references_that_an_extraction_left(text, folded):
    assert View(text).text == folded
