"""Pictures in reports and beside them: put into the text where they can be read, told where they cannot."""

import hashlib
from pathlib import Path

import pytest

from gongkai.extract import extract_document, extract_file
from gongkai.readers import read_bytes, read_file
from gongkai.readers.inserted import named_pictures
from gongkai.readers.ocr_engine import is_installed
from gongkai.records import Source, TableState

PICTURE = Path(__file__).with_name("appeals.png").read_bytes()
TEXT = (
    "青禾县2022年政府信息公开工作年度报告\n"
    "三、收到和处理政府信息公开申请情况\n"
    "四、政府信息公开行政复议、行政诉讼情况\n"
    "2022年表格(改).png\n"
    "五、存在的主要问题及改进情况\n"
    "队伍建设有待加强。\n"
)
needs_engine = pytest.mark.skipif(not is_installed(), reason="takes the extra gongkai[ocr]")


@pytest.fixture
def report(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "2022年表格(改).png").write_bytes(PICTURE)
    return folder / "a.txt"


def rules(report):
    return {finding.rule: finding for finding in report.findings}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("表格.png", "表格.png"),
        ("\u3000[年报 2.JPG]\r", "年报 2.JPG"),
        ("见表格.png和附件", None),
        ("../表格.png", None),
        ("表格.png | 3", None),
    ],
)
def test_lines_that_name_a_picture(line, name):
    found = named_pictures(f"上文\n{line}\n下文")
    assert [each for _, each in found] == ([name] if name else [])
    for span, each in found:
        assert span.of(f"上文\n{line}\n下文") == each


def test_without_the_engine_the_picture_is_named(report, monkeypatch):
    monkeypatch.setattr("gongkai.readers.inserted.is_installed", lambda: False)
    read = extract_file(report)
    assert read.document.text == TEXT
    assert rules(read)["table_image"].numbers == {"table": "appeals", "pictures": ["2022年表格(改).png"]}
    assert "2022年表格(改).png" in rules(read)["table_image"].message_zh
    assert "picture_not_read" not in rules(read)


def test_a_picture_that_is_no_table_is_named():
    read = extract_document(read_bytes("青禾县2016年政府信息公开工作年度报告\n示意图.png\n".encode(), "a.txt"))
    assert rules(read)["picture_not_read"].numbers == {"pictures": ["示意图.png"]}
    assert rules(read)["picture_not_read"].span.of(read.document.text) == "示意图.png"


@needs_engine
def test_a_picture_beside_the_report_is_read(report):
    read = extract_file(report)
    text = read.document.text
    head, _, tail = TEXT.partition("五、")
    assert text.startswith(head)
    assert text.endswith("五、" + tail)
    assert read.tables["appeals"] is TableState.PRESENT
    assert not {"picture_not_read", "table_image"} & set(rules(read))
    form = [one for one in read.observations if one.source is Source.FORM]
    assert sum(one.value for one in form) == 62
    assert {one.method for one in form} == {"ocr"}
    assert {block.place.path for block in read.document.blocks} == {"2022年表格(改).png"}
    assert read.document.sha256 != hashlib.sha256(TEXT.encode()).hexdigest()
    for table in read.document.tables:
        assert all(table.span.covers(cell.span) for cell in table.cells)
    for one in form:
        assert int(one.span.of(text)) == one.value


@needs_engine
def test_bytes_without_a_folder_have_nothing_beside_them(report):
    document = read_bytes(TEXT.encode(), "a.txt")
    assert document.text == TEXT
    assert "table_image" in rules(extract_document(document))


@needs_engine
def test_links_out_of_the_folder_are_not_followed(report):
    picture = report.with_name("2022年表格(改).png")
    outside = report.parent.parent / "b.png"
    picture.rename(outside)
    picture.symlink_to(outside)
    assert read_file(report).text == TEXT


@needs_engine
def test_a_damaged_picture_beside_the_report_is_noted(report):
    report.with_name("2022年表格(改).png").write_bytes(PICTURE[:200])
    document = read_file(report)
    assert document.text == TEXT
    assert any("2022年表格(改).png: not read: " in note for note in document.notes)


@needs_engine
def test_a_scanned_pdf_is_read(tmp_path):
    image = pytest.importorskip("PIL.Image")
    file = tmp_path / "scan.pdf"
    image.open(Path(__file__).with_name("appeals.png")).convert("RGB").save(file, resolution=150)
    read = extract_file(file)
    [table] = [table for table in read.document.tables if len(table.cells) == 34]
    assert sum(int(cell.span.of(read.document.text)) for cell in table.cells if cell.row == 3) == 62
    boxes = [block.place for block in read.document.blocks if block.place.score is not None]
    assert boxes
    assert all(place.page == 1 and place.box[2] <= 1400 / 150 * 72 + 1 for place in boxes)
    assert not any("not read" in note for note in read.document.notes)
