"""What is in a zip or RAR archive: the names of its members, put right, and how each is unpacked."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError
from gongkai.readers.office.package import damaged, encrypted, member_bytes

if TYPE_CHECKING:
    from rarfile import RarFile, RarInfo

__all__ = ["Entry", "clean_name", "decoded_name", "is_leftover", "raising", "rar_entries", "sized", "zip_entries"]

_LEFTOVERS = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_UNNAMED = "unnamed"  # a member whose name is empty, or leads upwards and nowhere else
_UTF8_NAME = 0x800  # flag of a member whose name is UTF-8
_UNICODE_PATH = 0x7075  # extra field with the name in UTF-8 and a checksum of the other one
_RAR_TOOLS = ("unrar", "unar", "7z", "7zz", "bsdtar")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an archive: its name, the size that the archive tells, and what gives its bytes."""

    name: str
    size: int
    unpack: Callable[[], bytes]


def raising(error: ReadError) -> Callable[[], bytes]:
    """What stands in for unpacking a member that cannot be."""

    def unpack() -> bytes:
        raise error

    return unpack


def sized(size: int, unpack: Callable[[], bytes], path: str) -> Callable[[], bytes]:
    """``unpack``, but for members that no reader would take."""
    from gongkai.readers import MAX_BYTES  # noqa: PLC0415  it names this module

    if size <= MAX_BYTES:
        return unpack
    detail = f"{size >> 20} MiB, more than the {MAX_BYTES >> 20} MiB that a report may have"
    return raising(ReadError(path, "too_large", detail, "split it into one file a report"))


def zip_entries(archive: zipfile.ZipFile, path: str) -> Iterator[Entry]:
    """The files in a zip archive that was opened."""
    for info in archive.infolist():
        name = clean_name(_zip_name(info))
        # Not by is_dir(), which before Python 3.12 takes no empty name.
        if info.filename.endswith("/") or is_leftover(name):
            continue

        def unpack(info: zipfile.ZipInfo = info, name: str = name) -> bytes:
            return member_bytes(archive, info, f"{path}!/{name}")

        yield Entry(name, info.file_size, sized(info.file_size, unpack, f"{path}!/{name}"))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; where the archive does not tell the encoding, UTF-8 if it is that, else a Chinese one."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    return _unicode_path(info.extra, raw) or decoded_name(raw)


def decoded_name(raw: bytes) -> str:
    """A name of which the archive does not tell the encoding."""
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


def rar_entries(source: bytes | Path, path: str) -> Iterator[Entry]:
    """The files in a RAR archive.

    Raises:
        ReadError: ``damaged`` or ``encrypted``.
    """
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
        name = clean_name(info.filename if is_unicode else decoded_name(info.orig_filename))
        if info.is_dir() or info.is_symlink() or is_leftover(name):
            continue

        def unpack(info: RarInfo = info, name: str = name) -> bytes:
            return _rar_bytes(archive, info, f"{path}!/{name}")

        yield Entry(name, info.file_size, sized(info.file_size, unpack, f"{path}!/{name}"))


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


def clean_name(name: str) -> str:
    """A name with ``/`` between folders, without steps upwards, drive letters and control characters; never empty."""
    name = _CONTROLS.sub("_", name.split("\x00", maxsplit=1)[0].replace("\\", "/"))
    name = re.sub("^[A-Za-z]:", "", name)
    parts = [part for part in name.split("/") if part not in {"", ".", ".."}]
    return "/".join(parts).encode("utf-8", "replace").decode("utf-8") or _UNNAMED


def is_leftover(name: str) -> bool:
    """Whether a name is hidden, the system's own, or the lock of an open Office file."""
    return not name or any(
        part.startswith((".", "~$")) or part.lower() in _LEFTOVERS for part in PurePosixPath(name).parts
    )
