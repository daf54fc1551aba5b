"""Files told by their bytes."""

import io
import zipfile

import pytest

from gongkai.readers.sniff import NAMES, sniff, wrong_format


def archive(*names, first=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, first)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(b"%PDF-1.4\n", "pdf", id="pdf"),
        pytest.param(b"HTTP junk\r\n" * 20 + b"%PDF-1.7\n", "pdf", id="pdf-behind-junk"),
        pytest.param(b"<!DOCTYPE html><p>%PDF-1.4</p>", "html", id="html-that-names-pdf"),
        pytest.param(b"\xef\xbb\xbf\r\n<!-- saved\nfrom url=(0022) -->\n<HTML>", "html", id="html-behind-comment"),
        pytest.param('<?xml version="1.0"?>\n<html xmlns="">'.encode("utf-16"), "html", id="xhtml-utf-16"),
        pytest.param(b'<?xml version="1.0"?><Workbook>', "xml", id="xml"),
        pytest.param(b"From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;", "mht", id="mht"),
        pytest.param(archive("[Content_Types].xml", "word/document.xml"), "docx", id="docx"),
        pytest.param(archive("xl/workbook.xml"), "xlsx", id="xlsx"),
        pytest.param(archive("OFD.xml", "Doc_0/Document.xml"), "ofd", id="ofd"),
        pytest.param(archive("mimetype", first=b"application/vnd.oasis.opendocument.text"), "odt", id="odt"),
        pytest.param(archive("2019年报告.txt"), "zip", id="zip"),
        pytest.param(b"PK\x03\x04 cut off", "zip", id="damaged-zip"),
        pytest.param(OLE + "WordDocument".encode("utf-16-le"), "doc", id="doc"),
        pytest.param(OLE + "Workbook".encode("utf-16-le"), "xls", id="xls"),
        pytest.param(OLE, "ole", id="ole"),
        pytest.param(b"{\\rtf1\\ansi", "rtf", id="rtf"),
        pytest.param(b"\xff\xd8\xff\xe0", "jpeg", id="jpeg"),
        pytest.param(b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp", id="webp"),
        pytest.param(b"BM\x1e\x00\x00\x00" + bytes(24), "bmp", id="bmp"),
        pytest.param(b"BM\xe7\xbb\x9f", "", id="text-that-begins-like-bmp"),
        pytest.param("政府信息公开工作年度报告 <table>".encode(), "", id="text"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_kind(data, kind):
    assert sniff(data) == kind
    assert not kind or kind in NAMES


def test_the_message_says_what_to_do():
    error = wrong_format("a/报告.pdf", "html", ".pdf")
    assert error.reason == "wrong_format"
    assert str(error) == (
        "a/报告.pdf: the name ends in .pdf, but the bytes are those of a web page;"
        " rename it to end in .html, or fetch the file again"
    )
