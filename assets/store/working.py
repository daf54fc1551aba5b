"""The working database: what was seen in data/raw, and what was read there.

One writer, one transaction a chunk of documents. Killed at any moment, it holds whole chunks only, and the next
run reads what is missing. Its tables are those of :mod:`gongkai.schema`, and three of its own for keeping count. The
history of reports is kept over all changes of the other tables; see :mod:`assets.store.ledgers`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from assets.store.damage import damage_set_aside, tells_of_damage
from assets.store.folders import Store
from assets.store.queries import connect, count, quoted, scalar
from assets.store.scan import FileState, Seen, look
from gongkai.corpus import READINGS
from gongkai.machine import machine_states
from gongkai.object_store import is_object_store
from gongkai.schema import LEDGERS, TABLES, TableSchema
from gongkai.tables import printable_path

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "CHECKED",
    "HISTORY",
    "Pending",
    "Scan",
    "content_version",
    "files_version",
    "forget_stale",
    "known_files",
    "note_hashes",
    "pending",
    "read_working",
    "row_counts",
    "transaction",
    "update_raw_reports",
    "write_chunk",
    "write_working",
]

CHECKED = "checked"
_MEMORY_SHARE = 0.7  # of what SQL may take: the workers have theirs beside
_OWN_TABLES = {
    "raw_reports": {
        "report_id": "VARCHAR",
        "path": "VARCHAR",
        "path_bytes": "BLOB",
        "media_type": "VARCHAR",
        "sha256": "VARCHAR",
        "size_bytes": "BIGINT",
        "mtime_ns": "BIGINT",
        "ctime_ns": "BIGINT",
        "hashed_at_ns": "BIGINT",
    },
    READINGS: {
        "report_id": "VARCHAR",
        "file_id": "VARCHAR",
        "sha256": "VARCHAR",
        "machine": "VARCHAR",
        "code_version": "VARCHAR",
        "reading_id": "VARCHAR",  # of this reading: another one each time
    },
    CHECKED: {"report_id": "VARCHAR", "version": "VARCHAR"},
}
HISTORY = "report_history"
# Read again: never read, read by other code, other bytes, a fault that may have passed, or for want of a program that
# may be there now.
_STALE = """(r.file_id is null or r.code_version <> $version or r.sha256 is null or r.sha256 <> f.sha256
    or not coalesce(list_contains($machine, r.machine), true))"""

# Of the files that were read since they were last seen to change: see _replace_raw.
_HASHES = "select file_id, max(sha256) as sha256 from readings where sha256 is not null group by file_id"

# Texts and pages may name the pictures in their folder: those that have come are read with them.
_BESIDE_NEW_PICTURES = """
    select report_id from raw_reports where media_type like 'text/%' and regexp_replace(path, '[^/]*$', '') in (
        select regexp_replace(path, '[^/]*$', '') from raw_reports
        where media_type like 'image/%' and report_id not in (select file_id from readings))"""


@dataclass(frozen=True, slots=True)
class Scan:
    """What one look at data/raw found."""

    seen: int
    added: int
    changed: int
    gone: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Pending:
    """Files that have to be read, and how many need not be."""

    paths: tuple[str, ...]
    skipped: int


@contextmanager
def write_working(store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database, open for writing, its tables as declared.

    Raises:
        WorkingDamagedError: it was damaged; it has been set aside.
    """
    store.warehouse.mkdir(parents=True, exist_ok=True)
    with damage_set_aside(store), connect(store.working, share=_MEMORY_SHARE) as connection:
        _prepare(connection, store)
        yield connection


@contextmanager
def read_working(store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database, open for reading.

    Raises:
        WorkingDamagedError: it was damaged; it has been set aside.
    """
    with damage_set_aside(store), connect(store.working, read_only=True, share=_MEMORY_SHARE) as connection:
        yield connection


def update_raw_reports(connection: duckdb.DuckDBPyConnection, store: Store) -> Scan:
    """Look at data/raw and bring the table ``raw_reports`` up to date, in one transaction.

    Raises:
        OSError: data/raw or a folder in it cannot be read.
    """
    known = known_files(connection)
    gone = set(known)
    new: list[Seen] = []
    seen = unreadable = 0
    for file in look(store.raw, known):
        seen += 1
        unreadable += file.sha256 is None and not is_object_store(store.raw)
        gone.discard(file.path)
        if file is not known.get(file.path):
            new.append(file)
    changed = [file for file in new if file.path in known and known[file.path].sha256 != file.sha256]
    _replace_raw(connection, new, [known[path] for path in gone])
    added = sum(file.path not in known for file in new)
    return Scan(seen, added, len(changed), len(gone), unreadable)


def known_files(connection: duckdb.DuckDBPyConnection) -> dict[str, Seen]:
    """What the last look at data/raw saw, by path; the hash of an object is known from when it was read."""
    rows = connection.execute(
        f"""select path_bytes, size_bytes, mtime_ns, ctime_ns, coalesce(f.sha256, r.sha256), hashed_at_ns
        from raw_reports f left join ({_HASHES}) r on f.report_id = r.file_id"""
    ).fetchall()
    files = (
        Seen(os.fsdecode(path), FileState(size, mtime, ctime), sha256, hashed_at)
        for path, size, mtime, ctime, sha256, hashed_at in rows
    )
    return {file.path: file for file in files}


def note_hashes(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill in the hashes that the look at data/raw left open, from what was read since."""
    connection.execute(
        f"""update raw_reports set sha256 = r.sha256 from ({_HASHES}) r
        where raw_reports.report_id = r.file_id and raw_reports.sha256 is null"""
    )


def pending(connection: duckdb.DuckDBPyConnection, version: str) -> Pending:
    """Which files this version of the code still has to read, in the order of their paths."""
    rows = connection.execute(
        f"""select distinct path_bytes from raw_reports f left join readings r on f.report_id = r.file_id
        where {_STALE} order by path_bytes""",
        {"version": version, "machine": machine_states()},
    ).fetchall()
    total = count(connection, "raw_reports")
    return Pending(tuple(os.fsdecode(path) for (path,) in rows), total - len(rows))


def forget_stale(connection: duckdb.DuckDBPyConnection, version: str) -> int:
    """Take out everything that was read in files that are gone or have to be read again.

    In one transaction and before anything is read, so that chunks are only ever added.

    Returns:
        How many files were forgotten.
    """
    with transaction(connection):
        connection.execute(
            f"""create or replace temp table stale as select report_id, file_id from readings where file_id in (
                select r.file_id from readings r left join raw_reports f on f.report_id = r.file_id
                where f.report_id is null or {_STALE} or r.file_id in ({_BESIDE_NEW_PICTURES}))""",
            {"version": version, "machine": machine_states()},
        )
        forgotten = count(connection, "(select distinct file_id from stale)")
        if forgotten:
            for table in (*TABLES, READINGS, CHECKED):
                connection.execute(f"delete from {table} where report_id in (select report_id from stale)")
        connection.execute("drop table stale")
    return forgotten


def write_chunk(connection: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table], version: str) -> None:
    """Add one chunk of documents, all of its tables in one transaction."""
    with transaction(connection):
        for name, table in tables.items():
            connection.register("chunk", table)
            own = ", $version as code_version, cast(uuid() as varchar) as reading_id" if name == READINGS else ""
            parameters = {"version": version} if name == READINGS else {}
            connection.execute(f"insert into {name} by name select *{own} from chunk", parameters)
            connection.unregister("chunk")


def content_version(connection: duckdb.DuckDBPyConnection) -> str:
    """Hash of all that was read: which bytes, by which code and machine, with which rejects and corrections."""
    return scalar(
        connection,
        """select sha256(coalesce(string_agg(line, chr(10) order by line), '')) from (
            select concat_ws(' ', report_id, sha256, code_version) as line from documents
            union all select concat_ws(' ', report_id, machine) as line from readings where machine is not null
            union all select concat_ws(' ', report_id, sha256, reason, message) from rejects
            union all select concat_ws(' ', correction_id, line) from corrections)""",
    )


def files_version(connection: duckdb.DuckDBPyConnection) -> str:
    """Hash of the files in data/raw: their paths and their bytes."""
    return scalar(
        connection,
        """select sha256(coalesce(string_agg(line, chr(10) order by line), '')) from (
            select concat_ws(' ', report_id, coalesce(sha256, concat(size_bytes, '-', mtime_ns))) as line
            from raw_reports)""",
    )


def row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every table of the schema."""
    return {name: count(connection, name) for name in (*TABLES, *LEDGERS)}


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of what is done within, or nothing of it."""
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _prepare(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Make the tables; where any of them is not as declared, all are made anew and filled from data/raw.

    The history cannot be filled from there: it keeps its rows, with what columns they have; where it is gone, those
    of the published file.
    """
    declared = {name: _columns(schema) for name, schema in (TABLES | LEDGERS).items()} | _OWN_TABLES
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'main' and not internal"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    if found == declared:
        return
    with transaction(connection):
        kept = HISTORY in found
        if kept:
            connection.execute(f"create or replace temp table kept as from {HISTORY}")
        for name in found:
            connection.execute(f'drop table "{name}"')
        for name, columns in declared.items():
            lines = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            connection.execute(f"create table {name} ({lines})")
        if kept:
            both = ", ".join(column for column in declared[HISTORY] if column in found[HISTORY])
            connection.execute(f"insert into {HISTORY} by name select {both} from kept")
            connection.execute("drop table kept")
    if not kept and store.published.exists():
        _restore_history(connection, store)


def _restore_history(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Fill the history of a working database that is new from the published file."""
    names = ", ".join(_columns(LEDGERS[HISTORY]))
    rows = "select * rename (source_path as path) from published.main.report_history"
    try:
        connection.execute(f"attach {quoted(store.published)} as published (read_only)")
        try:
            connection.execute(f"insert into {HISTORY} by name select {names} from ({rows})")
        finally:
            connection.execute("detach published")
    except duckdb.Error as error:
        if not (tells_of_damage(error) or isinstance(error, (duckdb.CatalogException, duckdb.BinderException))):
            raise
        store.reporter.step("history", f"the history of reports begins anew: {store.published.name} has none ({error})")


def _columns(schema: TableSchema) -> dict[str, str]:
    return {column.name: column.type for column in schema.columns}


def _replace_raw(connection: duckdb.DuckDBPyConnection, new: Sequence[Seen], gone: Sequence[Seen]) -> None:
    if not new and not gone:
        return
    import pyarrow as pa  # noqa: PLC0415  a look that finds nothing new needs none

    rows = [
        (
            *(file.report_id, printable_path(file.path), os.fsencode(file.path), file.media_type, file.sha256),
            *(file.state.size, file.state.mtime_ns, file.state.ctime_ns, file.hashed_at_ns),
        )
        for file in new
    ]
    kinds = {"VARCHAR": pa.string(), "BLOB": pa.binary(), "BIGINT": pa.int64()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in _OWN_TABLES["raw_reports"].items()])
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    old = pa.table({"report_id": pa.array([file.report_id for file in (*new, *gone)], pa.string())})
    with transaction(connection):
        connection.register("old", old)
        connection.execute("delete from raw_reports where report_id in (select report_id from old)")
        connection.unregister("old")
        connection.register("new", pa.Table.from_arrays(arrays, schema=schema))
        connection.execute("insert into raw_reports by name select * from new")
        # A file whose hash is not known now: what was read in it before says nothing of the bytes it has now.
        connection.execute(
            """update readings set sha256 = null
            where sha256 is not null and file_id in (select report_id from new where sha256 is null)"""
        )
        connection.unregister("new")
