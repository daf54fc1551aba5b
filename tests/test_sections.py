"""The heading tree, on wordings of our own, and against the gold sections where they are at hand."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.headings import ordinal, topic_of
from gongkai.normalise import View
from gongkai.sections import parse_sections, section_at

SHARED = Path(__file__).resolve().parents[2] / "shared"
TEXTS = {path.stem for path in (SHARED / "corpus").glob("*.txt")}
GOLD = sorted(path for path in (SHARED / "gold").glob("*.json") if path.stem in TEXTS)


def outline(text):
    """Level, title and topic of every section."""
    return [(s.level, s.title, str(s.topic) if s.topic else None) for s in parse_sections(View(text))]


def top(text):
    return [(title, topic) for level, title, topic in outline(text) if level == 1]


PLAIN = [("一、概述", "overview"), ("二、主动公开情况", "proactive"), ("三、依申请公开情况", "requests")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "白榆镇报告\n一、概述\n忙。\n二、主动公开情况\n30条。\n三、依申请公开情况\n无。", PLAIN, id="lines"
        ),
        pytest.param("一、概述 我镇很忙。 二、主动公开情况 共30条。 三、依申请公开情况 无。", PLAIN, id="one line"),
        pytest.param("年报。一、概述我镇很忙。二、主动公开情况全年30条。三、依申请公开情况未收到。", PLAIN, id="glued"),
        pytest.param("年报一、概述我镇很忙二、主动公开情况共30条三、依申请公开情况未收到", PLAIN, id="no signs at all"),
        pytest.param(
            "一、概述\n忙。\n公开目录分\n、复议、诉讼情况\n二、主动公开情况\n30条。", PLAIN[:2], id="wrapped list"
        ),
        pytest.param(
            "1.编制说明。\n一、概述\n忙。\n二、主动公开情况\n30条。", PLAIN[:2], id="list in the introduction"
        ),
        pytest.param("一、概述:忙。\n二、主动公开情况:30条。\n三、依申请公开情况:无。", PLAIN, id="colon"),
        pytest.param(
            "目录\n一、概述…1\n二、主动公开情况…2\n三、依申请公开情况…3\n"
            "一、概述\n忙。\n二、主动公开情况\n30条。\n三、依申请公开情况\n无。",
            PLAIN,
            id="table of contents",
        ),
        pytest.param(
            "本报告含:一、概述;二、主动公开情况;三、依申请公开情况。\n"
            "一、概述\n忙。\n二、主动公开情况\n30条。\n三、依申请公开情况\n无。",
            PLAIN,
            id="announced in the introduction",
        ),
        pytest.param(
            "一、概述\n一、领导重视。好。\n二、制度健全。好。\n三、培训到位。好。\n"
            "二、主动公开情况\n30条。\n三、依申请公开情况\n无。",
            PLAIN,
            id="list with the same numerals",
        ),
        pytest.param(
            "## 一、概述\n忙。\n## 二、主动公开情况\n30条。\n**三、依申请公开情况**\n无。", PLAIN, id="markdown"
        ),
        pytest.param(
            "一、概述\n忙。\n主动公开情况\n30条。\n三、依申请公开情况\n无。",
            [PLAIN[0], ("主动公开情况", "proactive"), PLAIN[2]],
            id="a numeral missing",
        ),
        pytest.param(
            "概述\n忙。\n主动公开情况\n30条。\n依申请公开情况\n无。",
            [("概述", "overview"), ("主动公开情况", "proactive"), ("依申请公开情况", "requests")],
            id="no numerals",
        ),
        pytest.param(
            "一、概述\n忙。\n、主动公开情况\n30条。\n三依申请公开情况\n无。",
            [PLAIN[0], ("、主动公开情况", "proactive"), ("三依申请公开情况", "requests")],
            id="half-lost numerals",
        ),
        pytest.param(
            "一 概述\n忙。\n二 主动公开情况\n30条。",
            [("一 概述", "overview"), ("二 主动公开情况", "proactive")],
            id="numerals without a sign",
        ),
        pytest.param(
            "一、概  述\n忙。\n二、主动公开情\xa0况\n30条。",
            [("一、概  述", "overview"), ("二、主动公开情\xa0况", "proactive")],
            id="spaces inside",
        ),
        pytest.param(
            "一、概述\n忙。\n二、因政府信息公开申请行政复议、提起行政诉\n讼情况\n无。",
            [PLAIN[0], ("二、因政府信息公开申请行政复议、提起行政诉\n讼情况", "appeals")],
            id="wrapped",
        ),
        pytest.param(
            "一、概述\n忙。\n二、主动公开情况\n30条。\n二、复议诉讼情况\n无。\n三、存在问题\n人少。",
            [PLAIN[0], PLAIN[1], ("二、复议诉讼情况", "appeals"), ("三、存在问题", "problems")],
            id="misnumbered",
        ),
        pytest.param(
            "壹号领导小组负责日常事务。\n(一)健全制度。好。\n二、主动公开情况\n30条。\n三、依申请公开情况\n无。",
            [("", "overview"), PLAIN[1], PLAIN[2]],
            id="begins in the middle",
        ),
        pytest.param(
            "第一部分 概述\n一、领导重视\n好。\n第二部分 主动公开情况\n30条。",
            [("第一部分 概述", "overview"), ("第二部分 主动公开情况", "proactive")],
            id="parts",
        ),
        pytest.param(
            "(一)概述\n忙。\n(二)主动公开情况\n1、网站3条\n2、微信2条\n(三)依申请公开情况\n无。",
            [("(一)概述", "overview"), ("(二)主动公开情况", "proactive"), ("(三)依申请公开情况", "requests")],
            id="brackets on top",
        ),
        pytest.param(
            "1.概述\n(1)领导重视\n2.主动公开情况\n30条。\n3.依申請公開情況\n無。",
            [("1.概述", "overview"), ("2.主动公开情况", "proactive"), ("3.依申請公開情況", "requests")],
            id="digits on top, traditional",
        ),
    ],
)
def test_top_level(text, expected):
    assert top(text) == expected


REQUESTS_TABLE = (
    "一、本年新收政府信息公开申请数量{0}二、上年结转政府信息公开申请数量{0}三、本年度办理结果{1}(一)予以公开{0}"
    "(二)部分公开(区分处理的,只计这一情形,不计其他情形){0}(三)不予公开{1}1.属于国家秘密{0}(七)总计{0}"
    "四、结转下年度继续办理{0}"
)
ANNEX = (
    "一、主动公开情况{1}(一)主动公开政府信息数{0}1.政府公报公开政府信息数{0}二、回应解读情况{1}"
    "(一)回应公众关注热点或重大舆情数{0}三、依申请公开情况{1}(一)收到申请数{0}四、行政复议数量{0}"
    "七、依申请公开信息收取的费用{0}八、机构建设和保障经费情况{1}(一)政府信息公开工作专门机构数{0}"
)


@pytest.mark.parametrize(
    ("number", "blank"),
    [
        pytest.param("\n5\n", "\n", id="a cell a line"),
        pytest.param(" | 件 | 5 |\n", " | —— | |\n", id="pipes"),
        pytest.param(" 5 0 0 0 0 0 5\n", "\n", id="flattened rows"),
        pytest.param("\t5\t0\t5\n", "\t——\t\n", id="tabs"),
    ],
)
@pytest.mark.parametrize("rows", [pytest.param(REQUESTS_TABLE, id="form"), pytest.param(ANNEX, id="annex")])
def test_row_labels_are_no_headings(rows, number, blank):
    text = f"一、概述\n忙。\n二、收到和处理政府信息公开申请情况\n{rows.format(number, blank)}三、存在的问题\n人少。"
    assert outline(text) == [
        (1, "一、概述", "overview"),
        (1, "二、收到和处理政府信息公开申请情况", "requests"),
        (1, "三、存在的问题", "problems"),
    ]


def test_annex_group_label_is_a_heading_where_prose_follows():
    assert top("一、主动公开情况\n全年公开30条。\n二、依申请公开情况\n收到5件。") == [
        ("一、主动公开情况", "proactive"),
        ("二、依申请公开情况", "requests"),
    ]


def test_tree_levels_run_in_titles_and_inherited_topics():
    text = (
        "一、总体情况\n(一)主动公开。全年公开30条。\n(二)平台建设\n1.网站。改版一次。\n2、微信:推送多次。\n"
        "二、收费及减免情况\n1.检索、复印费:无。\n三、存在的问题\n人少。\n附表\n略"
    )
    assert outline(text) == [
        (1, "一、总体情况", "overview"),
        (2, "(一)主动公开", "proactive"),
        (2, "(二)平台建设", "overview"),
        (3, "1.网站", "overview"),
        (3, "2、微信", "overview"),
        (1, "二、收费及减免情况", "fees"),
        (2, "1.检索、复印费", "fees"),
        (1, "三、存在的问题", "problems"),
        (2, "附表", "annex"),
    ]


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("依申请公开和不予公开情况", "requests"),
        ("复议、诉讼和申诉情况", "appeals"),
        ("因政府信息公开申请行政复议、提起行政诉讼情况", "appeals"),
        ("人员及收支情况", "resources"),
        ("机构建设、经费及收费情况", "resources"),
        ("经费与收费情况", "fees"),
        ("咨询情况", "consultation"),
        ("重点领域信息公开情况", "key_work"),
        ("不足与打算", "problems"),
        ("需要说明的其他事项与附表", "other_matters"),
        ("政府信息公开情况统计表", "annex"),
        ("回应解读情况", "engagement"),
        ("清理规范涉企收费政策", None),
        ("乡村振兴", None),
    ],
)
def test_topics(title, topic):
    assert topic_of(title)[0] == topic


@pytest.mark.parametrize(
    ("numeral", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("7", 7), ("③", 3), ("", None)]
)
def test_ordinals(numeral, number):
    assert ordinal(numeral) == number


def test_section_at_finds_the_innermost():
    text = "某局报告\n一、概述\n(一)制度。好。\n二、主动公开情况\n30条。"
    sections = parse_sections(View(text))
    assert section_at(sections, 0) is None
    assert [section_at(sections, text.index(words)) for words in ("概述", "好", "30条")] == [0, 1, 2]
    assert section_at(sections, len(text)) is None
    assert section_at((), 3) is None


_PIECES = st.sampled_from(
    ["一、", "二、", "(一)", "(", ")", "1.", "①", "第一部分", "概述", "主动公开情况", "依申请公开情况", "。", ":", "\n",
     " ", "\r\n", "30条", "|", "其他", "(七)总计", "目录", "a", "無"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_spans_nest(text):
    sections = parse_sections(View(text))
    open_until = {None: 0}
    for position, section in enumerate(sections):
        assert section.index == position
        assert section.title_span.of(text) == section.title
        assert section.span.covers(section.title_span)
        assert section.title.startswith(section.number)
        assert section.span.start >= open_until.get(section.parent, 0)
        if section.parent is not None:
            assert section.parent < position
            assert sections[section.parent].span.covers(section.span)
            assert section.level == sections[section.parent].level + 1
        open_until[section.parent] = section.span.end
        innermost = section_at(sections, section.span.start)
        assert innermost is not None
        assert sections[innermost].span.start == section.span.start


@pytest.mark.parametrize(
    "unit", ["一、领导重视\n", "咨询情况\n", "二、主动公开情况\n(一)数量\n1.网站\n", "一、" + "-" * 50, "1,1."]
)
def test_time_is_linear(unit):
    view = View(unit * 4000)
    started = time.perf_counter()
    parse_sections(view)
    assert time.perf_counter() - started < 3


@pytest.mark.skipif(not GOLD, reason="the gold files are not beside the project")
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_sections(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    source = SHARED / "corpus" / gold["document"]
    text = source.read_bytes().decode(gold.get("encoding", "utf-8")).removeprefix("\ufeff")
    expected = [(section["title"] or "", section["topic"]) for section in gold["sections"]]
    assert top(text) == expected


def test_subsections_whose_line_breaks_are_lost():
    text = (
        "一、总体情况 统计期限为全年。 (一)主动公开情况。公开30条。 (二)依申请公开情况。未收到申请。 "
        "(三)监督保障情况。已加强。\n"
        "二、主动公开政府信息情况\n详见目录。其中(一)机构职能,(二)政策文件。\n三、收到和处理政府信息公开申请情况\n无。\n"
    )
    found = [(section.level, section.number, section.topic) for section in parse_sections(View(text))]
    assert found == [
        (1, "一、", "overview"), (2, "(一)", "proactive"), (2, "(二)", "requests"), (2, "(三)", "overview"),
        (1, "二、", "proactive"), (1, "三、", "requests"),
    ]  # fmt: skip
