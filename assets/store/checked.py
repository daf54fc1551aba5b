"""Which reports the checks have passed already, so that a night checks what was read since.

A report is checked again once it is read again, or once a check, the schema or the catalogue is another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from assets.store.folders import Store
from assets.store.queries import count, scalar
from assets.store.working import CHECKED, transaction, write_working
from gongkai.corpus import READINGS
from gongkai.schema import TABLES

__all__ = ["only_unchecked", "record_checked", "unchecked"]

_UNCHECKED = f"""select distinct report_id from {READINGS}
    where report_id not in (select report_id from {CHECKED} where version = $version)"""


def unchecked(connection: duckdb.DuckDBPyConnection, version: str) -> int:
    """How many reports were read since the checks of this version passed."""
    row = connection.execute(f"select count(*) from ({_UNCHECKED})", {"version": version}).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def only_unchecked(connection: duckdb.DuckDBPyConnection, version: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which the tables of :mod:`gongkai.schema` hold the rows of reports not checked yet alone.

    Views of the same names stand before the tables there, so that a check is written as for the whole.
    """
    with connection.cursor() as narrow:
        narrow.execute(f"create temp table unchecked as {_UNCHECKED}", {"version": version})
        if count(narrow, "unchecked") < count(narrow, f"(select distinct report_id from {READINGS})"):
            database = scalar(narrow, "select current_database()").replace('"', '""')
            for name in TABLES:
                narrow.execute(
                    f"""create temp view {name} as from "{database}".main.{name}
                    where report_id in (select report_id from unchecked)"""
                )
        yield narrow


def record_checked(store: Store, version: str) -> None:
    """Write down that every report that is there now passed."""
    with write_working(store) as connection, transaction(connection):
        connection.execute(f"delete from {CHECKED} where version <> $version", {"version": version})
        connection.execute(
            f"insert into {CHECKED} select report_id, $version from ({_UNCHECKED})", {"version": version}
        )
