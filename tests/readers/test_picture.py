"""Pictures of reports: what is read where the extra is installed, what is said where it is not, and the limits."""

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from gongkai.exceptions import ReadError
from gongkai.extract import extract_document
from gongkai.readers import read_bytes
from gongkai.readers.ocr_engine import is_installed
from gongkai.records import Source

pytest.importorskip("PIL", reason="pictures are drawn and read with Pillow")

from PIL import Image

from tests.forms.layouts import Cell
from tests.support.drawn import drawn, facts
from tests.support.pictures import font_file, page_of, saved

FIXTURE = Path(__file__).with_name("appeals.png")
needs_engine = pytest.mark.skipif(not is_installed(), reason="takes the extra gongkai[ocr]")
needs_font = pytest.mark.skipif(font_file() is None, reason="takes fonts-wqy-zenhei or fonts-noto-cjk")


@pytest.fixture
def no_engine(monkeypatch):
    monkeypatch.setattr("gongkai.readers.picture.is_installed", lambda: False)


def blank(width=40, height=40):
    return saved(Image.new("RGB", (width, height), "white"))


def test_says_what_to_install(no_engine):
    with pytest.raises(ReadError, match=r"pip install gongkai\[ocr\]") as caught:
        read_bytes(blank(), "a.png")
    assert caught.value.reason == "ocr_missing"


def test_a_page_saved_as_a_picture_is_called_that(no_engine):
    with pytest.raises(ReadError, match="those of a PDF file") as caught:
        read_bytes(b"%PDF-1.7\n", "a.png")
    assert caught.value.reason == "wrong_format"


@needs_engine
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(blank(), "empty", id="blank"),
        pytest.param(blank()[:60], "damaged", id="cut off"),
        pytest.param(b"no picture at all", "damaged", id="no picture"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged", id="only the mark"),
    ],
)
def test_pictures_that_cannot_be_read(data, reason):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.png")
    assert caught.value.reason == reason


@needs_engine
def test_pictures_of_too_many_pixels_are_not_unpacked():
    bomb = saved(Image.new("1", (9_000, 9_000)))
    assert len(bomb) < 20_000
    with pytest.raises(ReadError, match="9000 × 9000 pixels") as caught:
        read_bytes(bomb, "a.png")
    assert caught.value.reason == "too_large"


@needs_engine
def test_the_grid_is_rebuilt_with_boxes_and_scores():
    document = read_bytes(FIXTURE.read_bytes(), "附图.png")
    [table] = document.tables
    assert document.media_type == "image/png"
    assert len(table.cells) == 2 + 7 + 10 + 15
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans[0, 5] == (1, 10)
    assert spans[1, 0] == (2, 1)
    figures = [cell.span.of(document.text) for cell in table.cells if cell.row == 3]
    assert figures == ["7", "1", "0", "2", "10", "0", "1", "0", "3", "4", "12", "0", "0", "5", "17"]
    width, height = Image.open(FIXTURE).size
    for block in document.blocks:
        left, top, right, bottom = block.place.box
        assert block.place.page == 1
        assert -1 <= left < right <= width + 1
        assert -1 <= top < bottom <= height + 1
        assert block.place.score is None or 0.5 <= block.place.score <= 1


@needs_engine
def test_facts_of_a_picture_say_so():
    report = extract_document(read_bytes(FIXTURE.read_bytes(), "附图.png"))
    assert {one.method for one in report.observations} == {"ocr"}
    values = [int(one.value) for one in report.observations if one.source is Source.FORM]
    assert sum(values) == 62


@needs_engine
@needs_font
@pytest.mark.slow
@pytest.mark.parametrize("sample", ["yunzhu-county/2023-yunzhu-county.txt", "yunzhu-county/2016-yunzhu-county.txt"])
def test_samples_drawn_as_pictures_give_their_facts(sample):
    """F1 of at least 0.95 against the text; the figures of a clean standard table come out as they are."""
    source = drawn(sample)
    report = extract_document(read_bytes(saved(page_of(source.blocks)), source.name + ".png"))
    want, got = Counter(facts(source.report)), Counter(facts(report))
    f1 = 2 * sum((want & got).values()) / (sum(want.values()) + sum(got.values()))
    assert f1 >= 0.95


@needs_engine
@needs_font
@pytest.mark.parametrize("words", ["三、本年度办理结果", "二、一般工作"])
def test_labels_set_upright(words):
    grid = [[Cell(words, 1, 8), Cell("甲类事项", 7)], *([Cell(f"第{at}项", 3), Cell(str(at), 4)] for at in range(7))]
    document = read_bytes(saved(page_of([grid], 800)), "a.png")
    first = document.tables[0].cells[0]
    assert first.row_span == 8
    assert first.span.of(document.text) == words


@needs_engine
@needs_font
def test_pages_of_a_tiff_are_numbered(tmp_path):
    pages = [page_of([f"第{word}页的文字在这里"], 800) for word in "一二"]
    file = tmp_path / "a.tif"
    pages[0].save(file, save_all=True, append_images=pages[1:])
    document = read_bytes(file.read_bytes(), "a.tif")
    assert [block.place.page for block in document.blocks] == [1, 2]
    assert document.text.splitlines() == ["第一页的文字在这里", "第二页的文字在这里"]


def test_words_of_a_text_keep_the_method_of_their_rule():
    report = drawn("yunzhu-county/2023-yunzhu-county.txt").report
    assert report.observations
    assert "ocr" not in {one.method for one in report.observations}
    again = extract_document(dataclasses.replace(report.document))
    assert again.observations == report.observations


def askew(degrees):
    """The fixture as a scanner gives it that pulled the sheet in aslant: counter-clockwise, grey, with noise."""
    import numpy as np

    sheet = Image.open(FIXTURE).convert("L")
    wide = Image.new("L", (sheet.width + 80, sheet.height + 120), "white")
    wide.paste(sheet, (40, 60))
    turned = np.asarray(wide.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)).astype(float)
    noise = np.random.default_rng(7).normal(0, 6, turned.shape)
    return Image.fromarray(np.clip(0.9 * turned + 18 + noise, 0, 255).astype("uint8"))


@needs_engine
@pytest.mark.parametrize("degrees", [0.0, 0.4, -0.7, 1.3, -3.1])
def test_the_tilt_of_a_scan_is_told(degrees):
    import numpy as np

    from gongkai.readers.ocr_tilt import tilt_of

    assert tilt_of(np.asarray(askew(degrees))) == pytest.approx(-degrees, abs=0.11)


@needs_engine
def test_places_are_those_on_the_scan_as_it_lies():
    import numpy as np

    from gongkai.readers.ocr_tilt import set_upright, tilted_box
    from gongkai.readers.pdf_page import Box

    sheet = np.full((400, 600, 3), 255, np.uint8)
    sheet[100:110, 450:460] = 0
    upright = set_upright(sheet, 3.0)
    rows, columns = np.nonzero(upright[:, :, 0] < 128)
    box = tilted_box(Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1), 3.0, 600, 400)
    assert (box.x, box.y) == pytest.approx((455, 105), abs=1)


@needs_engine
@pytest.mark.slow
def test_a_scan_that_lies_askew_gives_its_grid():
    document = read_bytes(saved(askew(1.3), "JPEG"), "scan.jpg")
    [table] = document.tables
    figures = [cell.span.of(document.text) for cell in table.cells if cell.row == 3]
    assert figures == ["7", "1", "0", "2", "10", "0", "1", "0", "3", "4", "12", "0", "0", "5", "17"]
