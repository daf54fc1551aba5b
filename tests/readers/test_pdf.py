"""PDF with text: the samples in many layouts say what their text says; what a page adds to a text is left out."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.contract import breaches
from gongkai.exceptions import ReadError
from gongkai.extract import extract_document
from gongkai.readers import read_bytes
from gongkai.readers.pdf import MAX_PAGES
from gongkai.readers.pdf_margins import is_page_number
from tests.forms import layouts
from tests.forms.layouts import Cell
from tests.support.drawn import drawn, facts, samples
from tests.support.pdf_raw import raw_pdf
from tests.support.pdfs import Drawer, Layout, pdf_file

LAYOUTS = {
    "plain": Layout(),
    "justified": Layout(justify=True, spacing=0.08, number="第 {} 页", head="云渚县政府信息公开工作年度报告"),
    "boxes": Layout(ruling="boxes", number="{}", pitch=1.5),
    "thin-lines": Layout(ruling="thin", repeat=True, size=16, pitch=2.0, number="— {} —"),
    "dotted-lines": Layout(ruling="dots", size=10.5, table_size=7.5, margin=90),
    "no-outer-lines": Layout(ruling="open", justify=True, indent=0),
    "white-on-grey": Layout(ruling="fills", number=""),
    "lines-across": Layout(ruling="rows"),
    "no-lines": Layout(ruling="none"),
    "no-lines-landscape": Layout(ruling="none", table_size=10.5, page=(842.0, 595.0)),
    "rows-cut": Layout(cut=True, size=15),
    "rows-cut-short-pages": Layout(cut=True, page=(595.0, 430.0), ruling="fills", size=12, number="第 {} 页"),
    "rows-cut-heads-repeated": Layout(cut=True, page=(700.0, 510.0), ruling="thin", repeat=True, table_size=11),
    "landscape": Layout(page=(842.0, 595.0), repeat=True, cut=True),
    "rotated-90": Layout(rotate=90),
    "rotated-180": Layout(rotate=180),
    "rotated-270": Layout(rotate=270),
    "sideways": Layout(sideways=True, page=(842.0, 595.0)),
    "two-columns": Layout(columns=2, size=10.5, page=(842.0, 1191.0), table_size=6.5),
    "printed-twice": Layout(bold=True, upright=False),
    "short-pages": Layout(page=(595.0, 420.0), margin=50, cut=True),
}
SAMPLES = samples()
PAIRS = list(itertools.product(LAYOUTS, SAMPLES))
QUICK = {(layout, SAMPLES[(3 * at + step) % len(SAMPLES)]) for at, layout in enumerate(LAYOUTS) for step in range(3)}


@pytest.mark.parametrize(
    ("layout", "name"), [pytest.param(*pair, marks=() if pair in QUICK else pytest.mark.slow) for pair in PAIRS]
)
def test_a_sample_as_pdf_says_what_its_text_says(layout, name):
    sample = drawn(name)
    report = extract_document(read_bytes(pdf_file(sample.blocks, LAYOUTS[layout]), "r.pdf"))
    assert facts(report) == facts(sample.report)
    assert list(breaches(report)) == []


TITLE = "云渚县2022年政府信息公开工作年度报告"
PLAIN = Layout()
LONG = (
    "本年度全县各级行政机关通过县政府门户网站、政务新媒体、政务公开专栏和基层便民服务大厅等渠道主动公开各类政府信息1284条,"
    "比上年增加96条;收到政府信息公开申请37件,其中自然人申请31件,法人和其他组织申请6件,均在法定期限内办结并答复申请人。"
)
SHORT = "下一步将继续做好政策解读工作。"


def text_of(*blocks, layout=PLAIN):
    return read_bytes(pdf_file(blocks, layout), "r.pdf").text


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(Layout(), id="ragged"),
        pytest.param(Layout(justify=True), id="justified"),
        pytest.param(Layout(justify=True, spacing=0.15), id="spaced"),
        pytest.param(Layout(indent=0, pitch=1.4), id="no-indent"),
        pytest.param(Layout(size=10.5, margin=40), id="small"),
        pytest.param(Layout(size=22, pitch=2.2), id="large"),
        pytest.param(Layout(columns=2, size=10), id="two-columns"),
        pytest.param(Layout(bold=True), id="printed-twice"),
        pytest.param(Layout(page=(595.0, 300.0)), id="over-pages"),
        pytest.param(Layout(page=(595.0, 300.0), justify=True, number="{}", head=TITLE), id="over-numbered-pages"),
    ],
)
def test_lines_are_rejoined_to_paragraphs(layout):
    paragraphs = [TITLE, "一、总体情况", LONG, SHORT, LONG[::-1].replace("。", "") + "。", "二、存在的问题", SHORT]
    assert text_of(*paragraphs, layout=layout).splitlines() == paragraphs


def test_a_paragraph_over_two_pages_has_a_block_on_each():
    document = read_bytes(pdf_file([TITLE, *[LONG] * 8], Layout(page=(595.0, 420.0))), "r.pdf")
    pages = [block.place.page for block in document.blocks]
    assert pages == sorted(pages)
    assert "".join(block.span.of(document.text) for block in document.blocks) == TITLE + LONG * 8
    assert len(document.blocks) > 9
    assert document.text.splitlines() == [TITLE, *[LONG] * 8]


def test_latin_words_and_figures_keep_their_spaces():
    words = "全年发布 12 345 条信息,共 3 件 Open Government Information 年报。"
    assert text_of(TITLE, words).splitlines()[1] == "全年发布12 345条信息,共3件Open Government Information年报。"


@pytest.mark.parametrize(
    ("number", "head"),
    [("- {} -", ""), ("— {} —", ""), ("第 {} 页", ""), ("第{}页 共9页", ""), ("{}", ""), ("{}/9", ""), ("· {} ·", ""),
     ("Page {}", ""), ("- {} -", "云渚县政府信息公开工作年度报告"), ("", "内部资料 注意保存")],
)  # fmt: skip
def test_page_numbers_and_running_heads_are_dropped(number, head):
    layout = Layout(page=(595.0, 300.0), number=number, head=head)
    assert text_of(TITLE, *[LONG, SHORT] * 4, layout=layout).splitlines() == [TITLE, *[LONG, SHORT] * 4]


@pytest.mark.parametrize("words", ["2022", "第3条", "共收到8件", "12"])
def test_what_ends_a_page_without_being_its_number_is_kept(words):
    drawer = Drawer(Layout(number=""))
    drawer.title(TITLE)
    drawer.paragraph(LONG)
    drawer.line(words, 100, 780, 14)
    assert words in read_bytes(drawer.file(), "r.pdf").text


@given(st.integers(1, 999), st.sampled_from(["- {} -", "第{}页", "第 {} 页 共 999 页", "—{}—", "{}/999"]))
def test_page_numbers_are_told(number, pattern):
    assert is_page_number(pattern.format(number))
    assert not is_page_number(pattern.format(number) + "件")


def grid_of(table):
    return {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}


def requests_grid():
    keys = [(label, applicant) for label in layouts.requests_rows("2021") for applicant in layouts.APPLICANTS]
    return layouts.requests_grid({key: str(at) for at, key in enumerate(keys)}, "2021")


@pytest.mark.parametrize("ruling", ["lines", "boxes", "thin", "dots", "fills"])
def test_merged_heads_and_upright_labels(ruling):
    """The table of requests of 2021: two rows of heads, a label set upright beside nineteen rows."""
    layout = Layout(ruling=ruling, page=(842.0, 1191.0))
    document = read_bytes(pdf_file([TITLE, requests_grid()], layout), "r.pdf")
    [table] = document.tables
    words = {cell.span.of(document.text): cell for cell in table.cells}
    assert (words["申请人情况"].column_span, words["申请人情况"].row_span) == (7, 1)
    assert (words["法人或其他组织"].column_span, words["自然人"].row_span) == (5, 2)
    assert words["三、本年度办理结果"].row_span > 15
    figures = [word for word in words if word.isdigit()]
    assert figures == sorted(figures, key=int)


@pytest.mark.parametrize("repeat", [False, True], ids=["no-heads", "heads-repeated"])
@pytest.mark.parametrize("height", range(300, 800, 70))
def test_a_table_over_pages_is_one(height, repeat):
    """Wherever the page ends, inside a row too, the grid is that of the table on one page."""
    blocks = [TITLE, requests_grid()]
    whole = read_bytes(pdf_file(blocks, Layout(page=(595.0, 1400.0))), "r.pdf")
    parted = read_bytes(pdf_file(blocks, Layout(page=(595.0, float(height)), cut=True, repeat=repeat)), "r.pdf")
    assert len(parted.tables) == 1
    assert grid_of(parted.tables[0]) == grid_of(whole.tables[0])
    assert parted.text == whole.text
    cells = [block for block in parted.blocks if block.kind == "cell"]
    assert len({block.place.page for block in cells}) > 1


def test_the_rest_of_a_label_without_lines_goes_to_its_row():
    label = "(一)回应公众关注热点或重大舆情数(不同方式回应同一热点或舆情计1次)"
    rows = [[Cell(f"{at}.其他工作"), Cell("次"), Cell(str(at))] for at in range(2, 16)]
    grid = [
        [Cell("统计指标"), Cell("单位"), Cell("统计数")],
        *rows[:7],
        [Cell(label), Cell("次"), Cell("19")],
        *rows[7:],
    ]
    cut = 0
    for height in range(270, 360, 2):
        layout = Layout(ruling="none", cut=True, page=(500.0, float(height)), margin=60)
        document = read_bytes(pdf_file([TITLE, grid], layout), "r.pdf")
        row = next(each for each in document.blocks if each.span.of(document.text).startswith("(一)"))
        if row.place.page == 1:
            assert f"{label}\t次\t19\n" in document.text, height
            cut += row.place.box[3] > height - 60 - 16
    assert cut


def test_columns_are_read_one_after_the_other():
    paragraphs = [f"第{at}段{LONG}" for at in range(12)]
    assert text_of(TITLE, *paragraphs, layout=Layout(columns=2, size=10)).splitlines() == [TITLE, *paragraphs]


@pytest.mark.parametrize("ruling", ["lines", "fills"])
def test_a_table_in_a_column_stands_where_it_is_read(ruling):
    """A table beside text, and one that goes on at the top of the next column."""
    grid = [
        [Cell("事项"), Cell("单位"), Cell("件数")],
        *([Cell(f"第{at}项"), Cell("件"), Cell(str(at))] for at in range(1, 30)),
    ]
    blocks = [TITLE, *[LONG] * 4, grid, *[LONG] * 2]
    layout = Layout(columns=2, size=10, ruling=ruling, page=(595.0, 700.0))
    document = read_bytes(pdf_file(blocks, layout), "r.pdf")
    [table] = document.tables
    assert len(table.cells) == 3 * len(grid)
    before, after = document.text[: table.span.start], document.text[table.span.end :]
    assert before.split() == [TITLE, *[LONG] * 4]
    assert after.split() == [LONG] * 2


def test_places_are_on_the_page_as_it_is_shown():
    places = []
    for rotate in (0, 90, 180, 270):
        document = read_bytes(pdf_file([TITLE, LONG], Layout(rotate=rotate)), "r.pdf")
        places.append([block.place for block in document.blocks])
    for other in places[1:]:
        for place, same in zip(other, places[0], strict=True):
            assert place.box == pytest.approx(same.box, abs=0.3)


def test_the_title_of_the_properties_counts_where_the_text_has_it():
    own = read_bytes(pdf_file([TITLE, LONG], title=TITLE), "r.pdf")
    other = read_bytes(pdf_file([TITLE, LONG], title="青禾县2019年政府信息公开工作年度报告"), "r.pdf")
    assert (own.title, other.title) == (TITLE, "")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"%PDF-1.7\n", "damaged", id="nothing-behind-the-mark"),
        pytest.param(pdf_file([TITLE, LONG])[:900], "damaged", id="cut-off"),
        pytest.param(pdf_file([TITLE, LONG], password="geheim"), "encrypted", id="password"),
        pytest.param(pdf_file([], Layout(number="")), "damaged", id="no-page"),
        pytest.param(raw_pdf([], ""), "empty", id="blank-page"),
        pytest.param(b"<!doctype html><title>404</title>", "wrong_format", id="page-of-a-site"),
    ],
)
def test_files_that_cannot_be_read(data, reason):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "r.pdf")
    assert caught.value.reason == reason
    assert caught.value.hint


def test_pages_over_the_limit_are_told(monkeypatch):
    monkeypatch.setattr("gongkai.readers.pdf.MAX_PAGES", 2)
    document = read_bytes(pdf_file([TITLE, *[LONG] * 30], Layout(page=(595.0, 300.0))), "r.pdf")
    assert {block.place.page for block in document.blocks} == {1, 2}
    assert any("over the limit of 2 pages, not read" in note for note in document.notes)
    assert MAX_PAGES >= 100


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_changed_bytes_give_a_reading_or_a_reason(seed):
    chance = random.Random(seed)
    data = bytearray(pdf_file([TITLE, LONG, [[Cell("甲"), Cell("3")], [Cell("乙"), Cell("4")]]]))
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    try:
        document = read_bytes(bytes(data), "r.pdf")
    except ReadError as error:
        assert error.hint
    else:
        document.text.encode("utf-8")
        assert all(0 <= block.span.start <= block.span.end <= len(document.text) for block in document.blocks)
