"""Publication: versions built beside the published one, then put in its place in one atomic step.

A version is a folder in ``publications`` that holds ``gongkai.duckdb`` and ``exports``; the two of the same name
in the warehouse folder are links into the newest, or copies where the file system has no links. What is published
is written down in ``publications/current.json``, last of all: whatever is broken off before that is done again by
the next run, and what was published stays as it was.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import shutil
import time
from pathlib import Path

from assets.store.folders import Store
from assets.store.queries import connect

__all__ = [
    "PublicationError",
    "building",
    "confirm_current",
    "current_version",
    "exports_build",
    "forget_current",
    "is_current",
    "mark_current",
    "new_build",
    "prune",
    "publish_database",
    "publish_exports",
]

_BUILDING = "building-"


class PublicationError(RuntimeError):
    """A version that must not be published, or cannot be."""


def is_current(store: Store, fingerprint: str) -> bool:
    """Whether what these inputs give is published already, database and exports both."""
    marker = store.publications / "current.json"
    if not (marker.exists() and store.published.exists() and store.exports.exists()):
        return False
    try:
        return bool(json.loads(marker.read_text(encoding="utf-8"))["fingerprint"] == fingerprint)
    except (ValueError, KeyError, TypeError):  # damaged: what is published is built and published again
        return False


def confirm_current(store: Store) -> None:
    """Note, in the time of ``current.json``, that what is published was found to be up to date."""
    os.utime(store.publications / "current.json")


def forget_current(store: Store) -> None:
    """Let the next run build and publish anew though nothing changed; what is published stays until then."""
    (store.publications / "current.json").unlink(missing_ok=True)


def mark_current(store: Store) -> None:
    """Write down that database and exports of the same inputs are both in place."""
    version = current_version(store).name
    content = {"fingerprint": _fingerprint(version), "version": version, "published_at": _now().isoformat()}
    draft = store.publications / f"{_BUILDING}current.json"
    draft.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    _sync(draft)
    draft.replace(store.publications / "current.json")
    _sync(store.publications)


def current_version(store: Store) -> Path:
    """Folder of the version that is published; its name says when it was, and of which inputs."""
    if store.published.is_symlink():
        return store.published.resolve().parent
    return max(path for path in store.publications.iterdir() if _is_version(path))


def new_build(store: Store, fingerprint: str) -> Path:
    """Path for a database to be built at; what crashed builds left is removed first.

    The folder is a new one each time, so that a process of a killed run cannot write into this run's file.

    Args:
        store: the data folder.
        fingerprint: of what it is built from; no ``-`` in it.
    """
    store.publications.mkdir(parents=True, exist_ok=True)
    for leftover in (*store.publications.glob(f"{_BUILDING}*"), *store.warehouse.glob(".new-*")):
        try:
            _remove(leftover)
        except OSError as error:  # what a killed run began may still write there
            store.reporter.step("models", f"{leftover} could not be removed ({error}); the next build removes it")
    folder = store.publications / f"{_BUILDING}{_stamp(store)}-{fingerprint}"
    folder.mkdir()
    return folder / store.published.name


def building(store: Store) -> Path:
    """The database that was built in this run.

    Raises:
        PublicationError: there is none.
    """
    built = sorted(store.publications.glob(f"{_BUILDING}*/{store.published.name}"))
    if not built:
        raise PublicationError("nothing was built to publish; run the whole job, not this step alone")
    return built[-1]


def publish_database(store: Store, build: Path) -> Path:
    """Put a database that was built beside the published one in its place.

    Readers that have the old one open keep it. Returns the new version's folder.

    Raises:
        PublicationError: a write-ahead log is left beside either file.
    """
    with connect(build) as connection:
        connection.execute("checkpoint")
    for beside in (build, store.published):
        log = beside.with_name(beside.name + ".wal")
        if log.exists():
            raise PublicationError(f"{log} is there: somebody writes to {beside.name}, or did and crashed; remove it")
    _sync(build)
    _sync(build.parent)
    version = store.publications / f"{_stamp(store)}-{_fingerprint(build.parent.name)}"
    build.parent.rename(version)
    _sync(store.publications)
    _swap(store.published, version / store.published.name)
    return version


def exports_build(store: Store) -> Path | None:
    """Path for the exports of the published version to be written at; None where it has them already."""
    version = current_version(store)
    if (version / store.exports.name).exists():
        return None
    draft = version / f"{_BUILDING}{store.exports.name}"
    _remove(draft)
    return draft


def publish_exports(store: Store, draft: Path | None) -> Path:
    """Put the published version's exports in place of the exports before; ``draft`` is where they were written.

    Returns their folder.
    """
    exports = current_version(store) / store.exports.name
    if draft is not None:
        for path in (*draft.rglob("*"), draft):
            _sync(path)
        draft.rename(exports)
        _sync(exports.parent)
    _swap(store.exports, exports)
    return exports


def prune(store: Store) -> list[str]:
    """Remove all versions but the last ``store.keep`` and those that are linked. Returns the names removed."""
    linked = {link.resolve().parent for link in (store.published, store.exports)}
    versions = sorted((path for path in store.publications.iterdir() if _is_version(path)), reverse=True)
    old = [version for version in versions[store.keep :] if version not in linked]
    for version in old:
        _remove(version)
    return [version.name for version in old]


def _is_version(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(_BUILDING)


def _fingerprint(version: str) -> str:
    return version.rpartition("-")[2]


def _swap(link: Path, target: Path) -> None:
    """Let ``link`` be ``target`` from one moment to the next."""
    draft = link.with_name(f".new-{link.name}")
    _remove(draft)
    try:
        draft.symlink_to(target.relative_to(link.parent), target_is_directory=target.is_dir())
    except (OSError, NotImplementedError):  # no links here: a copy does
        _copy(target, draft)
    aside = target.parent.parent / f"{_BUILDING}old-{time.time_ns()}"
    if link.is_dir() and not link.is_symlink():  # a folder cannot be replaced, only moved out of the way
        link.rename(aside)
    draft.replace(link)
    _sync(link.parent)
    shutil.rmtree(aside, ignore_errors=True)  # what is still open goes with the next build's leftovers


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
    for path in (*target.rglob("*"), target):
        _sync(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have the disk hold what was written. Folders cannot be opened on Windows, which syncs them itself."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _stamp(store: Store) -> str:
    """The time, as names of versions begin: later than in every one that is there, though the clock was set back."""
    now = _now()
    for version in store.publications.iterdir():
        with contextlib.suppress(ValueError):  # a folder that somebody named otherwise
            earlier = datetime.datetime.strptime(version.name.partition("Z-")[0] + "+0000", "%Y%m%dT%H%M%S%f%z")
            now = max(now, earlier + datetime.timedelta(milliseconds=1))
    return now.strftime("%Y%m%dT%H%M%S%f")[:-3] + "Z"
