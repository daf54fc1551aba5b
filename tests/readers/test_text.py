"""Decoding of text files: every encoding, any newline, and what is turned away."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.exceptions import ReadError, UnsupportedFormatError
from gongkai.readers import SUFFIXES, read_bytes, read_file
from gongkai.readers.text import decode

SIMPLIFIED = "青川县水务局2012年政府信息公开工作年度报告\n一、概述\n全年主动公开信息86条。"
TRADITIONAL = "青川縣水務局2012年政府信息公開工作年度報告\r\n一、概述\r\n全年主動公開信息86條。"
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "cp950", "utf-16-le", "utf-16-be", "utf-16")
SENTENCES = (
    "全年主动公开政府信息条", "本机关收到申请件", "因政府信息公开提起行政复议", "存在的主要问题和改进措施",
    "全年主動公開政府信息條", "本機關收到申請件", "因政府信息公開提起行政複議", "存在的主要問題和改進措施",
)  # fmt: skip
SIGNS = st.text("0123456789,。、:;()《》“”\t 　%人的一是在不了有和大这主中", max_size=8)
NEWLINES = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])


@st.composite
def reports(draw):
    """A few sentences of report Chinese with signs, figures and one kind of newline in between."""
    newline = draw(NEWLINES)
    parts = draw(st.lists(st.tuples(st.sampled_from(SENTENCES), SIGNS), min_size=2, max_size=8))
    return newline.join(sentence + signs for sentence, signs in parts)


@settings(max_examples=150, deadline=None)
@given(text=reports(), encoding=st.sampled_from(ENCODINGS))
def test_any_report_is_read_back_exactly(text, encoding):
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        text = text.encode(encoding, "ignore").decode(encoding)
        data = text.encode(encoding)
    assert decode(data)[0] == text


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        pytest.param(SIMPLIFIED, "utf-8", "utf-8", id="utf-8"),
        pytest.param(SIMPLIFIED, "utf-8-sig", "utf-8", id="utf-8-mark"),
        pytest.param(SIMPLIFIED, "gbk", "gb18030", id="gbk"),
        pytest.param(TRADITIONAL, "gb18030", "gb18030", id="traditional-gb18030"),
        pytest.param(TRADITIONAL, "big5", "big5", id="big5"),
        pytest.param("費用€12元。" + TRADITIONAL, "cp950", "cp950", id="cp950"),
        pytest.param(SIMPLIFIED, "utf-16", "utf-16-le", id="utf-16-mark"),
        pytest.param(SIMPLIFIED, "utf-16-le", "utf-16-le", id="utf-16-le"),
        pytest.param(SIMPLIFIED, "utf-16-be", "utf-16-be", id="utf-16-be"),
        pytest.param("plain ASCII, figures 12\n", "ascii", "utf-8", id="ascii"),
        pytest.param("\u00a0" * 40 + "水务局\n", "utf-8", "utf-8", id="mostly-spaces"),
    ],
)
def test_encoding_is_named(text, encoding, named):
    assert decode(text.encode(encoding)) == (text, named)


def test_only_the_leading_mark_goes():
    assert decode("\ufeff一、概述\ufeff\r\n政府".encode())[0] == "一、概述\ufeff\r\n政府"


def test_newlines_stand_as_they_are():
    text = "政府信息公开\r年度报告\r\n概述\n\x0b主动公开\u2028条"
    assert decode(text.encode())[0] == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_cut_end_leaves_a_replacement_character(encoding):
    data = (SIMPLIFIED * 3).encode(encoding)[:-4]
    text, named = decode(data + SIMPLIFIED[-1:].encode(encoding)[:1])
    assert named == encoding
    assert text.endswith("\ufffd")
    assert (SIMPLIFIED * 3).startswith(text.rstrip("\ufffd"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="no-bytes"),
        pytest.param(b" \r\n\t", "empty", id="white-space"),
        pytest.param(b"\xef\xbb\xbf", "empty", id="only-a-mark"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "binary", id="pdf"),
        pytest.param(b"PK\x03\x04rest", "binary", id="docx"),
        pytest.param(bytes(range(256)) * 8, "binary", id="all-bytes"),
        pytest.param(b"a\x01\x02\x03b\x04\x05", "binary", id="control-characters"),
        pytest.param("これはテストです。ひらがなだけのぶんしょう".encode("shift_jis"), "undecodable", id="japanese"),
        pytest.param(b"\xff\xfe" + b"\x00\xd8" * 20, "undecodable", id="mark-without-utf-16"),
        pytest.param((SIMPLIFIED * 2).encode("gbk").replace(b"\xb9", b"\xff"), "undecodable", id="many-broken"),
    ],
)
def test_what_is_no_text_is_turned_away(data, reason):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "county/report.txt")
    assert caught.value.reason == reason
    assert str(caught.value).startswith("county/report.txt: ")
    assert caught.value.hint in str(caught.value)


def test_undecodable_names_the_place():
    with pytest.raises(ReadError, match="UTF-8 fails at byte 0"):
        read_bytes("これはテストです。ひらがなだけのぶんしょう".encode("shift_jis"), "r.txt")


def test_read_file_keeps_name_and_hash(tmp_path):
    file = tmp_path / "Report.TXT"
    data = SIMPLIFIED.encode("gbk")
    file.write_bytes(data)
    document = read_file(file, name="2012/Report.TXT")
    assert document.path == "2012/Report.TXT"
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.media_type == "text/plain"
    assert document.encoding == "gb18030"
    assert document.text == SIMPLIFIED
    assert read_file(str(file)).path == str(file)


def test_missing_folder_and_unsupported(tmp_path):
    with pytest.raises(ReadError, match="no such file") as caught:
        read_file(tmp_path / "gone.txt")
    assert caught.value.reason == "missing"
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ReadError, match="folder") as caught:
        read_file(tmp_path / "folder.txt")
    assert caught.value.reason == "unreadable"
    (tmp_path / "scan.djvu").write_bytes(b"II*")
    with pytest.raises(UnsupportedFormatError, match=r"no reader for \.djvu") as caught:
        read_file(tmp_path / "scan.djvu")
    assert caught.value.reason == "unsupported"
    with pytest.raises(UnsupportedFormatError, match="without a suffix"):
        read_bytes(b"x", "README")


def test_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("gongkai.readers.MAX_BYTES", 2**20)
    file = tmp_path / "big.txt"
    file.write_bytes(b"x" * (2**20 + 1))
    for call in (lambda: read_file(file), lambda: read_bytes(b"x" * (2**20 + 1), "big.txt")):
        with pytest.raises(ReadError, match="MiB") as caught:
            call()
        assert caught.value.reason == "too_large"


def test_suffixes():
    assert {".txt", ".text", ".md"} <= set(SUFFIXES)
