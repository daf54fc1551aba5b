"""The files of a batch at hand: where they lie, or, from an object store, brought into a folder for as long as needed.

A report may name pictures that lie beside it, and a picture may belong to a report beside it: these are brought along,
so that what is read is the same as from a folder.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from gongkai.object_store import DeniedError, ObjectFolder, is_object_store

__all__ = ["RAW_SETTING", "at_hand"]

RAW_SETTING = "GONGKAI_RAW"
_THREADS = 8  # requests under way at once: a small object takes a round trip, not bandwidth
_PICTURE_NAMES = re.compile(rb"\.(?:png|jpe?g|tiff?|bmp|gif|webp)", re.I)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]+")
_PREFIX = "gongkai-objects-"


@contextmanager
def at_hand(root: str, paths: Sequence[str], run: str) -> Iterator[tuple[str, dict[str, str]]]:
    """A folder in which files can be read.

    Args:
        root: the folder of the reports, or its place in an object store.
        paths: of the files, below it.
        run: names the run, for which the store is listed anew.

    Yields:
        The folder, and for each file that is there but could not be had the reason in words. What is not there is
        not in the folder either, as its reader will say.

    Raises:
        ObjectStoreError: the store cannot be used.
    """
    if not is_object_store(root):
        yield root, {}
        return
    _sweep()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield folder, _Fetch(root, Path(folder), run).bring(paths)


class _Fetch:
    """Brings objects into a folder, and what belongs to them."""

    def __init__(self, root: str, folder: Path, run: str) -> None:
        self._root, self._folder, self._run = root, folder, run
        self._objects = ObjectFolder(root, RAW_SETTING)

    def bring(self, paths: Sequence[str]) -> dict[str, str]:
        from gongkai.readers import ARCHIVES, PICTURES  # noqa: PLC0415
        from gongkai.readers.inserted import NAMING  # noqa: PLC0415

        failed = self._fetch(paths)
        denied = [path for path, error in failed.items() if isinstance(error, DeniedError)]
        if len(paths) > 1 and len(denied) == len(paths):  # not these objects, but all
            raise failed[denied[0]]
        beside: set[str] = set()
        for path in paths:
            suffix = PurePosixPath(path).suffix.lower()
            if suffix in PICTURES:
                names = self._beside(str(PurePosixPath(path).parent))[0]
                beside.update(name for name in names if PurePosixPath(name).suffix.lower() in NAMING)
            elif suffix not in ARCHIVES and path not in failed:
                beside.update(self._pictures(path, named=suffix in NAMING))
        self._fetch(sorted(beside - set(paths)))
        return {path: str(error) for path, error in failed.items()}

    def _fetch(self, paths: Sequence[str]) -> dict[str, Exception]:
        if not paths:
            return {}
        with ThreadPoolExecutor(min(_THREADS, len(paths))) as pool:
            errors = pool.map(self._one, paths)
            return {path: error for path, error in zip(paths, errors, strict=True) if error is not None}

    def _one(self, path: str) -> Exception | None:
        target = self._folder / path
        if path.startswith("/") or not {"", ".", ".."}.isdisjoint(path.split("/")) or "\0" in path:
            return ValueError("its name is no path below the folder")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._objects.fetch(path, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
        except (DeniedError, ValueError) as error:
            return error
        except OSError as error:
            if error.errno is None:  # the store, not the name
                raise
            return error
        return None

    def _pictures(self, path: str, *, named: bool) -> Iterator[str]:
        """Pictures beside a file that it may name; those that its bytes name, where these are text."""
        file = self._folder / path
        data = file.read_bytes().replace(b"\0", b"") if named and file.is_file() else b""  # UTF-16 has zeros between
        if named and not _PICTURE_NAMES.search(data):
            return
        parent = PurePosixPath(path).parent
        names, folders = self._beside(str(parent))
        stem = PurePosixPath(path).stem
        inner = [str(parent / f"{stem}{ending}") for ending in ("_files", ".files") if f"{stem}{ending}" in folders]
        for name in (*names, *(name for folder in inner for name in self._beside(folder)[0])):
            base = PurePosixPath(name).name
            is_picture = _PICTURE_NAMES.fullmatch(PurePosixPath(name).suffix.encode("utf-8", "replace"))
            if is_picture and (not named or not _PLAIN_NAME.fullmatch(base) or base.encode() in data):
                yield name

    def _beside(self, folder: str) -> tuple[list[str], list[str]]:
        return _listing(self._root, self._run, "" if folder == "." else folder)


@functools.lru_cache(maxsize=64)
def _listing(root: str, run: str, folder: str) -> tuple[list[str], list[str]]:
    """Paths of the texts, pages and pictures in a folder, and the names of the folders in it; listed once a run."""
    from gongkai.readers.inserted import NAMING  # noqa: PLC0415

    objects = ObjectFolder(root, RAW_SETTING)
    wanted = [
        state.path
        for state in objects.objects(folder, recursive=False)
        if PurePosixPath(state.path).suffix.lower() in NAMING or _PICTURE_NAMES.search(state.path.encode())
    ]
    return sorted(wanted), objects.folders(folder)


@functools.cache
def _sweep() -> None:
    """Remove the folders of processes that were killed, once in the life of this one."""
    if os.name == "nt":  # where signal 0 is no question
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError, OSError):  # of another user, or not ours
            continue
