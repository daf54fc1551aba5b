"""Where the publications are: by path, by name, or the last two."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from gongkai.diff.compare import DiffError

__all__ = ["find_publication", "last_two", "newest"]

_FILE = "gongkai.duckdb"
_DRAFT = "building-"


def warehouse_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The folder ``warehouse`` of the data folder: that of GONGKAI_HOME, or else of ``data`` in the current folder."""
    variables = os.environ if environment is None else environment
    return Path(variables.get("GONGKAI_HOME") or "data").expanduser() / "warehouse"


def publications(warehouse: Path) -> list[Path]:
    """The published versions that were kept, oldest first."""
    folder = warehouse / "publications"
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path / _FILE for path in names if not path.name.startswith(_DRAFT) and (path / _FILE).is_file()]


def find_publication(name: str, warehouse: Path | None = None) -> Path:
    """The file of a publication.

    Args:
        name: a database file, a folder that holds ``gongkai.duckdb``, or the beginning of the name of a publication.
        warehouse: the folder that holds ``publications``; that of the data folder by default.

    Raises:
        DiffError: there is none, or several begin so.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return path
    if (path / _FILE).is_file():
        return path / _FILE
    warehouse = warehouse_folder() if warehouse is None else warehouse
    kept = publications(warehouse)
    found = [file for file in kept if file.parent.name.startswith(name)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(file.parent.name for file in found or kept) or "none"
    fault = "several publications begin so" if found else "neither a file, nor a folder with a gongkai.duckdb, nor kept"
    raise DiffError(f"{name}: {fault} in {warehouse / 'publications'}, where there are: {names}")


def newest(warehouse: Path | None = None) -> Path:
    """The file of the newest publication.

    Raises:
        DiffError: there is none.
    """
    warehouse = warehouse_folder() if warehouse is None else warehouse
    kept = publications(warehouse)
    if not kept:
        raise DiffError(f"{warehouse / 'publications'}: no publication there; run make run, or set GONGKAI_HOME")
    return kept[-1]


def last_two(warehouse: Path | None = None) -> tuple[Path, Path]:
    """The files of the newest publication and of the one before it, that one first.

    Raises:
        DiffError: there are no two.
    """
    warehouse = warehouse_folder() if warehouse is None else warehouse
    kept = publications(warehouse)
    if len(kept) < 2:
        folder = warehouse / "publications"
        raise DiffError(
            f"{folder}: {len(kept) or 'no'} publication{'s' * (not kept)} there, and two are compared; name two files, "
            "or set GONGKAI_HOME to the data folder"
        )
    return kept[-2], kept[-1]
