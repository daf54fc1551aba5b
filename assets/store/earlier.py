"""The exports of the version before, and which of their files can stand in the next ones as they are.

What they hold is told by their data package: each part of a table with its digest (:mod:`assets.store.partitions`)
and its files with their sizes. A file that is taken over is a hard link, so that it takes no room and stays when
the older version is removed; where the file system has no links, or the other version lies on another disk, it is
a copy.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["PACKAGE", "Earlier", "Files", "Parts", "earlier_exports", "parts_told"]

#: The data package among the exports.
PACKAGE = "datapackage.json"
#: Paths of files below the folder of the exports, and the bytes of each.
Files = dict[str, int]
#: By table and folder below it, and for the workbook by its name and ``.``: digest and files.
Parts = Mapping[tuple[str, str], tuple[str, Files]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """Exports that were published before.

    Attributes:
        folder: where they are.
        parts: that they are made of.
    """

    folder: Path | None = None
    parts: Parts = field(default_factory=dict)

    def take(self, name: str, part: str, digest: str, folder: Path) -> Files | None:
        """Let the files of a part stand in new exports too.

        Args:
            name: of the table or file.
            part: folder below the table's own, or ``.``.
            digest: of the part as it is now.
            folder: of the new exports.

        Returns:
            The files; None where the part is another than it was, or a file is not there as it was written.
        """
        before, files = self.parts.get((name, part), ("", {}))
        if self.folder is None or before != digest or not files:
            return None
        if any(_size(self.folder / path) != size for path, size in files.items()):
            return None
        for path in files:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self.folder / path, target)
            except OSError:
                shutil.copyfile(self.folder / path, target)
        return files


def earlier_exports(folder: Path | None) -> Earlier:
    """What exports hold; nothing where there are none, or they do not say it in the form of this version."""
    if folder is None:
        return Earlier()
    try:
        return Earlier(folder, parts_told((folder / PACKAGE).read_bytes()))
    except OSError:
        return Earlier()


def parts_told(package: bytes) -> Parts:
    """The parts that a data package tells of; none where it does not tell them in the form of this version."""
    try:
        parts = {
            (name, part["folder"]): (
                str(part["digest"]),
                {str(path): int(size) for path, size in part["files"].items()},
            )
            for name, told in json.loads(package)["parts"].items()
            for part in told
        }
    except (ValueError, KeyError, TypeError, AttributeError):  # what it told can be made anew
        return {}
    if any(Path(path).is_absolute() or ".." in Path(path).parts for _, files in parts.values() for path in files):
        return {}
    return parts


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
