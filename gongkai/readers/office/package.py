"""Opens zip files that strangers made: Office packages, and archives of reports.

Nothing is unpacked to disk. What a file says of its own sizes is checked before a byte is unpacked, and no more than
that is ever unpacked; XML is parsed without entities, external files or a network. Limits are module constants.
"""

from __future__ import annotations

import lzma
import posixpath
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from gongkai.exceptions import ReadError

__all__ = [
    "MAX_MEMBERS",
    "MAX_RATIO",
    "MAX_UNPACKED",
    "MAX_XML",
    "Package",
    "damaged",
    "encrypted",
    "member_bytes",
    "open_zip",
]

#: Files that one zip file may hold.
MAX_MEMBERS = 10_000
#: Bytes that it may unpack to; a report with many pictures has some ten million.
MAX_UNPACKED = 512 * 1024 * 1024
#: How many bytes a packed byte may become once the whole passes ``_SMALL``; XML of real tables stays below 60.
MAX_RATIO = 150
#: Bytes that one part with XML may have; it takes some ten times as much memory.
MAX_XML = 48 * 1024 * 1024
_SMALL = 16 * 1024 * 1024
# The strict variant of the standard names the same things otherwise.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError)


def damaged(path: str, detail: str) -> ReadError:
    """The error for a file that breaks off or contradicts itself."""
    hint = "fetch it again; if it still fails, open it where it came from and save it anew"
    return ReadError(path, "damaged", detail, hint)


def encrypted(path: str, what: str = "the file") -> ReadError:
    """The error for a file that asks for a password."""
    return ReadError(path, "encrypted", f"{what} is protected by a password", "save it without the password")


def open_zip(source: bytes | Path, path: str, most: int | None = None) -> zipfile.ZipFile:
    """Open a zip file whose sizes are sane.

    Args:
        source: its bytes, or where it lies.
        path: for messages.
        most: bytes that it may unpack to, :data:`MAX_UNPACKED` by default.

    Raises:
        ReadError: ``damaged`` or ``bomb``.
        OSError: it lies on a disk and cannot be opened.
    """
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    try:
        archive = zipfile.ZipFile(source if isinstance(source, Path) else BytesIO(source))
    except (*_FAULTS, IndexError, struct.error) as error:
        raise damaged(path, f"the zip file is cut off or broken ({error})") from error
    members = archive.infolist()
    hint = "check where it comes from, and put the reports into the folder as single files"
    if len(members) > MAX_MEMBERS:
        raise ReadError(path, "bomb", f"it holds {len(members)} files, more than {MAX_MEMBERS}", hint)
    total = sum(info.file_size for info in members)
    limit = MAX_UNPACKED if most is None else most
    if total > limit:
        raise ReadError(path, "bomb", f"it unpacks to {_mib(total)}, more than the {_mib(limit)} allowed", hint)
    if total > _SMALL and total > MAX_RATIO * size:
        detail = f"its {_mib(size)} unpack to {_mib(total)}, more than {MAX_RATIO} times as much"
        raise ReadError(path, "bomb", detail, hint)
    return archive


def member_bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> bytes:
    """Unpack one member, never more bytes than the archive says it has.

    Raises:
        ReadError: ``damaged`` or ``encrypted``.
    """
    if info.flag_bits & 0x1:
        raise encrypted(path, f"{info.filename} in the zip file")
    try:
        return archive.read(info)
    except (*_FAULTS, OSError, RuntimeError) as error:
        raise damaged(path, f"{info.filename} in the zip file cannot be unpacked ({error})") from error


def _mib(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"


class Package:
    """An Office file: parts by name, and what one part calls the others.

    Attributes:
        path: of the file, for messages.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self._archive = open_zip(data, path)
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in self._archive.infolist():
            # Some writers put backslashes or another case into part names; names are equal whatever their case.
            self._members.setdefault(info.filename.replace("\\", "/").lstrip("/").lower(), info)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def part(self, name: str) -> bytes | None:
        """The bytes of a part, None where there is none.

        Raises:
            ReadError: ``damaged`` or ``encrypted``.
        """
        info = self._members.get(name.lower())
        return None if info is None else member_bytes(self._archive, info, self.path)

    def xml(self, name: str) -> etree._Element | None:
        """The root element of a part, None where there is none.

        Raises:
            ReadError: ``damaged``, ``too_large``, or ``bomb`` where it declares entities, as no Office program does.
        """
        data = self.part(name)
        if data is None:
            return None
        if len(data) > MAX_XML:
            detail = f"{name} has {_mib(len(data))}, more than the {_mib(MAX_XML)} allowed"
            raise ReadError(self.path, "too_large", detail, "split the document, one file a report")
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        hint = "no Office program writes that: check where the file comes from"
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            if b"<!ENTITY" in data:
                raise ReadError(self.path, "bomb", f"{name} declares entities ({error})", hint) from error
            raise damaged(self.path, f"{name} is not well-formed XML ({error})") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise ReadError(self.path, "bomb", f"{name} declares a document type", hint)
        return root

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: identifier → (last word of the relation's type, name of the part or address)."""
        folder, _, base = name.rpartition("/")
        root = self.xml(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        for element in root if root is not None else ():
            target = element.get("Target", "")
            if element.get("TargetMode") != "External":
                target = _resolve(folder, target)
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
        return found

    def main_part(self, fallback: str) -> str:
        """The name of the part that holds the document itself."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self:
                return target
        return fallback


def _resolve(folder: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(joined).lstrip("/")
