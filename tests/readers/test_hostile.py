"""Hostile and broken files, read as a corpus: one reject with the file, the fault and what to do, or one reading."""

import io
import os
import struct
import time
import zipfile
import zlib

import pytest

from gongkai import intake
from gongkai.corpus import Corpus, extract_batch
from gongkai.exceptions import ReadError
from gongkai.limits import Limits
from gongkai.readers import SUFFIXES, read_file
from tests.support.word import hand_made, package, paragraph, word_file

TEXT = "云渚县水务局2019年政府信息公开工作年度报告\n一、概述\n全年主动公开政府信息86条。\n"
LIMITS = Limits(seconds=60, characters=5_000_000, blocks=300_000)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(12))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def zipped(**members):
    return package({name.replace("__", "."): data for name, data in members.items()})


def png(width, height):
    """A picture that says it is so large; its pixels, all one, pack well."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(10_000_000))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def nested_zip(depth):
    data = zipped(r__txt=TEXT)
    for _ in range(depth):
        data = zipped(deeper__zip=data)
    return data


def pdf(pages):
    """A PDF of so many empty pages, all one object."""
    kids = " ".join(["3 0 R"] * pages)
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Count {pages}/Kids[{kids}]>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 40>>stream\nBT /F 12 Tf 20 100 Td (Report 2019) Tj ET\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ).encode()


ANY = {"binary", "damaged", "wrong_format", "ocr_missing", "converter_missing", "undecodable", "empty"}
HOSTILE = [
    pytest.param("a.zip", zipped(r__txt=bytes(60 << 20)), {"bomb"}, id="zip-bomb"),
    pytest.param("a.docx", zipped(word__document__xml=bytes(60 << 20)), {"bomb"}, id="docx-bomb"),
    pytest.param("a.zip", nested_zip(6), {"bomb"}, id="zip-in-zip"),
    pytest.param("a.zip", zipped(**{f"{at}__txt": b"" for at in range(10_001)}), {"bomb"}, id="too-many-members"),
    pytest.param("a.docx", package({"word/document.xml": LAUGHS + "<x>&m;</x>"}), {"bomb"}, id="entity-bomb-docx"),
    pytest.param("a.docx", package({"word/document.xml": OUTSIDE + "<x>&e;</x>"}), {"bomb"}, id="outer-entity-docx"),
    pytest.param(
        "a.xlsx", package({"xl/workbook.xml": LAUGHS + "<x>&m;</x>", "[Content_Types].xml": "<Types/>"}), {"bomb"},
        id="entity-bomb-xlsx",
    ),
    pytest.param("a.ofd", package({"OFD.xml": LAUGHS + "<x>&m;</x>"}), {"bomb", "damaged"}, id="entity-bomb-ofd"),
    pytest.param("a.png", png(100_000, 100_000), {"ocr_missing", "too_large"}, id="huge-picture"),
    pytest.param("a.html", b"<div>" * 300_000 + TEXT.encode(), {"too_large"}, id="endless-nesting-html"),
    pytest.param("a.docx", hand_made("<w:sdt><w:sdtContent>" * 50_000), {"damaged", "too_large"}, id="nesting-docx"),
    pytest.param("a.pdf", b"<!DOCTYPE html><p>404</p>", {"wrong_format"}, id="page-as-pdf"),
    pytest.param("a.html", b"%PDF-1.4\n%", {"wrong_format"}, id="pdf-as-page"),
    pytest.param("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, {"binary"}, id="picture-as-text"),
    pytest.param("a.txt", b"\xff\x81" * 400, {"binary", "undecodable"}, id="no-text"),
    pytest.param("a.docx", word_file(TEXT.splitlines())[:-400], {"damaged"}, id="docx-cut-off"),
    pytest.param("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(600),
                 {"encrypted"}, id="docx-under-a-password"),
    pytest.param("a.txt", ("政" * 6_000_000).encode(), {"too_much_text"}, id="too-much-text"),
    *(pytest.param(f"a{suffix}", b"", {"empty"}, id=f"empty{suffix}") for suffix in SUFFIXES),
    *(pytest.param(f"a{suffix}", b"\0" * 5000, ANY, id=f"zeros{suffix}") for suffix in SUFFIXES),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "reasons"), HOSTILE)
def test_one_reject_with_what_to_do(tmp_path, name, data, reasons):
    (tmp_path / name).write_bytes(data)
    started = time.monotonic()
    tables = extract_batch(Corpus(str(tmp_path), "v1", LIMITS), [name])
    assert time.monotonic() - started < LIMITS.seconds
    (reject,) = tables["rejects"].to_pylist()
    assert reject["reason"] in reasons
    assert reject["path"].split("!/")[0] == name
    place, _, rest = reject["message"].partition(": ")
    fault, _, hint = rest.rpartition("; ")
    assert place == reject["path"]
    assert fault
    assert hint
    assert tables["documents"].num_rows == 0


def test_thousands_of_pages_are_read_as_far_as_the_limit_goes(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(5000))
    tables = extract_batch(Corpus(str(tmp_path), "v1", LIMITS), ["a.pdf"])
    (document,) = tables["documents"].to_pylist()
    assert "over the limit of 400 pages, not read" in document["notes"]
    assert max(tables["blocks"]["page"].to_pylist()) == 400


def test_words_from_outside_of_a_page_are_not_read(tmp_path):
    page = OUTSIDE.replace("<!DOCTYPE x", "<!DOCTYPE html") + f"<html><body><p>{TEXT}</p><p>&e;</p></body></html>"
    (tmp_path / "a.xhtml").write_text(page, "utf-8")
    (tmp_path / "b.html").write_text(f"<p>{TEXT}</p><iframe src='file:///etc/hostname'></iframe>", "utf-8")
    documents = extract_batch(Corpus(str(tmp_path), "v1", LIMITS), ["a.xhtml", "b.html"])["documents"].to_pylist()
    host = open("/etc/hostname", encoding="utf-8").read().strip() if os.path.exists("/etc/hostname") else "no name"  # noqa: PTH110, PTH123, SIM115
    assert documents
    assert all(host not in document["text"] for document in documents)


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "a\x1b[31mb.txt", "a\u2028\u202eb.txt", "a'; drop table x;--.txt", "!.txt", "..txt"]
)
def test_names_with_odd_characters_are_read_and_told_in_one_line(tmp_path, name):
    (tmp_path / name).write_text(TEXT, "utf-8")
    (tmp_path / f"{name}.bin").write_bytes(b"x")
    tables = extract_batch(Corpus(str(tmp_path), "v1", LIMITS), [name, f"{name}.bin"])
    assert tables["documents"]["path"].to_pylist() == [name]
    (reject,) = tables["rejects"].to_pylist()
    assert not set(reject["message"]) & set("\n\r\x1b\u2028")


def test_links_that_leave_the_folder_are_not_followed(tmp_path):
    root = tmp_path / "raw"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text(TEXT, "utf-8")
    (root / "sub" / "a.txt").symlink_to(tmp_path / "secret.txt")
    (root / "b.txt").symlink_to(root / "b.txt")
    (root / "c.txt").symlink_to(root / "sub" / "d.txt")
    (root / "sub" / "d.txt").write_text(TEXT, "utf-8")
    (root / "sub" / "away").symlink_to(tmp_path)
    paths = ["sub/a.txt", "b.txt", "c.txt", "sub/away/secret.txt", "../secret.txt"]
    tables = extract_batch(Corpus(str(root), "v1", LIMITS), paths)
    assert tables["documents"]["path"].to_pylist() == ["c.txt"]
    found = {row["path"]: row["reason"] for row in tables["rejects"].to_pylist()}
    assert found.pop("b.txt") in {"missing", "unreadable", "outside"}
    assert set(found.values()) == {"outside"}


def test_a_picture_beside_a_page_that_leads_out_is_not_looked_at(tmp_path):
    from gongkai.readers.inserted import _beside

    (tmp_path / "raw").mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (tmp_path / "raw" / "t.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "raw" / "own.png").write_bytes(b"x")
    assert _beside(tmp_path / "raw", "t.png", "a.html") is None
    assert _beside(tmp_path / "raw", "../secret.png", "a.html") is None
    assert _beside(tmp_path / "raw", "own.png", "a.html") == tmp_path / "raw" / "own.png"


def test_a_file_that_changes_while_it_is_read_is_told_and_tried_again(tmp_path, monkeypatch):
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    real = intake.read_within

    def grows(*arguments):
        report = real(*arguments)
        file.write_text(TEXT + "更多", "utf-8")
        return report

    monkeypatch.setattr(intake, "read_within", grows)
    tables = extract_batch(Corpus(str(tmp_path), "v1", LIMITS), ["a.txt"])
    (reject,) = tables["rejects"].to_pylist()
    assert (reject["reason"], tables["documents"].num_rows) == ("changed", 0)
    assert "run again when it is complete" in reject["message"]
    assert tables["readings"]["sha256"].to_pylist() == [None]


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(ReadError, match="a pipe or a device"):
        read_file(tmp_path / "a.txt")


def test_a_member_that_is_broken_costs_the_others_nothing(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("一.txt", TEXT)
        archive.writestr("二.docx", LAUGHS)
        archive.writestr("三.html", b"<div>" * 300_000)
        archive.writestr("四.txt", TEXT.replace("2019", "2020"))
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    tables = extract_batch(Corpus(str(tmp_path), "v1", LIMITS), ["a.zip"])
    assert tables["documents"]["path"].to_pylist() == ["a.zip!/一.txt", "a.zip!/四.txt"]
    assert [row["path"] for row in tables["rejects"].to_pylist()] == ["a.zip!/二.docx", "a.zip!/三.html"]


def test_a_deeply_nested_word_file_is_read_or_rejected(tmp_path):
    body = "<w:tbl><w:tr><w:tc>" * 120 + paragraph("全年公开86条。") + "</w:tc></w:tr></w:tbl>" * 120
    (tmp_path / "a.docx").write_bytes(hand_made(body))
    tables = extract_batch(Corpus(str(tmp_path), "v1", LIMITS), ["a.docx"])
    assert tables["documents"].num_rows + tables["rejects"].num_rows == 1
    assert "internal_error" not in tables["rejects"]["reason"].to_pylist()
