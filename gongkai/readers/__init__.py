"""Files to documents: one module a media type, found by the file's suffix.

A reader module has ``MEDIA_TYPE`` and ``read(data: bytes, path: str) -> Document``; it is imported when the first
file of its kind comes. To add a medium: write the module and name its suffixes in ``_READERS``.
"""

from __future__ import annotations

import importlib
from pathlib import Path, PurePath

from gongkai.exceptions import ReadError, UnsupportedFormatError
from gongkai.records import Document

__all__ = ["MAX_BYTES", "SUFFIXES", "read_bytes", "read_file"]

_READERS = {
    ".txt": "gongkai.readers.text",
    ".text": "gongkai.readers.text",
    ".md": "gongkai.readers.text",
    ".pdf": "gongkai.readers.pdf",
}
#: Suffixes of the files that can be read, in lower case.
SUFFIXES: tuple[str, ...] = tuple(_READERS)
#: The largest file that is read, in bytes; a report has some ten thousand, with pictures some million.
MAX_BYTES = 64 * 1024 * 1024


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
    try:
        if not file.exists():
            raise ReadError(shown, "missing", "there is no such file", "check the path")
        if file.is_dir():
            raise ReadError(shown, "unreadable", "this is a folder", "name the files in it")
        _reader_of(file.name, shown)
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(shown, size)
        data = file.read_bytes()
    except OSError as error:
        detail = f"the file cannot be opened ({error.strerror or error})"
        raise ReadError(shown, "unreadable", detail, "check its permissions and that the disk can be read") from error
    return _read(data, shown, file.name)


def read_bytes(data: bytes, path: str) -> Document:
    """Read a report from its bytes; ``path`` names it and its suffix says which reader to take.

    Raises:
        UnsupportedFormatError: there is no reader for this suffix (``unsupported``).
        ReadError: ``too_large``, ``empty``, ``binary`` or ``undecodable``.
    """
    return _read(data, path, path)


def _read(data: bytes, path: str, file_name: str) -> Document:
    reader = _reader_of(file_name, path)
    if len(data) > MAX_BYTES:
        raise _too_large(path, len(data))
    if not data:
        raise ReadError(path, "empty", "the file has no bytes", "fetch it again or leave it out")
    document: Document = importlib.import_module(reader).read(data, path)
    return document


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


def _too_large(path: str, size: int) -> ReadError:
    return ReadError(
        path,
        "too_large",
        f"{size / 2**20:.0f} MiB, more than the {MAX_BYTES // 2**20} MiB that a report may have",
        "split it into one file a report",
    )
