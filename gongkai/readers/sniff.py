"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile

from gongkai.exceptions import ReadError

__all__ = ["NAMES", "sniff", "wrong_format"]

_HEAD = 4096  # bytes in which a mark of the format must stand
_STARTS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)
# Members by which a package in a zip archive is known, the most telling first.
_PACKAGES = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("ofd.xml", "ofd"))
_OPEN_DOCUMENT = {b"opendocument.text": "odt", b"opendocument.spreadsheet": "ods"}
# Names of streams in an OLE file, as they stand there.
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("EncryptedPackage", "encrypted"), ("PowerPoint", "ppt"))
_MARKUP = re.compile(
    rb"(?:<\?xml.*?\?>|<!--.*?-->|\s)*+<(?:!doctype\s+html|html|head|body|meta|title|script|div|table)\b", re.DOTALL
)
_MAIL = re.compile(rb"^(?:mime-version|from|content-type):", re.MULTILINE)

#: What each kind is called in messages.
NAMES = {
    "pdf": "a PDF file", "html": "a web page", "mht": "a web archive (MHT)", "xml": "an XML file",
    "docx": "a Word document (DOCX)", "xlsx": "a workbook (XLSX)", "pptx": "slides (PPTX)", "ofd": "an OFD file",
    "odt": "an OpenDocument text", "ods": "an OpenDocument spreadsheet", "zip": "a zip archive", "rar": "a RAR archive",
    "7z": "a 7z archive", "gzip": "a gzip archive", "bzip2": "a bzip2 archive", "xz": "an xz archive",
    "tar": "a tar archive", "doc": "an old Word document (DOC)", "xls": "an old workbook (XLS)",
    "ppt": "old slides (PPT)", "encrypted": "an Office file under a password", "ole": "an old Office file",
    "rtf": "an RTF document", "png": "a PNG picture", "jpeg": "a JPEG picture", "gif": "a GIF picture",
    "tiff": "a TIFF picture", "bmp": "a BMP picture", "webp": "a WebP picture",
}  # fmt: skip
_SUFFIXES = {
    "html": ".html",
    "jpeg": ".jpg",
    "tiff": ".tif",
    "gzip": ".gz",
    "bzip2": ".bz2",
    "ole": ".doc",
    "encrypted": ".docx",
}


def sniff(data: bytes) -> str:
    """The kind of a file, one of :data:`NAMES`; "" where the bytes do not tell (plain text, or nothing known).

    Args:
        data: the whole file; only its head, and the list of members of a zip archive, are looked at.
    """
    for mark, kind in _STARTS:
        if data.startswith(mark):
            if kind == "zip":
                return _package(data)
            return _ole(data) if kind == "ole" else kind
    if data[257:262] == b"ustar":
        return "tar"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if (
        data.startswith(b"BM")
        and len(data) > 14
        and int.from_bytes(data[2:6], "little") in range(len(data) - 3, len(data) + 4)
    ):
        return "bmp"
    kind = _markup(data[:_HEAD])
    if not kind and b"%PDF-" in data[:1024]:  # writers may put as many bytes of junk before it
        return "pdf"
    return kind


def wrong_format(path: str, kind: str, expected: str) -> ReadError:
    """The error for a file whose bytes say ``kind`` where its name says ``expected`` (a suffix such as ``.pdf``)."""
    suffix = _SUFFIXES.get(kind, f".{kind}")
    return ReadError(
        path,
        "wrong_format",
        f"the name ends in {expected}, but the bytes are those of {NAMES[kind]}",
        f"rename it to end in {suffix}, or fetch the file again",
    )


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):  # damaged; whoever opens it says how
        return "zip"
    for mark, kind in _PACKAGES:
        if any(name.startswith(mark) for name in names):
            return kind
    if "mimetype" in names[:1]:
        return next((kind for mark, kind in _OPEN_DOCUMENT.items() if mark in data[:200]), "zip")
    return "zip"


def _ole(data: bytes) -> str:
    for name, kind in _STREAMS:
        if name.encode("utf-16-le") in data:
            return kind
    return "ole"


def _markup(head: bytes) -> str:
    for mark in (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"):
        head = head.removeprefix(mark)
    plain = head.replace(b"\x00", b"").lower()  # UTF-16 of ASCII markup
    if _MARKUP.match(plain):
        return "html"
    if plain.startswith(b"<?xml"):
        return "xml"
    return "mht" if _MAIL.match(plain) and b"multipart/related" in plain else ""
