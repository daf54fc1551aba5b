"""The published version in an object store as well: put there whole, then named by one small object.

Below the place there is a folder a version, ``publications/<version>``, that holds the database, the exports and,
written last, ``files.json`` with the size of each. ``current.json`` names the version to be read: it is replaced when
all of that is there, so that who follows it never sees half a version. Files that the version before has as well
are copied within the store, not sent again. What is delivered is written down beside the
publications too, so that a look at the folder here says whether anything is left to do.
"""

from __future__ import annotations

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assets.store.earlier import PACKAGE, parts_told
from assets.store.folders import Store
from assets.store.publishing import current_version
from gongkai.object_store import ObjectFolder, ObjectStoreError

__all__ = ["deliver", "is_delivered"]

_SETTING = "GONGKAI_PUBLISH_TO"
_POINTER = "current.json"
_FILES = "files.json"
_THREADS = 8


def is_delivered(store: Store) -> bool:
    """Whether the published version was put into the object store, if it is to be."""
    if not store.publish_to:
        return True
    try:
        told = json.loads(_receipt(store).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return bool(told == _told(store, current_version(store)))


def deliver(store: Store) -> list[str]:
    """Put the published version into the object store, and remove old ones there.

    Done already, it does nothing; broken off, it goes on with the next call.

    Returns:
        Names of the versions removed.

    Raises:
        ObjectStoreError: the store cannot be used; what it says there is the version before.
    """
    if is_delivered(store):
        return []
    version = current_version(store)
    place = ObjectFolder(store.publish_to, _SETTING)
    folder = f"publications/{version.name}"
    exports = sorted(path for path in (version / store.exports.name).rglob("*") if path.is_file())
    files = [version / store.published.name, *exports]
    sizes = {file.relative_to(version).as_posix(): file.stat().st_size for file in files}
    there = _sizes(place, folder)
    missing = [path for path, size in sizes.items() if there.get(path) != size]
    copies = _copies(place, version, store.exports.name)
    done = 0

    def send(path: str) -> None:
        if path in copies:
            with contextlib.suppress(FileNotFoundError):  # gone since it was listed
                return place.copy(copies[path], f"{folder}/{path}")
        return place.put(f"{folder}/{path}", version / path)

    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(send, missing):
            done += 1
            store.reporter.progress("delivery", done, len(missing))
    there = _sizes(place, folder)
    short = [path for path, size in sizes.items() if there.get(path) != size]
    if short:
        raise ObjectStoreError(
            f"{_SETTING}: {place.place}/{folder} is not complete after the upload: {', '.join(short[:5])}; "
            "see that nobody else writes there, and run again"
        )
    place.write(f"{folder}/{_FILES}", _json(sizes))
    pointer = {
        "version": version.name,
        "database": f"{folder}/{store.published.name}",
        "exports": f"{folder}/{store.exports.name}",
        "files": f"{folder}/{_FILES}",
    }
    place.write(_POINTER, _json(pointer))
    removed = _prune(place, version.name, store.keep)
    _receipt(store).write_text(json.dumps(_told(store, version)) + "\n", encoding="utf-8")
    store.reporter.step("delivery", f"{place.place}: {version.name}, {len(files)} files")
    return removed


def _sizes(place: ObjectFolder, folder: str) -> dict[str, int]:
    return {state.path.removeprefix(f"{folder}/"): state.size for state in place.objects(folder)}


def _copies(place: ObjectFolder, version: Path, exports: str) -> dict[str, str]:
    """Files of a version that the version delivered before has as well: path in the one, path of the object there.

    Which they are is told by the data packages of both, by the digests of the parts that the exports are made of.
    """
    try:
        before = f"publications/{json.loads(place.read(_POINTER) or b'{}')['version']}"
    except (ValueError, KeyError, TypeError):  # nothing was delivered yet
        return {}
    there = _sizes(place, before)
    told = parts_told(place.read(f"{before}/{exports}/{PACKAGE}") or b"{}")
    now = parts_told((version / exports / PACKAGE).read_bytes() if (version / exports / PACKAGE).exists() else b"{}")
    return {
        f"{exports}/{path}": f"{before}/{exports}/{path}"
        for part, (digest, files) in now.items()
        if told.get(part) == (digest, files)
        for path, size in files.items()
        if there.get(f"{exports}/{path}") == size
    }


def _prune(place: ObjectFolder, current: str, keep: int) -> list[str]:
    """Remove all versions but the last ``keep`` complete ones; the current one stays whatever its name is."""
    complete: list[str] = []
    others: list[str] = []
    for name in place.folders("publications"):
        whole = place.read(f"publications/{name}/{_FILES}") is not None
        (complete if whole else others).append(name)
    kept = {current, *sorted(complete, reverse=True)[:keep]}
    removed = [name for name in (*complete, *others) if name not in kept]
    for name in removed:
        place.remove(f"publications/{name}")
    return removed


def _receipt(store: Store) -> Path:
    return store.publications / "delivered.json"


def _told(store: Store, version: Path) -> dict[str, str]:
    return {"to": store.publish_to, "version": version.name}


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1) + "\n").encode()
