"""Formats that LibreOffice reads better than we could (.doc .wps .rtf .odt .ods, Office 2003 XML).

They are converted to the Office formats of today and read as those; places are those in the converted file. Where
LibreOffice is not installed, the file is rejected with what to install.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
from pathlib import PurePath

from gongkai.exceptions import ReadError
from gongkai.readers import docx, spreadsheet
from gongkai.readers.office.libreoffice import convert, find_program, version
from gongkai.readers.office.package import damaged, encrypted
from gongkai.readers.sniff import NAMES, sniff, wrong_format
from gongkai.records import Document

__all__ = ["MEDIA_TYPE", "read", "to_office"]

MEDIA_TYPE = "application/msword"
_WORD, _CALC = "docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML"
# Kind by the bytes: suffix that LibreOffice knows it by, what it becomes, media type.
_KINDS = {
    "doc": (".doc", _WORD, MEDIA_TYPE),
    "ole": (".wps", _WORD, "application/vnd.ms-works"),
    "rtf": (".rtf", _WORD, "application/rtf"),
    "odt": (".odt", _WORD, "application/vnd.oasis.opendocument.text"),
    "ods": (".ods", _CALC, "application/vnd.oasis.opendocument.spreadsheet"),
    "word_xml": (".xml", _WORD, "application/msword"),
    "excel_xml": (".xml", _CALC, "application/vnd.ms-excel"),
}
_XML_MARKS = ((b"Word.Document", "word_xml"), (b"Excel.Sheet", "excel_xml"))
_HEAD = 4096
_WORD_FILE = frozenset({0xA5EC, 0xA5DC})  # first two bytes of the main stream: Word 97 and later, Word 6 and 95
_ENCRYPTED = 0x0100  # among the flags of its header (MS-DOC 2.5.2, FibBase)


def read(data: bytes, path: str) -> Document:
    """Convert a file and read what comes out.

    Raises:
        ReadError: whatever :func:`to_office`, or reading the converted file, raises.
    """
    converted, program = to_office(data, path)
    kind = _kind(data, path)
    is_sheet = _KINDS[kind][1] == _CALC
    document = spreadsheet.read(converted, path) if is_sheet else docx.read(converted, path)
    return dataclasses.replace(
        document,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=_KINDS[kind][2],
        notes=(f"read through {version(program)}", *document.notes),
    )


def to_office(data: bytes, path: str) -> tuple[bytes, str]:
    """The .docx or .xlsx that LibreOffice makes of a file, and the program that made it.

    The places of what was read, pictures included, are those in this file.

    Raises:
        ReadError: ``converter_missing``, ``converter_failed``, ``encrypted``, ``damaged``, ``out_of_time`` or
            ``wrong_format``.
    """
    kind = _kind(data, path)
    suffix, target, _ = _KINDS[kind]
    if kind in {"doc", "ole"} and _asks_for_password(data):
        raise encrypted(path, "the document")
    program = find_program()
    if program is None:
        part = "libreoffice-calc" if target == _CALC else "libreoffice-writer"
        hint = f"install LibreOffice (on Debian and Ubuntu the package {part}), or save it as .docx or .xlsx"
        detail = f"{PurePath(path).suffix or 'it'} is read through LibreOffice, which is not installed here"
        raise ReadError(path, "converter_missing", detail, hint)
    return convert(data, suffix, target, path, program), program


def _kind(data: bytes, path: str) -> str:
    kind = sniff(data)
    if kind == "encrypted":
        raise encrypted(path, "the document")
    if kind == "xml":
        kind = next((found for mark, found in _XML_MARKS if mark in data[:_HEAD]), kind)
    if kind in _KINDS:
        return kind
    if kind in NAMES and kind != "zip":  # what is left of an OpenDocument file that was cut off
        raise wrong_format(path, kind, PurePath(path).suffix or "no suffix")
    raise damaged(path, "it is no document of Word or WPS, or it is cut off")


def _asks_for_password(data: bytes) -> bool:
    """Whether the header of a Word document says that the rest is encrypted; False where it cannot be found."""
    from xlrd.compdoc import CompDoc, CompDocError  # noqa: PLC0415  only old documents need it

    try:
        stream = CompDoc(data, logfile=io.StringIO()).get_named_stream("WordDocument")
    except (CompDocError, IndexError, AssertionError, ValueError, TypeError):
        return False  # broken; LibreOffice will say so, or mend it
    if stream is None or len(stream) < 12 or int.from_bytes(stream[:2], "little") not in _WORD_FILE:
        return False
    return bool(int.from_bytes(stream[10:12], "little") & _ENCRYPTED)
