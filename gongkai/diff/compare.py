"""The comparison of two published files, in SQL over both."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.diff.tables import COMPARED, Compared
from gongkai.exceptions import GongkaiError

if TYPE_CHECKING:
    import duckdb

__all__ = ["Change", "Count", "DiffError", "Difference", "Value", "compare"]

Value = str | int | float | bool | Decimal | datetime.date | None


class DiffError(GongkaiError):
    """Two files that cannot be compared; says which, why, and the next step."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is there only now, only before, or says something else.

    Attributes:
        table: where it stands.
        kind: added, removed or changed.
        organ: name of the body, as in the newer file that has it.
        year: of the report.
        report: path of the report below data/raw.
        key: what the row is about, empty columns left out.
        old: what it said, None for one added; for one changed, only what differs.
        new: what it says, None for one removed.
    """

    table: str
    kind: str
    organ: str | None
    year: int | None
    report: str | None
    key: dict[str, Value]
    old: dict[str, Value] | None
    new: dict[str, Value] | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a table and body changed."""

    table: str
    organ: str | None
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one publication to another.

    Attributes:
        old: the file before.
        new: the file now.
        rows: of every table, before and now; None where a file has no such table.
        counts: by table and body, where anything changed.
        changes: rows, up to the limit that was asked for in each table.
    """

    old: Path
    new: Path
    rows: dict[str, tuple[int | None, int | None]]
    counts: tuple[Count, ...]
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        """Whether anything changed: a compared row, or the number of rows of any table."""
        return bool(self.counts) or any(before != now for before, now in self.rows.values())


def compare(
    old: Path,
    new: Path,
    *,
    table: str | None = None,
    organ: str | None = None,
    limit: int | None = None,
    memory: str | None = None,
) -> Difference:
    """Compare two published files.

    Args:
        old: the file before.
        new: the file now.
        table: only this table.
        organ: only bodies whose name holds this.
        limit: most changes to give of each table, all by default; counts are of all in any case.
        memory: what DuckDB may take before it writes to disk, beside the newer file; four fifths of the machine by
            default.

    Raises:
        DiffError: a file is no published warehouse, or there is no such table to compare.
    """
    chosen = [one for one in COMPARED if table in {None, one.table}]
    if not chosen:
        known = ", ".join(one.table for one in COMPARED)
        raise DiffError(f"{table} is no table that is compared row by row; choose one of {known}")
    counts: list[Count] = []
    changes: list[Change] = []
    with _both(old, new, memory) as connection:
        columns = {side: _columns(connection, side) for side in ("old", "new")}
        for side, path in (("old", old), ("new", new)):
            if not {"dim_report", "dim_organ"} <= columns[side].keys():
                raise DiffError(f"{path}: no published warehouse; name a gongkai.duckdb or a folder of publications/")
        for one in chosen:
            if one.table in columns["old"] and one.table in columns["new"]:
                _find(connection, one, columns["old"][one.table] & columns["new"][one.table], organ)
                counts.extend(_counts(connection, one.table))
                changes.extend(_changes(connection, one.table, limit))
        rows = {} if table or organ else _rows(connection, columns)
    return Difference(old, new, rows, tuple(counts), tuple(changes))


@contextmanager
def _both(old: Path, new: Path, memory: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both files, attached read-only as ``old`` and ``new``."""
    import duckdb  # noqa: PLC0415  only a comparison needs a database

    settings: dict[str, str | bool | int | float | list[str]] = {}
    if memory is not None:
        settings = {"memory_limit": memory, "temp_directory": f"{new.resolve()}.tmp"}
    with duckdb.connect(config=settings) as connection:
        for side, path in (("old", old), ("new", new)):
            if not path.is_file():
                raise DiffError(f"{path}: there is no such file; name a gongkai.duckdb or a folder of publications/")
            target = str(path.resolve()).replace("'", "''")
            if side == "new" and path.samefile(old):
                raise DiffError(f"{old} and {new} are one file; name two publications")
            try:
                connection.execute(f"attach '{target}' as {side} (read_only)")
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                raise DiffError(f"{path}: cannot be opened ({reason}); name a gongkai.duckdb") from error
        yield connection


def _columns(connection: duckdb.DuckDBPyConnection, side: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = """select table_name, column_name from duckdb_columns()
        where database_name = ? and schema_name = 'main' and not internal"""
    for name, column in connection.execute(query, [side]).fetchall():
        found.setdefault(name, set()).add(column)
    return found


def _rows(
    connection: duckdb.DuckDBPyConnection, columns: dict[str, dict[str, set[str]]]
) -> dict[str, tuple[int | None, int | None]]:
    """Rows of every table of either file."""

    def count(side: str, name: str) -> int | None:
        if name not in columns[side]:
            return None
        row = connection.execute(f'select count(*) from {side}.main."{name}"').fetchone()
        return int(row[0]) if row else None

    return {
        name: (count("old", name), count("new", name)) for name in sorted(columns["old"].keys() | columns["new"].keys())
    }


def _find(connection: duckdb.DuckDBPyConnection, one: Compared, shared: set[str], organ: str | None) -> None:
    """Let the temporary table ``differing`` hold the rows that only one side has, those about the same side by side."""
    key = [column for column in one.key if column in shared]
    values = [column for column in one.values if column in shared]
    columns = ", ".join([*key, *values])
    only_touched = ""
    if key[:1] == ["report_id"]:
        _find_touched(connection, one.table, columns)
        only_touched = "where report_id in (select report_id from touched)"
    sides = []
    for side, other in (("old", "new"), ("new", "old")):
        only = (
            f"select {columns} from {side}.main.{one.table} {only_touched} "
            f"except all select {columns} from {other}.main.{one.table} {only_touched}"
        )
        order = f"row_number() over (partition by {', '.join(key)} order by {', '.join(values)})"
        sides.append(f"{side}_only as (select *, {order} as place from ({only}))")
    same = " and ".join(f"o.{column} is not distinct from n.{column}" for column in [*key, "place"])
    named = "coalesce(n.report_id, o.report_id)" if "report_id" in key else "null"
    connection.execute(
        f"""create or replace temp table differing as
        with {", ".join(sides)}
        select
            case when o.place is null then 'added' when n.place is null then 'removed' else 'changed' end as kind,
            coalesce(nr.organ, orr.organ) as organ, coalesce(nr.year, orr.year) as year,
            coalesce(nr.source_path, orr.source_path) as report,
            struct_pack({", ".join(f"{c} := if(n.place is null, o.{c}, n.{c})" for c in key)}) as key,
            if(o.place is null, null, struct_pack({", ".join(f"{c} := o.{c}" for c in values)})) as old,
            if(n.place is null, null, struct_pack({", ".join(f"{c} := n.{c}" for c in values)})) as new
        from old_only o full join new_only n on {same}
        left join ({_reports("old")}) orr on orr.report_id = {named}
        left join ({_reports("new")}) nr on nr.report_id = {named}
        where $organ is null or contains(coalesce(nr.organ, orr.organ, ''), $organ)""",
        {"organ": organ},
    )


def _find_touched(connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> None:
    """Let the temporary table ``touched`` hold the reports of which the two sides have not the same rows.

    A number a report is compared, not every row: after most nights nearly all reports are as they were.
    """
    digests = [
        f"(select report_id, count(*) as n, sum(hash({columns})) as digest from {side}.main.{table} group by report_id)"
        for side in ("old", "new")
    ]
    connection.execute(
        f"""create or replace temp table touched as
        select coalesce(o.report_id, n.report_id) as report_id
        from {digests[0]} o full join {digests[1]} n on o.report_id = n.report_id
        where o.n is distinct from n.n or o.digest is distinct from n.digest"""
    )


def _reports(side: str) -> str:
    return f"""select r.report_id, coalesce(o.organ_name, r.organ_name) as organ, r.year, r.source_path
        from {side}.main.dim_report r left join {side}.main.dim_organ o on r.organ_id = o.organ_id"""


def _counts(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Count]:
    rows = connection.execute(
        """select organ, count(*) filter (where kind = 'added'), count(*) filter (where kind = 'removed'),
            count(*) filter (where kind = 'changed')
        from differing group by organ order by organ nulls last"""
    ).fetchall()
    return (Count(table, *row) for row in rows)


def _changes(connection: duckdb.DuckDBPyConnection, table: str, limit: int | None) -> Iterator[Change]:
    rows = connection.execute(
        f"""select kind, organ, year, report, key, old, new from differing
        order by organ nulls last, year, report, kind, key, old, new {"" if limit is None else f"limit {limit:d}"}"""
    ).fetchall()
    for kind, organ, year, report, key, old, new in rows:
        about = {name: value for name, value in key.items() if value is not None and name != "report_id"}
        yield Change(table, kind, organ, year, report, about, *_differing(old, new))


def _differing(
    old: dict[str, Value] | None, new: dict[str, Value] | None
) -> tuple[dict[str, Value] | None, dict[str, Value] | None]:
    """Of two sides that are both there, the columns that differ."""
    if old is None or new is None:
        return old, new
    names = [name for name in old if old[name] != new[name]]
    return {name: old[name] for name in names}, {name: new[name] for name in names}
