"""Archives of reports (.zip, .rar, .7z, .tar and packed files): each member a document of its own.

A member is called ``archive.zip!/folder/member.docx``.

Members are unpacked in memory, one at a time, only as many bytes as the archive says they have. Archives within
archives are opened as well, a few deep. What the system leaves in archives (``__MACOSX``, hidden files) is no member.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gongkai.exceptions import ReadError, UnsupportedFormatError
from gongkai.readers import ARCHIVES
from gongkai.readers.archive_entries import Entry, raising, rar_entries, sized, zip_entries
from gongkai.readers.archive_packed import PACKED, seven_zip_entries, tar_entries, unpacked
from gongkai.readers.office.package import MAX_MEMBERS, open_zip
from gongkai.records import Document

__all__ = ["MAX_DEPTH", "MAX_UNPACKED", "MEDIA_TYPE", "Member", "members", "read"]

MEDIA_TYPE = "application/zip"
#: Bytes that all members of an archive may have together, those of archives in it included.
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
#: How many archives may stand in each other.
MAX_DEPTH = 3
_PACKAGE_MARKS = frozenset({"[content_types].xml", "ofd.xml"})
_HEAD = 512  # bytes that tell what it is
_TAR = slice(257, 262)  # of the first block, where tar archives say what they are


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
        entries = self._entries(source, path)
        if entries is None:
            yield Member(path, _bytes_of(source))  # an Office file under another name
            return
        self._spend(sum(entry.size for entry in entries), len(entries), path)
        for entry, name in zip(entries, _distinct([entry.name for entry in entries]), strict=True):
            inner = f"{path}!/{name}"
            if not name:
                yield Member(path, entry.unpack)  # what is wrong with the archive itself
            elif name.lower().endswith(ARCHIVES):
                yield from self._nested(entry, inner, depth)
            else:
                yield Member(inner, entry.unpack)

    def _entries(self, source: bytes | Path, path: str) -> list[Entry] | None:
        """What is in an archive, by its first bytes; None for a package of Office."""
        head = _head(source)
        if head.startswith(b"Rar!"):
            return list(rar_entries(source, path))
        if head.startswith(b"7z\xbc\xaf\x27\x1c"):
            return list(seven_zip_entries(source, path))
        for mark, stream_of in PACKED.items():
            if head.startswith(mark):
                return self._packed(unpacked(source, stream_of, path), path)
        if head[_TAR] == b"ustar" or path.lower().endswith(".tar"):
            return list(tar_entries(source, path))
        archive = open_zip(source, path, self._bytes)
        if any(name.lower() in _PACKAGE_MARKS for name in archive.namelist()):
            return None
        return list(zip_entries(archive, path))

    def _packed(self, data: bytes, path: str) -> list[Entry]:
        """What was packed as one stream: a tar archive, or one file, named after it."""
        if data[_TAR] == b"ustar":
            return list(tar_entries(data, path))
        name = PurePosixPath(path.rpartition("!/")[2]).stem
        return [Entry(name, len(data), sized(len(data), lambda: data, f"{path}!/{name}"))]

    def _spend(self, size: int, count: int, path: str) -> None:
        self._bytes -= size
        self._members -= count
        if self._bytes < 0 or self._members < 0:
            detail = f"with the archives in it, it holds more than {MAX_MEMBERS} files or {MAX_UNPACKED >> 20} MiB"
            raise ReadError(path, "bomb", detail, "unpack it, and put the reports into the folder as single files")

    def _nested(self, entry: Entry, path: str, depth: int) -> Iterator[Member]:
        """What is in an archive within an archive; what cannot be opened is a member that says so."""
        try:
            if depth >= MAX_DEPTH:
                detail = f"archives stand in each other more than {MAX_DEPTH} deep"
                raise ReadError(path, "bomb", detail, "unpack it, and put the reports into the folder as single files")
            yield from self.members(entry.unpack(), path, depth + 1)
        except ReadError as error:
            yield Member(path, raising(error))


def _bytes_of(source: bytes | Path) -> Callable[[], bytes]:
    return source.read_bytes if isinstance(source, Path) else lambda: source


def _head(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as handle:
            return handle.read(_HEAD)
    return source[:_HEAD]


def _distinct(names: list[str]) -> Iterator[str]:
    """Names told apart by a number where an archive has several members of one name."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        path = PurePosixPath(name)
        yield name if not name or seen[name] == 1 else str(path.with_name(f"{path.stem} ({seen[name]}){path.suffix}"))
