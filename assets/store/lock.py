"""The run lock: two runs never write at once, and the second is told who holds it.

The operating system gives the lock back when its holder ends, however it ends.
"""

from __future__ import annotations

import datetime
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

__all__ = ["RunLockedError", "holder", "is_held", "run_lock"]


class RunLockedError(RuntimeError):
    """Another run is writing to the same warehouse."""


@contextmanager
def run_lock(path: Path) -> Iterator[None]:
    """Hold the lock for as long as the block runs.

    Args:
        path: the lock file; the name of its holder is kept beside it, in ``<name>.json``.

    Raises:
        RunLockedError: another run holds it; nothing was touched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    name = _name(path)
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RunLockedError(
            f"another run is writing to {path.parent}: {_who(path)}; wait until it has ended"
        ) from None
    try:
        _sign(name)
        yield
    finally:
        name.unlink(missing_ok=True)
        lock.release()


def holder(path: Path) -> dict[str, str] | None:
    """Who holds the lock, or held it and was killed: ``pid``, ``host``, ``since``; None where nobody signed."""
    try:
        return {key: str(value) for key, value in json.loads(_name(path).read_text(encoding="utf-8")).items()}
    except FileNotFoundError:
        return None


def is_held(path: Path) -> bool | None:
    """Whether a process of this machine holds the lock, asked of the system (Linux); None where that cannot be told."""
    try:
        inode = path.stat().st_ino
        locks = Path("/proc/locks").read_text(encoding="ascii")
    except OSError:
        return None
    # 1: FLOCK  ADVISORY  WRITE 4242 fe:00:131077 0 EOF
    return any(
        words[5].rpartition(":")[2] == str(inode) for words in map(str.split, locks.splitlines()) if len(words) > 5
    )


def _name(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _sign(holder: Path) -> None:
    since = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    draft = holder.with_name(f".{holder.name}.{os.getpid()}")
    draft.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}), encoding="utf-8")
    draft.replace(holder)


def _who(path: Path) -> str:
    signed = holder(path)
    if signed is None:  # it took the lock this very moment, and has not signed yet
        return "a process that has just begun"
    return f"process {signed['pid']} on {signed['host']}, since {signed['since']}"
