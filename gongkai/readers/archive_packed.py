"""What is in a 7z or tar archive, and files packed one by one (.gz, .bz2, .xz).

Nothing is written to disk: a tar archive that is packed is unpacked in memory, up to a limit; of a 7z archive, whose
members are often packed in one stream, all are unpacked at the first, if they are not too many bytes together.
"""

from __future__ import annotations

import bz2
import functools
import gzip
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Protocol

from gongkai.exceptions import ReadError
from gongkai.readers.archive_entries import Entry, clean_name, decoded_name, is_leftover, raising, sized
from gongkai.readers.office.package import MAX_RATIO, MAX_UNPACKED, damaged, encrypted

if TYPE_CHECKING:
    from py7zr import FileInfo

__all__ = ["PACKED", "opened", "seven_zip_entries", "tar_entries", "unpacked"]

_BLOCK = 512  # bytes, of which tar archives consist
_PIECE = 1 << 20
_SMALL = 16 * 1024 * 1024  # bytes below which any ratio will do
_MOST = 2 * 1024 * 1024 * 1024  # bytes that a 7z archive may unpack to, whatever it says of itself
_AT_ONCE = 256 * 1024 * 1024  # bytes of a 7z archive's members that are unpacked together


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _gzip(file: IO[bytes]) -> _Stream:
    return gzip.GzipFile(fileobj=file)


def _bz2(file: IO[bytes]) -> _Stream:
    return bz2.BZ2File(file)


def _xz(file: IO[bytes]) -> _Stream:
    return lzma.LZMAFile(file)


#: First bytes of files that are packed as one stream, and what unpacks them.
PACKED: dict[bytes, Callable[[IO[bytes]], _Stream]] = {b"\x1f\x8b": _gzip, b"BZh": _bz2, b"\xfd7zXZ\x00": _xz}
_FAULTS = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
# What the library for 7z raises where a header holds nonsense, apart from faults of its own.
_ON_NONSENSE = (struct.error, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RuntimeError)


def opened(source: bytes | Path) -> IO[bytes]:
    """The bytes of an archive, to be read from anywhere."""
    return BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def unpacked(source: bytes | Path, stream_of: Callable[[IO[bytes]], _Stream], path: str) -> bytes:
    """A file that was packed as one stream.

    Raises:
        ReadError: ``damaged``, or ``bomb`` where more comes of it than may.
    """
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    most = min(MAX_UNPACKED, max(_SMALL, MAX_RATIO * size))
    made = bytearray()
    try:
        with opened(source) as file:
            stream = stream_of(file)
            while piece := stream.read(_PIECE):
                made += piece
                if len(made) > most:
                    break
    except _FAULTS as error:
        raise damaged(path, f"it is cut off or broken ({error})") from error
    if len(made) > most:
        detail = f"its {size} bytes unpack to more than the {most >> 20} MiB allowed"
        hint = "check where it comes from, and put the reports into the folder as single files"
        raise ReadError(path, "bomb", detail, hint)
    return bytes(made)


def tar_entries(source: bytes | Path, path: str) -> Iterator[Entry]:
    """The files in a tar archive: regular ones alone, no links and no devices.

    Raises:
        ReadError: ``damaged``: its beginning is none of a tar archive.
    """
    file = opened(source)
    infos: list[tarfile.TarInfo] = []
    fault = ""
    try:
        archive = tarfile.TarFile(fileobj=file, encoding="utf-8", errors="surrogateescape")
        while (info := archive.next()) is not None:
            infos.append(info)
        file.seek(archive.offset)
        if file.read(_BLOCK).strip(b"\0"):  # the library takes what it cannot read for the end
            fault = "what follows is no header of a file"
    except (tarfile.TarError, *_FAULTS, OverflowError) as error:
        if not infos:
            raise damaged(path, f"the tar archive is cut off or broken ({error})") from error
        fault = str(error)
    for info in infos:
        name = clean_name(decoded_name(info.name.encode("utf-8", "surrogateescape")))
        if info.isreg() and not is_leftover(name):
            unpack = functools.partial(_tar_bytes, archive, info, f"{path}!/{name}")
            yield Entry(name, info.size, sized(info.size, unpack, f"{path}!/{name}"))
    if fault:
        detail = f"the tar archive is cut off or broken behind its first {len(infos)} files ({fault})"
        yield Entry("", 0, raising(damaged(path, detail)))


def _tar_bytes(archive: tarfile.TarFile, info: tarfile.TarInfo, path: str) -> bytes:
    try:
        file = archive.extractfile(info)
        data = file.read() if file is not None else b""
    except (tarfile.TarError, KeyError, *_FAULTS) as error:
        raise damaged(path, f"it cannot be unpacked ({error})") from error
    if len(data) != info.size:
        raise damaged(path, f"it has {len(data)} bytes where the archive says {info.size}")
    return data


def seven_zip_entries(source: bytes | Path, path: str) -> Iterator[Entry]:
    """The files in a 7z archive.

    Raises:
        ReadError: ``damaged`` or ``encrypted``.
    """
    archive = _SevenZip(source, path)
    for index, info in archive.files:
        name = clean_name(info.filename)
        if not is_leftover(name):
            unpack = functools.partial(archive.unpack, index, f"{path}!/{name}")
            yield Entry(name, info.uncompressed, sized(info.uncompressed, unpack, f"{path}!/{name}"))


class _SevenZip:
    """A 7z archive; the library reads it from its beginning each time that something is unpacked."""

    def __init__(self, source: bytes | Path, path: str) -> None:
        import py7zr  # noqa: PLC0415  few archives are 7z

        self._source = source
        self._kept: dict[int, bytes] | None = None
        with _seven_zip_faults(path), opened(source) as file, py7zr.SevenZipFile(file) as archive:
            self._infos: list[FileInfo] = archive.list()
            self._locked = archive.needs_password()
        self.files = [(index, info) for index, info in enumerate(self._infos) if info.is_file]
        self._together = sum(info.uncompressed for _, info in self.files)

    def unpack(self, index: int, path: str) -> bytes:
        """The bytes of one member.

        Raises:
            ReadError: ``damaged``, ``encrypted`` or ``unsupported`` (a way of packing that the library lacks).
        """
        info = self._infos[index]
        if self._locked:
            raise encrypted(path)
        if _leads_out(info.filename):
            raise damaged(path, "its name in the archive leads out of the folder that it is unpacked to")
        if self._kept is None:
            self._kept = self._all() if self._together <= _AT_ONCE else {}
        data = self._kept.get(index)
        if data is None:
            data = self._read({info.filename}, path).get(index, b"")
        if len(data) != info.uncompressed:
            raise damaged(path, f"it has {len(data)} bytes where the archive says {info.uncompressed}")
        return data

    def _all(self) -> dict[int, bytes]:
        """All members; none where one of them is broken, so that each is tried by itself."""
        try:
            return self._read(None, "")
        except ReadError:  # told by the member that it comes from
            return {}

    def _read(self, names: Collection[str] | None, path: str) -> dict[int, bytes]:
        """The bytes of members by their position in the archive."""
        import py7zr  # noqa: PLC0415

        products = _Products()
        with (
            _seven_zip_faults(path),
            opened(self._source) as file,
            py7zr.SevenZipFile(file, max_extract_size=_MOST) as archive,
        ):
            archive.extract(targets=names, factory=products)
        # Equal names are told apart by their order alone.
        wanted = [
            index
            for index, info in enumerate(self._infos)
            if not info.is_directory and (names is None or info.filename in names)
        ]
        if len(wanted) != len(products.made):
            raise damaged(path, "the archive holds things that are no files, and cannot be told apart from those")
        return {index: bytes(part.data) for index, part in zip(wanted, products.made, strict=True)}


def _leads_out(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." in parts or parts[:1] == ("/",)


class _Part:
    """What the library writes a member to (its ``Py7zIO``)."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)

    def read(self, size: int | None = None) -> bytes:
        return bytes(self.data[:size])

    def seek(self, offset: int, _whence: int = 0) -> int:
        return offset

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written stays."""

    def size(self) -> int:
        return len(self.data)


class _Products:
    """Where the library puts what it unpacks (its ``WriterFactory``): one part a member, in order."""

    def __init__(self) -> None:
        self.made: list[_Part] = []

    def create(self, _filename: str) -> _Part:
        self.made.append(_Part())
        return self.made[-1]


@contextmanager
def _seven_zip_faults(path: str) -> Iterator[None]:
    """What the library raises on a broken archive, as what a reader raises."""
    from py7zr import exceptions  # noqa: PLC0415

    try:
        yield
    except exceptions.PasswordRequired as error:
        raise encrypted(path, "the archive") from error
    except exceptions.DecompressionBombError as error:
        hint = "unpack it, and put the reports into the folder as single files"
        raise ReadError(path, "bomb", f"it unpacks to more than the {_MOST >> 20} MiB allowed", hint) from error
    except exceptions.UnsupportedCompressionMethodError as error:
        hint = "unpack it, or pack it as zip"
        raise ReadError(path, "unsupported", f"it is packed in a way that is not known here ({error})", hint) from error
    except (exceptions.ArchiveError, *_FAULTS, *_ON_NONSENSE) as error:
        raise damaged(path, f"the 7z archive is cut off or broken ({error!r})") from error
