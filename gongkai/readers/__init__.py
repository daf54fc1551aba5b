"""Files to documents: one module a media type, found by the file's suffix.

A reader module has ``MEDIA_TYPE`` and ``read(data: bytes, path: str) -> Document``; it is imported when the first
file of its kind comes. To add a medium: write the module and name its suffixes in ``_READERS``.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError, UnsupportedFormatError
from gongkai.readers.inserted import with_pictures
from gongkai.readers.sniff import sniff
from gongkai.records import Document

if TYPE_CHECKING:
    from gongkai.readers.archive import Member

__all__ = [
    "ARCHIVES",
    "MAX_BYTES",
    "PAGES",
    "PAGE_FOLDERS",
    "PICTURES",
    "SUFFIXES",
    "expand",
    "page_folders",
    "read_bytes",
    "read_file",
]

#: Suffixes of pictures, in lower case; reading them takes the extra ``gongkai[ocr]``.
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
#: Suffixes of web pages.
PAGES = (".html", ".htm", ".shtml", ".xhtml")
#: Suffixes of archives, and of files packed one by one.
ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".tgz", ".gz", ".tbz2", ".bz2", ".txz", ".xz")
_READERS = {
    ".txt": "gongkai.readers.text",
    ".text": "gongkai.readers.text",
    ".md": "gongkai.readers.text",
    ".pdf": "gongkai.readers.pdf",
    **dict.fromkeys(PAGES, "gongkai.readers.html"),
    ".mht": "gongkai.readers.html",
    ".mhtml": "gongkai.readers.html",
    ".docx": "gongkai.readers.docx",
    ".docm": "gongkai.readers.docx",
    ".xlsx": "gongkai.readers.spreadsheet",
    ".xlsm": "gongkai.readers.spreadsheet",
    ".xls": "gongkai.readers.spreadsheet",
    ".et": "gongkai.readers.spreadsheet",
    ".csv": "gongkai.readers.spreadsheet",
    ".doc": "gongkai.readers.converted",
    ".wps": "gongkai.readers.converted",
    ".rtf": "gongkai.readers.converted",
    ".odt": "gongkai.readers.converted",
    ".ods": "gongkai.readers.converted",
    **dict.fromkeys(PICTURES, "gongkai.readers.picture"),
    ".ofd": "gongkai.readers.ofd",
    **dict.fromkeys(ARCHIVES, "gongkai.readers.archive"),
}
# Files of Office and archives are often saved under each other's suffix, and web pages and PDF under theirs: there
# the bytes say which reader to take, where they say anything.
_BY_BYTES = {
    "docx": "gongkai.readers.docx",
    "xlsx": "gongkai.readers.spreadsheet",
    "xls": "gongkai.readers.spreadsheet",
    **dict.fromkeys(("doc", "rtf", "odt", "ods", "xml", "encrypted"), "gongkai.readers.converted"),
    **dict.fromkeys(("html", "mht"), "gongkai.readers.html"),
    "pdf": "gongkai.readers.pdf",
    "ofd": "gongkai.readers.ofd",
}
_WITHOUT_MARK = dict.fromkeys(("gongkai.readers.docx", "gongkai.readers.converted"), "gongkai.readers.text")
_MIXED_UP = frozenset(
    {
        "gongkai.readers.docx",
        "gongkai.readers.spreadsheet",
        "gongkai.readers.converted",
        "gongkai.readers.archive",
    }
)
#: Suffixes of the files that can be read, in lower case.
SUFFIXES: tuple[str, ...] = tuple(_READERS)
_HEAD = 4096  # bytes that tell a page or a PDF from an archive
#: The largest file that is read, in bytes; a report has some ten thousand, with pictures some million.
MAX_BYTES = 64 * 1024 * 1024


def page_folders(folders: Iterable[str], files: Iterable[str]) -> set[str]:
    """Those folders beside some files in which a browser put the parts of one of them, a page saved whole.

    Scripts and styles in them are no files to be read.
    """
    stems = {PurePath(file).stem for file in files if PurePath(file).suffix.lower() in PAGES}
    return set(folders) & {f"{stem}{ending}" for stem in stems for ending in ("_files", ".files")}


def read_file(path: str | Path, name: str | None = None) -> Document:
    """Read one report file.

    Args:
        path: the file.
        name: what ``Document.path`` and messages shall say instead of ``path``.

    Returns:
        The document, its text exactly as decoded (only a leading byte-order mark removed).

    Raises:
        UnsupportedFormatError: there is no reader for this suffix (``unsupported``).
        ReadError: ``missing``, ``unreadable``, ``too_large``, ``empty``, ``binary`` or ``undecodable``.
    """
    shown = str(path) if name is None else name
    file = Path(path)
    return _read(_file_bytes(file, shown), shown, file.name, file.parent)


def read_bytes(data: bytes, path: str, folder: Path | None = None) -> Document:
    """Read a report from its bytes; ``path`` names it and its suffix says which reader to take.

    Args:
        data: the file.
        path: its name.
        folder: where pictures that it names may lie, with its tables for instance; None to look for none.

    Raises:
        UnsupportedFormatError: there is no reader for this suffix (``unsupported``).
        ReadError: ``too_large``, ``empty``, ``binary`` or ``undecodable``.
    """
    return _read(data, path, path, folder)


def expand(path: str | Path, name: str | None = None) -> Iterator[Member]:
    """The reports in a file: those in an archive, else the file itself.

    A corpus calls this for every file and ``read()`` on what it gives; a member's path, ``archive.zip!/member.docx``,
    is its ``Document.path``, and the key of the report is made from it.

    Args:
        path: the file.
        name: what to call it instead of ``path``, with the same suffix.

    Yields:
        Members whose ``read()`` gives a document, or raises the ReadError of that member alone.

    Raises:
        ReadError: the archive as a whole cannot be read: ``missing``, ``unreadable``, ``damaged``, ``encrypted``,
            ``bomb``, ``empty`` or ``converter_missing``.
    """
    from gongkai.readers.archive import Member, members  # noqa: PLC0415

    shown = str(path) if name is None else name
    file = Path(path)
    alone = Member(shown, functools.partial(_file_bytes, file, shown))
    if file.suffix.lower() not in ARCHIVES:
        yield alone
        return
    try:
        _require(file, shown)
        if _is_misnamed(file):
            yield alone
        else:
            yield from members(file, shown)
    except OSError as error:
        raise _unreadable(shown, error) from error


def _is_misnamed(file: Path) -> bool:
    """Whether a file that is called an archive begins like a report: a page saved as .zip."""
    with file.open("rb") as handle:
        head = handle.read(_HEAD)
    return not head or sniff(head) in _BY_BYTES.keys() - {"docx", "xlsx", "ofd", "odt", "ods"}


def _file_bytes(file: Path, shown: str) -> bytes:
    try:
        _require(file, shown)
        _reader_of(file.name, shown)
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(shown, size)
        return file.read_bytes()
    except OSError as error:
        raise _unreadable(shown, error) from error


def _require(file: Path, shown: str) -> None:
    if not file.exists():
        raise ReadError(shown, "missing", "there is no such file", "check the path")
    if file.is_dir():
        raise ReadError(shown, "unreadable", "this is a folder", "name the files in it")
    if not file.is_file():  # a pipe or a device might never end
        raise ReadError(
            shown, "unreadable", "this is a pipe or a device, not a file", "save what comes of it as a file"
        )


def _read(data: bytes, path: str, file_name: str, folder: Path | None) -> Document:
    reader = _reader_of(file_name, path)
    if len(data) > MAX_BYTES:
        raise _too_large(path, len(data))
    if not data:
        raise ReadError(path, "empty", "the file has no bytes", "fetch it again or leave it out")
    if reader in _MIXED_UP:
        kind = sniff(data)
        reader = _BY_BYTES.get(kind, reader if kind else _WITHOUT_MARK.get(reader, reader))
    document: Document = importlib.import_module(reader).read(data, path)
    if reader == "gongkai.readers.archive":
        return document  # its one member was read by this function, pictures included
    return with_pictures(document, data, folder)


def _reader_of(file_name: str, path: str) -> str:
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in _READERS:
        raise UnsupportedFormatError(
            path,
            "unsupported",
            f"no reader for {suffix or 'a file without a suffix'}",
            f"convert it to one of {', '.join(SUFFIXES)}",
        )
    return _READERS[suffix]


def _unreadable(path: str, error: OSError) -> ReadError:
    detail = f"the file cannot be opened ({error.strerror or error})"
    return ReadError(path, "unreadable", detail, "check its permissions and that the disk can be read")


def _too_large(path: str, size: int) -> ReadError:
    return ReadError(
        path,
        "too_large",
        f"{size / 2**20:.0f} MiB, more than the {MAX_BYTES // 2**20} MiB that a report may have",
        "split it into one file a report",
    )
