"""What the working database keeps beside the reports: the corrections by people, and the history of the reports.

The corrections are replaced as a whole in each run. The history only grows: a report that is gone, its older bytes
and the code that read them stay in it.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from assets.store.queries import count, scalar
from assets.store.working import transaction
from gongkai.corrections import Correction, read_corrections
from gongkai.schema import LEDGERS

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["corrections_changed", "record_history", "update_corrections"]

_DIGEST = "correction_id || coalesce(line, 0)"


def update_corrections(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Correction]:
    """Read the files of corrections and let the table ``corrections`` hold them, in one transaction."""
    corrections = list(read_corrections(folder))
    with transaction(connection):
        connection.execute("delete from corrections")
        connection.register("found", _table(corrections))
        connection.execute("insert into corrections by name from found")
        connection.unregister("found")
    return corrections


def corrections_changed(connection: duckdb.DuckDBPyConnection, folder: Path) -> bool:
    """Whether the files say something else than the table ``corrections`` does."""
    if count(connection, "(from duckdb_tables() where table_name = 'corrections')") == 0:
        return True  # the working database is of an older version
    lines = sorted(f"{found.key}{found.line or 0}" for found in read_corrections(folder))
    kept = scalar(connection, f"select coalesce(string_agg({_DIGEST}, ' ' order by {_DIGEST}), '') from corrections")
    return hashlib.sha256(" ".join(lines).encode()).digest() != hashlib.sha256(kept.encode()).digest()


def record_history(connection: duckdb.DuckDBPyConnection, now: datetime.datetime) -> None:
    """Write down which reports are there now, of which bytes, read by which code.

    Args:
        connection: to the working database, everything read.
        now: with its time zone; kept as UTC.
    """
    seen = now.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    present = """select
            r.report_id, coalesce(d.path, j.path) as path, coalesce(r.sha256, j.sha256, '') as sha256, r.code_version,
            if(d.report_id is null, 'rejected', 'read') as reading
        from readings r left join documents d using (report_id) left join rejects j on r.report_id = j.report_id
        where coalesce(d.path, j.path) is not null"""
    same = "h.report_id = p.report_id and h.sha256 = p.sha256 and h.code_version = p.code_version"
    with transaction(connection):
        connection.execute(f"create or replace temp table present as {present}")
        connection.execute(
            f"update report_history h set last_seen_at = greatest(last_seen_at, $now) from present p where {same}",
            {"now": seen},
        )
        connection.execute(
            f"""insert into report_history by name
            select *, $now as first_seen_at, $now as last_seen_at from present p
            where not exists (from report_history h where {same})""",
            {"now": seen},
        )
        connection.execute("drop table present")


def _table(corrections: Sequence[Correction]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415

    kinds = {"VARCHAR": pa.string(), "INTEGER": pa.int32(), "DATE": pa.date32(), "DECIMAL(20,4)": pa.decimal128(20, 4)}
    names = {"correction_id": "key", "corrected_by": "who", "corrected_on": "when", "explanation": "why"}
    return pa.table(
        {
            column.name: pa.array(
                [getattr(found, names.get(column.name, column.name)) for found in corrections], kinds[column.type]
            )
            for column in LEDGERS["corrections"].columns
        }
    )
