"""The exports of a published database: Parquet, data package, data dictionary, and a workbook of the rollups.

What did not change since the exports before is not written again (:mod:`assets.store.earlier`); the rest is written
by as many threads as write at once without getting into each other's way.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from assets.store.described import DescribedTable, ExportError, described_tables
from assets.store.earlier import Files, earlier_exports
from assets.store.package import write_dictionary, write_package
from assets.store.parquet import arrow_schema, write_parquet
from assets.store.partitions import Partition, partitions
from assets.store.queries import connect
from assets.store.workbook import workbook_version, write_workbook

__all__ = ["ExportError", "Exported", "export_tables"]

_WORKBOOK = "rollups.xlsx"
_IN_WORKBOOK = "rollup_"
_THREADS = 2  # one sorts while the other packs; each holds a row group and what is sorted, so more would cost memory
_MEMORY_SHARE = 0.4  # of what SQL may take: Arrow's buffers and what the writer packs stand beside it


@dataclass(frozen=True, slots=True)
class Exported:
    """How many files were written, and how many taken over from the exports before."""

    written: int
    taken: int


@dataclass(frozen=True, slots=True)
class _Job:
    """A part that is to be written, or was taken over; and what writes it."""

    name: str
    part: str
    digest: str
    write: Callable[[duckdb.DuckDBPyConnection], Iterable[Path]]


def export_tables(
    database: Path,
    folder: Path,
    before: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Exported:
    """Write every table of a published database to ``folder``, with what describes them beside them.

    Args:
        database: is read only.
        folder: is made.
        before: exports of an earlier version, on the same disk; what is in them as it would be written is linked.
        progress: told how many parts of how many are done.

    Raises:
        ExportError: a column has a type that no export type stands for.
    """
    folder.mkdir(parents=True)
    earlier = earlier_exports(before)
    with connect(database, read_only=True, share=_MEMORY_SHARE) as connection:
        tables = described_tables(connection)
        jobs = _jobs(connection, tables, folder)
        taken = {job: earlier.take(job.name, job.part, job.digest, folder) for job in jobs}
        files = {job: kept for job, kept in taken.items() if kept is not None}
        missing = [job for job in jobs if job not in files]
        progress(len(files), len(jobs))
        for job, written in _written(connection, missing, folder):
            files[job] = written
            progress(len(files), len(jobs))
    parts: dict[str, list[tuple[str, str, Files]]] = {}
    for job in jobs:
        parts.setdefault(job.name, []).append((job.part, job.digest, files[job]))
    write_package(tables, parts, folder)
    write_dictionary(tables, folder)
    linked = sum(len(kept) for kept in taken.values() if kept is not None)
    return Exported(sum(map(len, files.values())) - linked, linked)


def _written(connection: duckdb.DuckDBPyConnection, jobs: Sequence[_Job], folder: Path) -> Iterator[tuple[_Job, Files]]:
    """Write the parts, two at a time; then those for which memory was short, one at a time."""
    alone: list[_Job] = []
    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as pool:
        running = {pool.submit(_run, connection, job, folder): job for job in jobs}
        try:
            for future in as_completed(running):
                try:
                    written = future.result()
                except duckdb.OutOfMemoryException:
                    alone.append(running[future])
                else:
                    yield running[future], written
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    for job in alone:
        yield job, _run(connection, job, folder)


def _jobs(connection: duckdb.DuckDBPyConnection, tables: Sequence[DescribedTable], folder: Path) -> list[_Job]:
    """All that is written, the workbook first: it takes longest of all."""
    jobs: list[_Job] = []
    digests: dict[str, list[str]] = {}
    for table in tables:
        schema = arrow_schema(table)
        for part in partitions(connection, table, schema):
            digests.setdefault(table.name, []).append(part.digest)
            jobs.append(
                _Job(
                    table.name,
                    part.folder,
                    part.digest,
                    functools.partial(_table, table, schema, part, folder),
                )
            )
    rollups = [table for table in tables if table.name.startswith(_IN_WORKBOOK)]
    shown = "".join([workbook_version(), *(f" {table.name} {' '.join(digests[table.name])}" for table in rollups)])
    book = functools.partial(_workbook, rollups, folder / _WORKBOOK)
    return [_Job(_WORKBOOK, ".", hashlib.sha256(shown.encode()).hexdigest(), book), *jobs]


def _table(
    table: DescribedTable, schema: pa.Schema, part: Partition, folder: Path, connection: duckdb.DuckDBPyConnection
) -> list[Path]:
    return write_parquet(connection, table, schema, part, folder / table.name)


def _workbook(tables: Sequence[DescribedTable], path: Path, connection: duckdb.DuckDBPyConnection) -> list[Path]:
    write_workbook(connection, tables, path)
    return [path]


def _run(connection: duckdb.DuckDBPyConnection, job: _Job, folder: Path) -> Files:
    with connection.cursor() as cursor:
        files = {path.relative_to(folder).as_posix(): path.stat().st_size for path in job.write(cursor)}
    pa.default_memory_pool().release_unused()  # else it keeps what the biggest part took
    return files
