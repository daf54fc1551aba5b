"""A working database whose bytes are damaged: it is told, set aside, and read anew.

DuckDB has a checksum for every block, so that no damaged figure is ever read. What is lost is work, not facts: the
reports are in data/raw, and the history of reports in the published file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from assets.store.folders import Store

__all__ = ["WorkingDamagedError", "aside", "damage_set_aside", "tells_of_damage"]

_SIGNS = (
    "corrupt",  # a checksum, in the database or in its log, that does not fit
    "could not read enough bytes",  # cut off
    "not a valid duckdb database",
    "failed to deserialize",
)


class WorkingDamagedError(RuntimeError):
    """The working database was damaged and has been set aside; the next run makes it anew."""


@contextmanager
def damage_set_aside(store: Store) -> Iterator[None]:
    """Set the working database aside where what is done in the block finds it damaged.

    Raises:
        WorkingDamagedError: it was; says where it is now and what to do.
    """
    try:
        yield
    except duckdb.Error as error:
        if not tells_of_damage(error):
            raise
        place = _set_aside(store)
        raise WorkingDamagedError(
            f"{store.working} was damaged ({_first_line(error)}). It has been set aside as {place.name} and is made "
            "anew from the reports: run again, nothing else is to be done. What is published is as it was. "
            "Damage of this kind comes from the disk or from another program that wrote to the file: see to the disk"
        ) from error


def tells_of_damage(error: BaseException) -> bool:
    """Whether an error, or what led to it, says that a database file is damaged."""
    link: BaseException | None = error
    while link is not None:
        words = str(link).lower()
        if isinstance(link, duckdb.Error) and any(sign in words for sign in _SIGNS):
            return True
        link = link.__cause__ or link.__context__
    return False


def aside(store: Store) -> Path:
    """Where a damaged working database is kept, for whoever wants to look at it; only the last one is."""
    return store.working.with_name("working.damaged.duckdb")


def _set_aside(store: Store) -> Path:
    for suffix in ("", ".wal"):
        source = store.working.with_name(store.working.name + suffix)
        target = aside(store).with_name(aside(store).name + suffix)
        target.unlink(missing_ok=True)
        if source.exists():
            source.replace(target)
    return aside(store)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
