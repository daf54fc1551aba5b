"""A short fuzz run over every reader and parser; the long one, guided by coverage, is ``make fuzz``."""

import random
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from gongkai.extract import extract_text
from tests.fuzz.targets import TARGETS, hold, seeds
from tests.fuzz.test_patterns import within
from tests.support.mutations import _CHANGES

FOUND = sorted(path for path in (Path(__file__).parent / "found").iterdir() if path.suffix == ".bin")
PIECES = [
    "政", "一、", "(一)", "1.", "1", "1,", "|", "|\n", "\n", "。", "，", "；", "件", "1条，", "(", "《", "“",
    " ", "\u3000", "\t", "?", "&amp;", "(a)", "2019年", "2019年1月", "二〇", "十", "百千", "万", "其中1条",
    "公开1条、", "收到申请1件，", "无", "未收到", "-", "---", "---|", "/", ":", "一、概述\n", "1.概述\n",
    "政府", "人民政府", "某某县人民政府", "县", "局", "行政复议、", "和", "占1%", "增长1%", "1.\n1", "a", "A1",
    "各镇", "年度报告", "[图片1.png]\n", "收费1元", "1万元", "统计指标|单位|1\n", "一、主动公开|件|1\n",
    "第二十条第(一)项\n", "本年新收|1|2|3\n", "\r", "\u2028", "\x0b", "①", "１", "貳", "等渠道", "类信息1条，",
    "历年累计1条", "结转至2020年", "因", "因申请被", "😀", "\u202e", "=1+1", "<b>", "\x1b[31m",
]  # fmt: skip
LENGTH = 8_000
SECONDS = 15.0  # of this process alone; a text of this length takes some tenths of a second


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_once_holds(path):
    """Inputs that once raised, hung or broke a span; the name begins with the target."""
    with within(SECONDS):
        TARGETS[path.name.split("-")[0]](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_a_few_changes_to_sound_input(target):
    chance = random.Random(target)
    for seed in seeds(target):
        TARGETS[target](seed)
        for _ in range(3):
            data = chance.choice(_CHANGES)(bytearray(seed), chance)
            TARGETS[target](bytes(data))


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_time_grows_with_length(piece):
    with within(SECONDS):
        hold(extract_text("某县2019年年度报告\n一、主动公开\n公开" + piece * (LENGTH // len(piece))))


@hypothesis.given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@hypothesis.settings(max_examples=150)
def test_any_text_of_the_words_of_reports(text):
    hold(extract_text(text))


@hypothesis.given(st.text(max_size=200))
@hypothesis.settings(max_examples=80)
def test_any_text(text):
    hold(extract_text(text))


@hypothesis.given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), max_size=30))
@hypothesis.settings(max_examples=80)
def test_any_cells_of_a_table(cells):
    TARGETS["table"]("|".join(cells).encode("utf-8", "replace"))
