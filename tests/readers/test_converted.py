"""Formats that LibreOffice converts; what needs it is skipped where it is not installed."""

import functools
import shutil

import pytest

from gongkai.contract import breaches
from gongkai.exceptions import ReadError
from gongkai.extract import extract_document
from gongkai.readers import read_bytes
from gongkai.readers.office import libreoffice
from tests.readers.test_docx import CHINESE, numbered, numbering
from tests.support.drawn import drawn, facts
from tests.support.sheets import xls_file, xlsx_file
from tests.support.word import hand_made, word_file

PROGRAM = libreoffice.find_program()
needs_libreoffice = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")
NAME = "yunzhu-county/2023-yunzhu-county.txt"
RTF = rb"{\rtf1\ansi\ansicpg936 \u20844?\u24320?86\u26465?}"


@functools.cache
def saved_as(data, target):
    return libreoffice.convert(data, ".docx", target, "r.docx", PROGRAM)


def reason(data, name):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    return caught.value.reason


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "target", "media_type"),
    [
        (".doc", "doc:MS Word 97", "application/msword"),
        (".wps", "doc:MS Word 97", "application/msword"),
        (".rtf", "rtf:Rich Text Format", "application/rtf"),
        (".odt", "odt:writer8", "application/vnd.oasis.opendocument.text"),
        (".doc", "xml:MS Word 2003 XML", "application/msword"),
    ],
    ids=["doc", "wps", "rtf", "odt", "xml-named-doc"],
)
def test_a_sample_saved_in_another_format_says_what_its_text_says(suffix, target, media_type):
    sample = drawn(NAME)
    document = read_bytes(saved_as(word_file(sample.blocks), target), f"r{suffix}")
    assert facts(extract_document(document)) == facts(sample.report)
    assert document.media_type == media_type
    assert document.notes[0].startswith("read through LibreOffice ")


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("name", [NAME, "yunzhu-county/2016-yunzhu-county.txt", "yunzhu-county/2019-yunzhu-county.txt"])
def test_a_sample_printed_to_pdf_says_what_its_text_says(name):
    """Pages as an office program sets them, with the fonts it embeds."""
    sample = drawn(name)
    printed = saved_as(word_file(sample.blocks, style="Table Grid"), "pdf:writer_pdf_Export")
    report = extract_document(read_bytes(printed, "r.pdf"))
    assert facts(report) == facts(sample.report)
    assert list(breaches(report)) == []


@needs_libreoffice
@pytest.mark.slow
def test_an_open_document_spreadsheet():
    sample = drawn("yunzhu-county/2018-yunzhu-county.txt")
    data = libreoffice.convert(xlsx_file(sample.blocks), ".xlsx", "ods:calc8", "r.xlsx", PROGRAM)
    assert facts(extract_document(read_bytes(data, "r.ods"))) == facts(sample.report)


@needs_libreoffice
@pytest.mark.slow
def test_numbers_before_headings_survive():
    body = numbered("概述") + numbered("公开", 1) + numbered("2016年", 2) + numbered("复议")
    data = saved_as(hand_made(body, numbering=numbering(*CHINESE)), "doc:MS Word 97")
    assert read_bytes(data, "r.doc").text.splitlines() == ["一、概述", "（一）公开", "1. 2016年", "二、复议"]


@needs_libreoffice
@pytest.mark.slow
def test_a_broken_document_and_a_slow_one(monkeypatch):
    data = saved_as(word_file(["公开86条。"] * 200), "doc:MS Word 97")
    assert reason(data[: len(data) // 2], "r.doc") == "damaged"
    monkeypatch.setattr(libreoffice, "SECONDS", 0)
    assert reason(data, "r.doc") == "out_of_time"
    monkeypatch.undo()
    monkeypatch.setattr(libreoffice, "MAX_MEMORY", 2**20)
    assert reason(data, "r.doc") == "converter_failed"


def test_without_libreoffice_the_reject_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    with pytest.raises(ReadError, match=r"\.rtf is read through LibreOffice.*install LibreOffice.*libreoffice-writer"):
        read_bytes(RTF, "r.rtf")
    assert reason(RTF, "r.doc") == "converter_missing"
    # What the bytes say to be of another format needs no conversion.
    assert read_bytes(word_file(["公开86条。"]), "r.doc").text == "公开86条。\n"
    assert read_bytes("公开86条。\n".encode("gbk"), "r.wps").text == "公开86条。\n"
    assert read_bytes(xls_file(["公开86条。"]), "r.doc").text == "公开86条。\n"


def test_passwords_are_seen_before_anything_is_converted():
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert reason(header + "EncryptedPackage".encode("utf-16-le") * 50, "r.docx") == "encrypted"
    assert reason(header + "EncryptedPackage".encode("utf-16-le") * 50, "r.wps") == "encrypted"
