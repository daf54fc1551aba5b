"""Words: as jieba cuts them, once each, in any script and width."""

import csv

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.extract import extract_text
from gongkai.normalise import View
from gongkai.words import LONGEST_WORD, dictionary, domain_words, section_words, words_of
from tests.test_docs import ROOT

jieba.setLogLevel(60)


@pytest.fixture(scope="module")
def reference():
    made = jieba.Tokenizer()
    for word, frequency in domain_words():
        made.add_word(word, frequency)
    return made


def text_of(path):
    return View(path.read_text(encoding="utf-8", errors="replace")).passage().text


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "raw").rglob("*.txt")), ids=lambda path: path.stem)
def test_words_are_jiebas(path, reference):
    text = "".join(char for char in text_of(path) if "\u4e00" <= char <= "\u9fff")
    assert words_of(text).words == tuple(reference.cut(text, HMM=False))


@given(st.text(st.sampled_from("政府信息公开依申请答复不予主动人员专职兼职力量足第三方年度报告条例数据"), max_size=30))
def test_words_of_any_text_are_jiebas_and_leave_nothing_out(text):
    assert "".join(words_of(text).words) == text
    assert words_of(text).words == tuple(jieba_of_ours().cut(text, HMM=False))


def jieba_of_ours(kept=[]):  # noqa: B006  made once
    if not kept:
        kept.append(jieba.Tokenizer())
        for word, frequency in domain_words():
            kept[0].add_word(word, frequency)
    return kept[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("政府信息公开申请12件", ("政府信息公开", "申请", "12", "件"), id="domain words and figures"),
        pytest.param("拨打１２３４５热线", ("拨打", "12345", "热线"), id="full width"),
        pytest.param("政府資訊", ("政府", "资讯"), id="traditional"),
        pytest.param("www.gov.cn", ("www", "gov", "cn"), id="letters"),
        pytest.param("，。;—", (), id="signs"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_words(text, expected):
    assert words_of(View("開" + text).passage(1).text).words == expected


def test_parts_are_words_inside_of_words():
    found = words_of("政府信息公开")
    assert found.words == ("政府信息公开",)
    assert set(found.parts) >= {"政府", "信息", "公开", "信息公开", "政府信息"}
    assert words_of("公开").parts == ()


def test_headings_and_cells_are_no_prose():
    found = words_of("五、存在的问题\n专职人员数\n人手少,经费缺。")
    assert found.prose == words_of("人手少,经费缺").words
    assert set(found.words) > set(found.prose)


def test_a_subsection_counts_for_itself_alone():
    report = extract_text(
        "某局2020年政府信息公开工作年度报告\n一、概述\n总的情况良好。\n二、存在的问题\n以下两点。\n"
        "(一)人员不足\n专职甚少。\n(二)经费不足\n办公经费不够。\n三、其他\n没有。\n"
    )
    found = list(section_words(View(report.document.text), report.sections))
    titles = [section.title for section in report.sections]
    assert [titles[i] for i, words in enumerate(found) if "专职" in words.words] == ["(一)人员不足"]
    assert [titles[i] for i, words in enumerate(found) if "办公" in words.words] == ["(二)经费不足"]
    (problems,) = [words for title, words in zip(titles, found, strict=True) if "存在的问题" in title]
    assert "以下" in problems.words


def test_the_dictionary_has_our_words_and_no_longer_ones_than_are_looked_for():
    words = dictionary()
    assert {word for word, _ in domain_words()} <= words.keys()
    assert max(len(word) for word in words) <= LONGEST_WORD


def test_domain_words_are_there_once():
    words = [word for word, _ in domain_words()]
    assert len(words) == len(set(words))


def themes():
    with (ROOT / "sql" / "seeds" / "problem_themes.csv").open(encoding="utf-8", newline="") as file:
        return [(row["theme"], term) for row in csv.DictReader(file) for term in row["terms"].split(";")]


def test_every_term_of_a_theme_can_be_met():
    """A term that is always cut in two would never be found."""
    assert [(theme, term) for theme, term in themes() if words_of(term).words != (term,)] == []
    assert len(themes()) == len(set(themes()))
