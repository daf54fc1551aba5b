"""What lies in data/raw: which files there are, and which of them are not as they were.

A file is looked at by size and times first; only where these differ from the last look is it hashed. A file
that was changed in the moment it was last hashed is hashed again, since its times may not show it.

In an object store a file that is new, or not as it was, is not hashed: whoever reads it does that, so that it is
fetched once.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG

from gongkai.fetching import RAW_SETTING
from gongkai.object_store import DeniedError, ObjectFolder, is_object_store
from gongkai.readers import SUFFIXES, page_folders
from gongkai.tables import report_id

__all__ = ["FileState", "Seen", "look", "settled", "walk"]

_GRANULARITY_NS = 2_000_000_000  # of the coarsest file times still met (FAT)
_SKEW_NS = 900_000_000_000 + _GRANULARITY_NS  # S3 refuses requests of clocks that differ from its own by more
_THREADS = 16


@dataclass(frozen=True, slots=True)
class FileState:
    """Size and times of a file, as the file system tells them; an object has no change time, 0."""

    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A file with its hash; ``sha256`` is None where its bytes could not be read."""

    path: str
    state: FileState
    sha256: str | None
    hashed_at_ns: int

    @property
    def report_id(self) -> str:
        """The report's key."""
        return report_id(self.path)

    @property
    def media_type(self) -> str:
        """What its name says it is."""
        return mimetypes.guess_type(self.path)[0] or "application/octet-stream"


def walk(root: str | Path) -> Iterator[tuple[str, FileState]]:
    """Every file below ``root``, a folder or a place in an object store, by its relative path with ``/``, in order.

    Hidden files and folders (``.git``, ``.DS_Store``), what is no file, and the scripts and styles of pages saved
    whole (``page_files`` beside ``page.html``) are left out. Links are followed as long
    as they stay below ``root``; one to a folder elsewhere is given as it is, for its reader to say so.

    Raises:
        OSError: a folder, or the store, cannot be read. Its files must not be taken for deleted.
    """
    return _walk_objects(str(root)) if is_object_store(str(root)) else _walk_folder(Path(root))


def _walk_objects(root: str) -> Iterator[tuple[str, FileState]]:
    objects = ObjectFolder(root, RAW_SETTING).objects(expected=True)
    states = {state.path: FileState(state.size, state.mtime_ns, 0) for state in objects}
    inside: dict[str, tuple[set[str], list[str]]] = {}  # of each folder, the folders and files in it
    for path in states:
        folder, _, name = path.rpartition("/")
        inside.setdefault(folder, (set(), []))[1].append(name)
        while folder:
            parent, _, name = folder.rpartition("/")
            inside.setdefault(parent, (set(), []))[0].add(name)
            folder = parent
    found: list[str] = []
    waiting = [("", False)]
    while waiting:
        folder, is_part = waiting.pop()
        folders, names = inside.get(folder, (set(), []))
        before = f"{folder}/" if folder else ""
        if is_part:
            names = [name for name in names if PurePosixPath(name).suffix.lower() in SUFFIXES]
        parts = set(folders) if is_part else page_folders(sorted(folders), names)
        found.extend(f"{before}{name}" for name in names if not name.startswith("."))
        waiting.extend((f"{before}{name}", name in parts) for name in folders if not name.startswith("."))
    for path in sorted(found):
        yield path, states[path]


def _walk_folder(root: Path) -> Iterator[tuple[str, FileState]]:
    if not root.is_dir():
        raise FileNotFoundError(f"{root} is not a folder; put reports there, or set GONGKAI_HOME to its parent")
    found: list[str] = []
    visited: set[tuple[int, int]] = set()
    parts: set[str] = set()  # folders that hold the parts of pages saved whole
    for folder, folders, names in os.walk(root, onerror=_raise, followlinks=True):
        identity = Path(folder).stat()
        if (identity.st_dev, identity.st_ino) in visited:  # a link that leads back
            folders.clear()
            continue
        visited.add((identity.st_dev, identity.st_ino))
        away = {name for name in folders if not _within(Path(folder) / name, root)}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in away)
        if folder in parts:
            names = [name for name in names if Path(name).suffix.lower() in SUFFIXES]  # noqa: PLW2901
            parts.update(os.path.join(folder, name) for name in folders)  # noqa: PTH118
        parts.update(os.path.join(folder, name) for name in page_folders(folders, names))  # noqa: PTH118
        found.extend(os.path.join(folder, name) for name in (*names, *away) if not name.startswith("."))  # noqa: PTH118
    for name in sorted(found):
        state = _state(name)
        if state is not None:
            yield Path(name).relative_to(root).as_posix(), state


def look(root: str | Path, known: Mapping[str, Seen]) -> Iterator[Seen]:
    """Every file below ``root``, hashed only where it is not as it was.

    Args:
        root: the folder of the reports, or its place in an object store.
        known: what the last look saw, by path.

    Yields:
        The known record itself for a file that is as it was, else a new one; that of an object has no hash where it
        is new or changed.
    """
    if is_object_store(str(root)):
        yield from _look_at_objects(str(root), known)
        return
    for path, state in walk(root):
        before = known.get(path)
        yield before if before and settled(before, state) else _hash(Path(root), path, state)


def _look_at_objects(root: str, known: Mapping[str, Seen]) -> Iterator[Seen]:
    now = time.time_ns()  # before the listing: what is written from here on is later than it
    doubtful: list[tuple[str, FileState]] = []
    for path, state in walk(root):
        before = known.get(path)
        if before and settled(before, state):
            yield before
        elif before and before.sha256 is not None and before.state == state:  # written not long before it was read
            doubtful.append((path, state))
        else:
            yield Seen(path, state, None, now)
    objects = ObjectFolder(root, RAW_SETTING)
    with ThreadPoolExecutor(_THREADS) as pool:
        hashes = pool.map(lambda each: _object_hash(objects, each[0]), doubtful)
        for (path, state), sha256 in zip(doubtful, hashes, strict=True):
            yield Seen(path, state, sha256, now)


def _object_hash(objects: ObjectFolder, path: str) -> str | None:
    try:
        return objects.sha256(path)
    except (DeniedError, FileNotFoundError):  # its reader will say why, in a reject
        return None


def settled(before: Seen, state: FileState) -> bool:
    """Whether a file is surely as it was when it was hashed."""
    margin = _GRANULARITY_NS if state.ctime_ns else _SKEW_NS
    calm = before.hashed_at_ns - max(state.mtime_ns, state.ctime_ns) > margin
    return before.sha256 is not None and before.state == state and calm


def _hash(root: Path, path: str, state: FileState) -> Seen:
    now = time.time_ns()
    try:
        with (root / path).open("rb") as handle:
            sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:  # its reader will say why, in a reject
        sha256 = None
    return Seen(path, state, sha256, now)


def _state(name: str) -> FileState | None:
    """None for what is no file: a pipe or a socket would never end."""
    try:
        status = os.stat(name)  # noqa: PTH116
    except OSError:  # gone meanwhile, or a link to nothing: its reader will say so
        return FileState(0, 0, 0)
    if S_ISDIR(status.st_mode):  # a link to a folder elsewhere
        return FileState(0, 0, 0)
    return FileState(status.st_size, status.st_mtime_ns, status.st_ctime_ns) if S_ISREG(status.st_mode) else None


def _within(path: Path, root: Path) -> bool:
    """Whether a folder is no link that leads out of ``root``."""
    return not path.is_symlink() or path.resolve().is_relative_to(root.resolve())


def _raise(error: OSError) -> None:
    raise error
