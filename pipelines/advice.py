"""What an operator is to do about a run that failed for a reason outside of the project: the disk, other processes."""

from __future__ import annotations

from assets.store.folders import Store

__all__ = ["advice"]

_AS_IT_WAS = "What is published is as it was, what was read is kept, and the next run goes on from there."

# Words of the error in small letters, and the next step.
_STEPS = (
    (
        ("no space left", "disk quota exceeded", "file too large", "database or disk is full"),
        "The disk is full: make room for {warehouse} (`gongkai doctor` says how much a run needs) and run again.",
    ),
    (
        ("could not set lock on file", "conflicting lock"),
        "Another process has the file open: end it (the message names it) and run again. Analysts open "
        "{published}, never {working}.",
    ),
    (
        ("corrupt database file", "corrupt wal", "not enough bytes", "could not read enough bytes"),
        "A database file was damaged while it was used: see to the disk, remove {working}, and run again: everything "
        "is read anew, and the history of the reports is taken over from {published}.",
    ),
    (
        ("permission denied", "read-only file system", "operation not permitted"),
        "The folder cannot be written by this user: see to the owner and the permissions of {warehouse} and run again.",
    ),
    (
        ("input/output error", "disk i/o error", "stale file handle", "transport endpoint"),
        "The disk or the share gave an error: see to it and run again.",
    ),
)


def advice(message: str, store: Store) -> str:
    """The next step for what an error says, empty where the message has to do."""
    words = message.lower()
    for signs, step in _STEPS:
        if any(sign in words for sign in signs):
            paths = {"warehouse": store.warehouse, "published": store.published, "working": store.working}
            return f"{step.format(**paths)} {_AS_IT_WAS}"
    return ""
