"""Pictures beside a report: read with it, listed once, and read again when they come, change or go."""

from pathlib import Path

import pytest

from gongkai.corpus import READINGS, Corpus, extract_batch
from gongkai.readers.ocr_engine import is_installed
from gongkai.tables import report_id
from tests.pipeline.test_working import contents, read_all

PICTURE = Path(__file__).parents[1] / "readers" / "appeals.png"
NAME = "2022年表格(改).png"
TEXT = (
    "青禾县2022年政府信息公开工作年度报告\n四、政府信息公开行政复议、行政诉讼情况\n"
    f"{NAME}\n五、存在的主要问题及改进情况\n队伍建设有待加强。\n"
)
needs_engine = pytest.mark.skipif(not is_installed(), reason="takes the extra gongkai[ocr]")


@pytest.fixture
def raw(home):
    folder = home / "raw"
    for file in folder.iterdir():
        file.unlink()
    (folder / "a.txt").write_text(TEXT, encoding="gb18030")
    return folder


def paths(store, table):
    at = 1 if table == "documents" else 2
    return [row[at] for row in contents(store)[table]]


def methods(store):
    return {value for row in contents(store)["observations"] for value in row if value == "ocr"}


@needs_engine
@pytest.mark.slow
def test_a_picture_is_read_with_its_report_and_again_when_it_comes_changes_or_goes(store, raw):
    read_all(store)
    without = contents(store)
    assert methods(store) == set()
    (raw / NAME).write_bytes(PICTURE.read_bytes())
    assert len(read_all(store)[1].paths) == 2
    with_picture = contents(store)
    assert methods(store) == {"ocr"}
    assert [len(with_picture[name]) for name in ("documents", "rejects")] == [1, 0]
    assert read_all(store)[1].paths == ()
    (raw / NAME).write_bytes(PICTURE.read_bytes() + b"\0")
    assert len(read_all(store)[1].paths) == 2
    assert methods(store) == {"ocr"}
    assert contents(store)["documents"] != with_picture["documents"]
    (raw / NAME).unlink()
    read_all(store)
    assert contents(store) == without


def read_here(raw, monkeypatch):
    """Without the engine, in this process, where the patch holds."""
    for module in ("inserted", "picture"):
        monkeypatch.setattr(f"gongkai.readers.{module}.is_installed", lambda: False)
    names = sorted(file.name for file in raw.iterdir())
    return {name: table.to_pylist() for name, table in extract_batch(Corpus(str(raw), "v1"), names).items()}


def test_without_the_engine_a_finding_names_it_and_nothing_else(raw, monkeypatch):
    (raw / NAME).write_bytes(PICTURE.read_bytes())
    tables = read_here(raw, monkeypatch)
    assert [len(tables[name]) for name in ("documents", "rejects")] == [1, 0]
    assert [finding["rule"] for finding in tables["findings"] if NAME in finding["message_zh"]] == ["picture_not_read"]
    assert {(row["report_id"], row["file_id"]) for row in tables[READINGS]} == {
        (report_id("a.txt"), report_id("a.txt")), (report_id("a.txt"), report_id(NAME)),
    }  # fmt: skip


def test_a_picture_that_nothing_names_is_a_report_of_its_own(raw, monkeypatch):
    (raw / "other.png").write_bytes(PICTURE.read_bytes())
    [reject] = read_here(raw, monkeypatch)["rejects"]
    assert (reject["path"], reject["reason"]) == ("other.png", "ocr_missing")


@needs_engine
@pytest.mark.slow
def test_a_picture_that_a_page_shows_belongs_to_it(store, raw):
    page = "<title>{0}</title><h1>{0}</h1>{1}"
    words = "<p>本年度主动公开政府信息12条。</p>" * 5 + '<p><img src="./%E8%A1%A8.png"></p>'
    (raw / "b.html").write_text(page.format("青禾县2022年政府信息公开工作年度报告", words), encoding="utf-8")
    (raw / "表.png").write_bytes(PICTURE.read_bytes())
    read_all(store)
    assert sorted(paths(store, "documents")) == ["a.txt", "b.html"]
    assert contents(store)["rejects"] == []
