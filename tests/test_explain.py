"""The page of one report: what is marked where, what each fact is said to be, and that a report cannot steer it."""

import dataclasses
import io
import itertools
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from gongkai.catalogue import measures
from gongkai.cli import cli
from gongkai.explain import Choice, explain
from gongkai.explain.cells import line_breaks, visible
from gongkai.explain.marking import Mark, marked_lines, marks_of
from gongkai.explain.words import COLOURS, REASONS, families
from gongkai.extract import extract_text
from gongkai.records import Quantity, Report, Span, Topic
from tests import handmade

ROOT = Path(__file__).parent.parent
WIDTHS = (20, 40, 80, 160)

COUNTY = """青禾县2012年政府信息公开工作年度报告

一、主动公开政府信息情况
2012年,全县主动公开政府信息1284条,其中政府网站公开900条,比上年增长12%。
二、依申请公开政府信息情况
2012年,我县共收到政府信息公开申请17件,热线接听来电3500个。
三、行政复议和行政诉讼情况
2012年,未发生因政府信息公开引起的行政复议、行政诉讼。
"""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def page(report, choice=None, **settings):
    """The page as it goes to a file; ``settings`` are environment variables."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        for name, value in settings.items():
            patch.setenv(name, value)
        stream = io.StringIO()
        explain(report, stream, choice or Choice())
    return stream.getvalue()


def on_a_terminal(report, **settings):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FORCE_COLOR", raising=False)
        patch.delenv("NO_COLOR", raising=False)
        for name, value in {"TERM": "xterm-256color", "COLUMNS": "100", **settings}.items():
            patch.setenv(name, value)
        stream = Terminal()
        explain(report, stream)
    return stream.getvalue()


def plain(text, marks, stretch=None):
    lines = marked_lines(text, stretch or Span(0, len(text)), marks)
    return ["".join(words for words, _ in line) for line in lines]


# The page of a report that was built by hand ----------------------------------------------------------------------


def test_the_whole_page():
    assert page(handmade.report()).splitlines() == [
        "青禾县2016年政府信息公开工作年度报告",
        "document   reports/qinghe.txt",
        "organ      青禾县人民政府 (county, government)",
        "region     ?",
        "year       2016 (from title)",
        "form       annex_2014",
        "published  2017-03-01",
        "tables     disclosure absent, requests absent, appeals absent, annex present",
        "",
        "In the text: [words →measure(split)=value #number] a fact, [cell #number] a fact in a table, "
        "{figure reason} a figure",
        "that no measure took. Behind a number: - lost to a better source of the report, ! another figure contradicts "
        "it.",
        "",
        "Text 正文",
        "",
        "青禾县2016年政府信息公开工作年度报告",
        "一、主动公开情况",
        "全县[主动公开政府信息1200余条 →disclosed=1200 over #1-!],其中[政府网站公开",
        "900条 →disclosed(website)=900 #2]。[支出7.5万元 →expenditure=75000 #3],群众满意度达{98.5% percentage}。",
        "附表",
        "主动公开政府信息数 [1300 #4!] 收到申请数 [/ #5]",
        "",
        "Facts 事实 (5, of which 4 stand)",
        "",
        "主动公开 proactive (3)",
        "#1-!  1200 item over  主动公开政府信息数 disclosed",
        "                      “主动公开政府信息1200余条” · prose, cue · scope jurisdiction · not primary · conflicted",
        "#2          900 item  主动公开政府信息数 disclosed · channel=website 政府网站",
        "                      “政府网站公开 900条” · prose, cue",
        "#4!        1300 item  主动公开政府信息数 disclosed",
        "                      “1300” · annex, cell_label · conflicted",
        "",
        "依申请公开 requests (1)",
        "#5  not applicable  收到申请数 requests received",
        "                    “/” · annex, cell_label",
        "",
        "收费与经费 fees (1)",
        "#3  75000 yuan  政府信息公开经费支出 expenditure",
        "                “支出7.5万元” · prose, cue",
        "",
        "Figures that no measure took 其他数字 (1)",
        "98.5%  a share · “群众满意度达98.5%”",
        "",
        "Findings 疑点 (2)",
        "",
        "warning text_against_table",
        "  正文1200条,附表1300条。",
        "  Text 1200, annex 1300.",
        "  stated 1200, computed 1300",
        "  facts #1 #4",
        f"  at {handmade.span('主动公开政府信息1200余条').start}-{handmade.span('主动公开政府信息1200余条').end}: "
        "“主动公开政府信息1200余条”",
        "",
        "info table_missing",
        "  缺少表格。",
        "  A table is missing.",
    ]


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        pytest.param(Choice(), ["Text", "Facts", "Figures", "Findings"], id="all"),
        pytest.param(Choice(text=False), ["Facts", "Figures", "Findings"], id="no-text"),
        pytest.param(Choice(text=False, rest=False), ["Facts"], id="facts-only"),
    ],
)
def test_parts_that_were_not_chosen_are_left_out(choice, shown):
    titles = re.findall(r"^(Text|Facts|Figures|Findings) .*[一-鿿]", page(handmade.report(), choice), re.M)
    assert titles == shown


def test_a_fact_says_on_which_page_it_stands():
    shown = page(handmade.placed(), Choice(text=False))
    assert "“政府网站公开 900条” · page 2 · prose, cue" in shown
    assert " · page 5 · " in shown
    assert "at page 2, 32-46:" in shown
    assert "page" not in page(handmade.report(), Choice(text=False))


def test_a_topic_shows_its_sections_alone():
    report = extract_text(COUNTY)
    shown = page(report, Choice("requests"))
    assert "[我县共收到政府信息公开申请17件 →requests_received=17 #" in shown
    assert "热线接听来电{3500个 " in shown
    assert "1284" not in shown
    assert "行政复议" not in shown
    assert "Facts 事实 (1, of which 1 stand)" in shown


def test_a_topic_that_the_report_lacks_is_told():
    shown = page(extract_text(COUNTY), Choice("fees"))
    assert shown.splitlines()[-1] == "No section on fees; the report has: proactive, requests, appeals."


def test_facts_of_one_span_share_a_mark():
    shown = page(extract_text(COUNTY), Choice("appeals"))
    assert re.search(
        r"\[[^\[\]]*行政复议[^\[\]]* →appeals\(review\)=0 none stated #\d+ →appeals\(litigation\)=0 none", shown
    ) or re.search(r"→appeals\(litigation\)=0 none stated #\d+ →appeals\(review\)=0", shown)


def test_the_region_has_its_name_and_those_above_it():
    identity = dataclasses.replace(handmade.report().identity, region="320829", year=2015)
    shown = page(dataclasses.replace(handmade.report(), identity=identity))
    assert "region     江苏省淮安市洪泽县 (320829)" in shown
    unknown = dataclasses.replace(identity, region="990000")
    assert "region     990000\n" in page(dataclasses.replace(handmade.report(), identity=unknown))


def test_a_report_of_which_nothing_is_known():
    shown = page(extract_text("没有标题也没有数字"))
    assert "Facts 事实 (0, of which 0 stand)" in shown
    assert shown.count(" ?\n") >= 4


# Colour and width -------------------------------------------------------------------------------------------------


def test_colours_stand_for_families_and_say_nothing_else():
    coloured = on_a_terminal(handmade.report())
    assert "\x1b[1;32m主动公开政府信息1200余条\x1b[0m" in coloured
    assert "\x1b[1;33m支出7.5万元\x1b[0m" in coloured
    bare = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    start, end = bare.index("主动公开 proactive  解读回应"), bare.index("In the text:")
    assert all(f"{name} {family}" in re.sub(r"\s+", " ", bare[start:end]) for family, name in families().items())
    assert bare[:start] + bare[end:] == page(handmade.report(), COLUMNS="100")


def test_no_color_switches_colours_off():
    shown = on_a_terminal(handmade.report(), NO_COLOR="1")
    assert not re.search(r"\x1b\[[\d;]*3\d", shown)
    assert "解读回应" not in shown
    assert "→disclosed=1200 over #1-!" in shown


def test_a_file_has_no_escape_sequences():
    assert "\x1b" not in page(handmade.report())
    assert "\x1b[1;32m" in page(handmade.report(), FORCE_COLOR="1", TERM="xterm")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(width):
    lines = page(extract_text(COUNTY), COLUMNS=str(width)).splitlines()
    assert max(map(cell_len, lines)) <= width
    words = re.sub(r"\s", "", "".join(lines))
    assert "→requests_received=17" in words
    assert "未发生因政府信息公开引起的行政复议" in words


@pytest.mark.parametrize(
    ("line", "width", "parts"),
    [
        pytest.param("", 4, [""], id="empty"),
        pytest.param("主动公开信息", 4, ["主动", "公开", "信息"], id="two-cells-each"),
        pytest.param("主动公开", 5, ["主动", "公开"], id="half-a-character-is-not-used"),
        pytest.param("公开,信息", 4, ["公", "开,", "信息"], id="no-comma-first"),
        pytest.param("公开(信息)", 5, ["公开", "(信", "息)"], id="no-bracket-last"),
        pytest.param("公开1284条信息", 8, ["公开1284", "条信息"], id="number-whole"),
        pytest.param("公开信息1284条", 10, ["公开信息", "1284条"], id="number-moves-on"),
        pytest.param("see requests", 8, ["see ", "requests"], id="word-moves-on"),
        pytest.param("requests", 3, ["req", "ues", "ts"], id="word-too-long"),
        pytest.param("ab      cd", 3, ["ab      ", "cd"], id="spaces-hang"),
    ],
)
def test_where_a_line_breaks(line, width, parts):
    edges = [0, *line_breaks(line, width), len(line)]
    assert [line[start:end] for start, end in itertools.pairwise(edges)] == parts


@given(st.text(st.sampled_from("ab1 条公开,。(()e\u0301“”—"), max_size=60), st.integers(2, 12))
def test_broken_lines_fit_and_lose_nothing(line, width):
    edges = [0, *line_breaks(line, width), len(line)]
    assert edges == sorted(set(edges)) or line == ""
    for start, end in itertools.pairwise(edges):
        assert cell_len(line[start:end].rstrip(" ")) <= width


# What stands in the text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "shown"),
    [
        pytest.param([], "abcdef", id="none"),
        pytest.param([(1, 3)], "a[bc 0]def", id="one"),
        pytest.param([(0, 6)], "[abcdef 0]", id="all"),
        pytest.param([(1, 3), (3, 5)], "a[bc 0][de 1]f", id="neighbours"),
        pytest.param([(1, 5), (2, 3)], "a[b[c 1]de 0]f", id="nested"),
        pytest.param([(2, 5), (2, 3)], "ab[[c 1]de 0]f", id="nested-same-start"),
        pytest.param([(1, 5), (3, 5)], "a[bc[de 1] 0]f", id="nested-same-end"),
        pytest.param([(1, 4), (3, 5)], "a[bc[d 0]e 1]f", id="crossing"),
        pytest.param([(2, 2)], "ab[ 0]cdef", id="empty"),
    ],
)
def test_marks_open_and_close_where_their_spans_do(spans, shown):
    marks = [Mark(Span(*span), "[", f" {number}]", "") for number, span in enumerate(spans)]
    assert plain("abcdef", marks) == [shown]


def test_marks_outside_the_stretch_are_left_out():
    marks = [Mark(Span(*span), "[", f" {number}]", "") for number, span in enumerate([(0, 1), (1, 3), (4, 6)])]
    assert plain("abcdef", marks, Span(2, 5)) == ["[c 1]d[e 2]"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("a\r\nb\rc\nd", ["a", "b", "c", "d"], id="newlines"),
        pytest.param("\n\na\n\n\n \n\nb\n\n", ["a", "", "b"], id="empty-lines"),
        pytest.param("  a\t1  \nb", ["  a 1", "b"], id="white-space"),
    ],
)
def test_lines_are_those_of_the_source(text, lines):
    assert plain(text, []) == lines


def test_a_line_end_is_one_even_where_a_mark_divides_it():
    assert plain("ab\r\ncd", [Mark(Span(1, 3), "[", " 0]", "")]) == ["a[b", " 0]cd"]


def test_a_mark_closes_before_white_space():
    text = "行政强制 |\n |\n第二十条"
    report = handmade.report()
    blank = dataclasses.replace(report.observations[4], span=Span(0, text.index("第")))
    report = dataclasses.replace(
        report, document=dataclasses.replace(report.document, text=text), observations=(blank,), quantities=()
    )
    assert plain(text, marks_of(report)) == ["[行政强制 |", " | #1]", "第二十条"]


@given(st.data())
@settings(deadline=None)
def test_marks_leave_the_words_as_they_are(data):
    text = data.draw(st.text(st.sampled_from("ab条\r\n "), max_size=40))
    places = st.integers(0, len(text))
    spans = [tuple(sorted(pair)) for pair in data.draw(st.lists(st.tuples(places, places), max_size=8))]
    start, end = sorted((data.draw(places), data.draw(places)))
    marks = [Mark(Span(*span), "⟦", "⟧", "") for span in spans]
    bare, marked = ("".join(plain(text, each, Span(start, end))) for each in ([], marks))
    assert re.sub(r"[⟦⟧\s]", "", marked) == re.sub(r"\s", "", bare) == re.sub(r"\s", "", text[start:end])
    assert marked.count("⟦") == marked.count("⟧")


# Hostile reports --------------------------------------------------------------------------------------------------

HOSTILE = "\x1b]0;title\x07\x1b[2J\x9b31m\u202e\u2066\u200b\ud800\x00\U000e0041\u2028"


@pytest.mark.parametrize("char", HOSTILE.replace("]0;title", "").replace("[2J", "").replace("31m", ""))
def test_what_could_steer_a_terminal_is_written_out(char):
    assert visible(f"a{char}b") == f"a‹U+{ord(char):04X}›b"


def test_ordinary_signs_stay():
    assert visible("“公开”①㈠…—·￥\u3000\u00a0é\ue000") == "“公开”①㈠…—·￥\u3000\u00a0é\ue000"
    assert visible("a\nb\tc") == "a‹U+000A›b c"
    assert visible("a\nb", newlines=True) == "a\nb"


def test_a_hostile_report_is_printed_as_text(tmp_path):
    text = COUNTY.replace("热线", f"{HOSTILE}[red]热线[/red]:smile:[/][link=x]").replace("青禾县", "青禾\x1b县", 1)
    report = extract_text(text, path=f"{tmp_path}/a\nb{HOSTILE}[bold].txt")
    for shown in (page(report), re.sub(r"\x1b\[[\d;]*m", "", on_a_terminal(report))):
        assert "[red]热线[/red]:smile:[/][link=x]" in re.sub(r"\n", "", shown)
        assert "[bold].txt" in shown
        assert not set(HOSTILE) & set(shown) - set("]0;title[2J31m")
        shown.encode("utf-8")


def test_a_hostile_finding_and_a_hostile_category():
    report = handmade.report()
    finding = dataclasses.replace(report.findings[0], message_en=f"x{HOSTILE}[red]", message_zh=HOSTILE)
    fact = dataclasses.replace(report.observations[0], dimensions=(("category", f"[b]{HOSTILE}"),))
    shown = page(dataclasses.replace(report, findings=(finding,), observations=(fact, *report.observations[1:])))
    assert "→disclosed([b]‹U+001B›" in shown
    assert not set(HOSTILE) & set(shown) - set("]0;title[2J31m")


# Every sample, and the catalogue ----------------------------------------------------------------------------------


def test_every_family_and_reason_has_its_words():
    assert list(families()) == list(COLOURS) == list(dict.fromkeys(measure.family for measure in measures().values()))
    assert set(re.findall(r"``(\w+)``", Quantity.__doc__.split("reason:")[1])) == set(REASONS)


@pytest.mark.parametrize("name", ["gaoping/2016-gaoping.txt", "yunzhu-county/2021-yunzhu-county.txt"])
def test_every_observation_of_a_sample_is_on_its_page(name):
    from gongkai.extract import extract_file

    report: Report = extract_file(ROOT / "data" / "raw" / name)
    shown = page(report)
    text, facts = shown.split("\nFacts 事实 ")
    for number, fact in enumerate(report.observations, start=1):
        mark = f"#{number}{'' if fact.primary else '-'}{'!' if fact.conflicted else ''}"
        assert re.search(rf"{mark}[\] ]", text), mark
        assert re.search(rf"^{mark} ", facts, re.M), mark


# The command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "qinghe.txt"
    file.write_text(COUNTY, encoding="utf-8")
    return str(file)


def run(*args):
    return CliRunner().invoke(cli, ["explain", *args])


def test_the_command_prints_the_page(path):
    result = run(path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "→requests_received=17" in result.stdout
    assert "Text 正文" not in run(path, "--no-text").stdout
    assert "Findings" in run(path, "--no-text").stdout
    assert "Findings" not in run(path, "--facts-only").stdout
    assert "1284" not in run(path, "--section", "requests").stdout


def test_the_command_names_the_topics(path):
    result = run(path, "--section", "money")
    assert result.exit_code == 2
    assert all(topic in result.stderr for topic in Topic)


def test_the_command_on_what_cannot_be_read(tmp_path):
    result = run(str(tmp_path / "missing.txt"))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_the_command_in_a_pipe_prints_plain_utf8(path):
    script = "from gongkai.cli import main; main()"
    env = {"PYTHONIOENCODING": "gbk", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, "explain", path]
    result = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=60, check=True, env=env)
    assert "→requests_received=17" in result.stdout.decode("utf-8")
    assert b"\x1b" not in result.stdout
