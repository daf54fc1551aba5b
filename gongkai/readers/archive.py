"""Archives of reports (.zip, .rar): each member a document of its own, called ``archive.zip!/folder/member.docx``.

Members are unpacked in memory, one at a time, only as many bytes as the archive says they have. Archives within
archives are opened as well, a few deep. What the system leaves in archives (``__MACOSX``, hidden files) is no member.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError, UnsupportedFormatError
from gongkai.readers.office.package import MAX_MEMBERS, damaged, encrypted, member_bytes, open_zip
from gongkai.records import Document

if TYPE_CHECKING:
    from rarfile import RarFile, RarInfo

__all__ = ["ARCHIVES", "MAX_DEPTH", "MAX_UNPACKED", "MEDIA_TYPE", "Member", "members", "read"]

MEDIA_TYPE = "application/zip"
#: Bytes that all members of an archive may have together, those of archives in it included.
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
#: How many archives may stand in each other.
MAX_DEPTH = 3
#: Suffixes of archives.
ARCHIVES = (".zip", ".rar")
_PACKAGE_MARKS = frozenset({"[content_types].xml", "ofd.xml"})
_LEFTOVERS = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_UTF8_NAME = 0x800  # flag of a member whose name is UTF-8
_UNICODE_PATH = 0x7075  # extra field with the name in UTF-8 and a checksum of the other one
_RAR_TOOLS = ("unrar", "unar", "7z", "7zz", "bsdtar")


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive, or a file that is no archive.

    Attributes:
        path: its name; the report's key is made from it.
        unpack: gives its bytes; raises ReadError where that fails.
    """

    path: str
    unpack: Callable[[], bytes]

    def read(self) -> Document:
        """The document.

        Raises:
            ReadError: whatever unpacking it or its reader raises.
        """
        from gongkai.readers import read_bytes  # noqa: PLC0415  it names this module

        return read_bytes(self.unpack(), self.path)


def members(source: bytes | Path, path: str) -> Iterator[Member]:
    """The reports in an archive, in its order.

    Args:
        source: the archive's bytes, or where it lies.
        path: its name.

    Raises:
        ReadError: ``damaged``, ``encrypted``, ``bomb``, ``empty`` or ``converter_missing`` (no tool for RAR). What is
            wrong with one member only is raised when that one is unpacked.
    """
    found = False
    for member in _Opening(MAX_UNPACKED).members(source, path, 1):
        found = True
        yield member
    if not found:
        raise ReadError(path, "empty", "the archive holds no files", "fetch it again or leave it out")


def read(data: bytes, path: str) -> Document:
    """Read an archive that holds one report.

    Raises:
        ReadError: ``several_reports``, or what :func:`members` or the report's reader raises.
    """
    found = list(members(data, path))
    if found[0].path == path:
        hint = "give it the suffix of what it is"
        raise UnsupportedFormatError(path, "unsupported", "a package of a kind for which there is no reader", hint)
    if len(found) > 1:
        hint = "unpack it, or have it read as a corpus, which takes each of them"
        raise ReadError(path, "several_reports", f"the archive holds {len(found)} files", hint)
    return found[0].read()


class _Opening:
    """Opens one archive and those in it, all from one budget of bytes and members."""

    def __init__(self, budget: int) -> None:
        self._bytes = budget
        self._members = MAX_MEMBERS

    def members(self, source: bytes | Path, path: str, depth: int) -> Iterator[Member]:
        """The members of one archive; those of archives in it in their place."""
        if _head(source).startswith(b"Rar!"):
            entries = list(_rar_entries(source, path))
        else:
            archive = open_zip(source, path, self._bytes)
            if any(name.lower() in _PACKAGE_MARKS for name in archive.namelist()):
                yield Member(path, _bytes_of(source))  # an Office file under another name
                return
            entries = list(_zip_entries(archive, path))
        self._spend(sum(entry.size for entry in entries), len(entries), path)
        for entry, name in zip(entries, _distinct([entry.name for entry in entries]), strict=True):
            inner = f"{path}!/{name}"
            if name.lower().endswith(ARCHIVES):
                yield from self._nested(entry, inner, depth)
            else:
                yield Member(inner, entry.unpack)

    def _spend(self, size: int, count: int, path: str) -> None:
        self._bytes -= size
        self._members -= count
        if self._bytes < 0 or self._members < 0:
            detail = f"with the archives in it, it holds more than {MAX_MEMBERS} files or {MAX_UNPACKED >> 20} MiB"
            raise ReadError(path, "bomb", detail, "unpack it, and put the reports into the folder as single files")

    def _nested(self, entry: _Entry, path: str, depth: int) -> Iterator[Member]:
        """What is in an archive within an archive; what cannot be opened is a member that says so."""
        try:
            if depth >= MAX_DEPTH:
                detail = f"archives stand in each other more than {MAX_DEPTH} deep"
                raise ReadError(path, "bomb", detail, "unpack it, and put the reports into the folder as single files")
            yield from self.members(entry.unpack(), path, depth + 1)
        except ReadError as error:
            yield Member(path, _raising(error))


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    size: int
    unpack: Callable[[], bytes]


def _raising(error: ReadError) -> Callable[[], bytes]:
    def unpack() -> bytes:
        raise error

    return unpack


def _bytes_of(source: bytes | Path) -> Callable[[], bytes]:
    return source.read_bytes if isinstance(source, Path) else lambda: source


def _head(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as handle:
            return handle.read(8)
    return source[:8]


def _sized(size: int, unpack: Callable[[], bytes], path: str) -> Callable[[], bytes]:
    """``unpack``, but for members that no reader would take."""
    from gongkai.readers import MAX_BYTES  # noqa: PLC0415  it names this module

    if size <= MAX_BYTES:
        return unpack
    detail = f"{size >> 20} MiB, more than the {MAX_BYTES >> 20} MiB that a report may have"
    return _raising(ReadError(path, "too_large", detail, "split it into one file a report"))


def _zip_entries(archive: zipfile.ZipFile, path: str) -> Iterator[_Entry]:
    for info in archive.infolist():
        name = _clean(_zip_name(info))
        if info.is_dir() or _is_leftover(name):
            continue

        def unpack(info: zipfile.ZipInfo = info, name: str = name) -> bytes:
            return member_bytes(archive, info, f"{path}!/{name}")

        yield _Entry(name, info.file_size, _sized(info.file_size, unpack, f"{path}!/{name}"))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; where the archive does not tell the encoding, UTF-8 if it is that, else a Chinese one."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    return _unicode_path(info.extra, raw) or _decoded(raw)


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in the extra field, where it was made for the name that the member has."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        content, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(content) > 5 and int.from_bytes(content[1:5], "little") == zlib.crc32(raw):
            return content[5:].decode("utf-8", "replace")
    return ""


def _rar_entries(source: bytes | Path, path: str) -> Iterator[_Entry]:
    import rarfile  # noqa: PLC0415  few archives are RAR

    try:
        archive = rarfile.RarFile(BytesIO(source) if isinstance(source, bytes) else source)
        if archive.needs_password() and not archive.infolist():
            raise encrypted(path, "the archive")
        infos = archive.infolist()
    except rarfile.NeedFirstVolume as error:
        hint = "unpack it with its first part beside it"
        raise ReadError(path, "damaged", "this is a later part of an archive in parts", hint) from error
    except (rarfile.Error, struct.error, ValueError, IndexError) as error:
        raise damaged(path, f"the RAR archive is cut off or broken ({error})") from error
    for info in infos:
        # Names of old archives without a flag are in the encoding of the system that packed them.
        is_unicode = not info.orig_filename or info.flags & rarfile.RAR_FILE_UNICODE
        name = _clean(info.filename if is_unicode else _decoded(info.orig_filename))
        if info.is_dir() or info.is_symlink() or _is_leftover(name):
            continue

        def unpack(info: RarInfo = info, name: str = name) -> bytes:
            return _rar_bytes(archive, info, f"{path}!/{name}")

        yield _Entry(name, info.file_size, _sized(info.file_size, unpack, f"{path}!/{name}"))


def _rar_bytes(archive: RarFile, info: RarInfo, path: str) -> bytes:
    import rarfile  # noqa: PLC0415

    if info.needs_password():
        raise encrypted(path)
    try:
        with archive.open(info) as handle:
            data: bytes = handle.read(info.file_size)
    except rarfile.RarCannotExec as error:
        hint = "install one (on Debian and Ubuntu the package unar or libarchive-tools), or pack it as zip"
        detail = f"unpacking RAR takes one of the programs {', '.join(_RAR_TOOLS)}, and none is installed here"
        raise ReadError(path, "converter_missing", detail, hint) from error
    except (rarfile.Error, OSError, EOFError, ValueError) as error:
        raise damaged(path, f"it cannot be unpacked ({error})") from error
    if len(data) != info.file_size:
        raise damaged(path, f"it has {len(data)} bytes where the archive says {info.file_size}")
    return data


def _clean(name: str) -> str:
    """A name with ``/`` between folders, without steps upwards, drive letters and control characters."""
    name = _CONTROLS.sub("_", name.split("\x00", maxsplit=1)[0].replace("\\", "/"))
    name = re.sub("^[A-Za-z]:", "", name)
    parts = [part for part in name.split("/") if part not in {"", ".", ".."}]
    return "/".join(parts).encode("utf-8", "replace").decode("utf-8")


def _is_leftover(name: str) -> bool:
    """Whether a name is hidden, the system's own, or the lock of an open Office file."""
    return not name or any(
        part.startswith((".", "~$")) or part.lower() in _LEFTOVERS for part in PurePosixPath(name).parts
    )


def _distinct(names: list[str]) -> Iterator[str]:
    """Names told apart by a number where an archive has several members of one name."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        path = PurePosixPath(name)
        yield name if seen[name] == 1 else str(path.with_name(f"{path.stem} ({seen[name]}){path.suffix}"))
