"""Nothing that a text says stops the reading, and a name is always words of the text."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.identity import identify
from gongkai.normalise import View
from gongkai.records import Document

FRAGMENTS = st.sampled_from(
    [
        "石湾县",
        "苏州市",
        "人民政府",
        "水利局",
        "街道办事处",
        "政府信息公开",
        "工作年度报告",
        "2015年",
        "二〇〇九年",
        "20171231日",
        "一、概述",
        "发布时间:",
        "2016-03-01",
        "来源:",
        "由",
        "编制",
        "我局",
        "统计期限",
        "自",
        "至",
        "《",
        "》",
        "(",
        ")",
        "|",
        ">",
        "\n",
        "\r\n",
        " ",
        "　",
        "年",
        "月",
        "日",
        "第二十条",
        "网站",
        "現公佈",
        "縣",
        "\ufffd",
        "報(bào)告",
        "元月",
        "十",
        "委员会",
    ]
)


@settings(max_examples=300, deadline=None)
@given(text=st.lists(FRAGMENTS, max_size=40).map("".join))
def test_any_text_has_an_identity(text):
    document = Document(path="a/报告.txt", sha256="0" * 64, media_type="text/plain", encoding="utf-8", text=text)
    identity, findings = identify(document, View(text), (), None)
    solid = "".join(text.replace("\ufffd", "").split()).replace("(bào)", "")
    without_years = solid.replace("2015年", "").replace("二〇〇九年", "")  # …县2015年水利局…: 县 and 水利局 together
    assert identity.organ is None or identity.organ in solid or identity.organ in without_years
    assert identity.title is None or identity.title in solid
    assert (identity.year is None) == (identity.year_source == "")
    for finding in findings:
        assert finding.span is None or finding.span.end <= len(text)


def test_a_long_report_takes_little_time():
    sentence = "2015年,石湾县人民政府办公室与苏州市财政局、水利局就公开工作联系,我县各乡镇按照要求公布信息。\n"
    text = "石湾县2015年政府信息公开工作年度报告\n" + sentence * 4000
    document = Document(path="a.txt", sha256="0" * 64, media_type="text/plain", encoding="utf-8", text=text)
    start = time.perf_counter()
    identity, _ = identify(document, View(text), (), None)
    assert identity.organ == "石湾县人民政府"
    assert time.perf_counter() - start < 20  # 190,000 characters; 2 s on an idle machine
