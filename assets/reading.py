"""Everything that is read in a file, in one pass: documents, sections, blocks, cells, observations, …, rejects.

A file is read again only when its bytes or the code changed. Each chunk of files is written in one transaction,
so that a run that was killed goes on where it stopped.
"""

import datetime
import time
from collections.abc import Iterator, Sequence

import dagster as dg
import duckdb

from assets.common import POOL, disk_retry
from assets.store.folders import Store
from assets.store.ledgers import record_history
from assets.store.queries import preview
from assets.store.working import (
    content_version,
    forget_stale,
    note_hashes,
    pending,
    row_counts,
    write_chunk,
    write_working,
)
from gongkai.corpus import Corpus, code_version, run_batches
from gongkai.schema import LEDGERS, TABLES

__all__ = ["SPECS", "reading"]

_DEPS = {
    "documents": ["raw_reports"],
    "rejects": ["raw_reports"],
    "sections": ["documents"],
    "blocks": ["documents"],
    "cells": ["documents"],
    "section_words": ["sections"],
    "observations": ["documents", "sections"],
    "quantities": ["documents", "sections"],
    "findings": ["documents", "observations"],
    "report_history": ["documents", "rejects"],
}
_SCHEMAS = TABLES | LEDGERS
_PREVIEW = {
    "documents": "select path, organ, region_code, year, form, published_date from documents order by path limit 5",
    "rejects": "select path, reason, message from rejects order by path limit 5",
    "sections": "select report_id, section_index, title, topic from sections order by section_id limit 5",
    "blocks": "select report_id, kind, page, path, score from blocks order by report_id, block_index limit 5",
    "cells": "select report_id, row_index, column_index from cells order by report_id, table_index, cell_index limit 5",
    "section_words": "select section_id, words from section_words order by section_id limit 5",
    "observations": """select report_id, measure, value, status, source, evidence
        from observations order by observation_id limit 5""",
    "quantities": "select report_id, value, unit, reason, clause from quantities order by quantity_id limit 5",
    "report_history": "from report_history order by last_seen_at desc, first_seen_at desc, path limit 5",
    "findings": "select report_id, rule, severity, message_en from findings order by finding_id limit 5",
}

SPECS = [
    dg.AssetSpec(
        name,
        deps=deps,
        group_name="reading",
        kinds={"duckdb", "python"},
        description=f"Working table: {_SCHEMAS[name].grain}.",
        metadata={
            "dagster/column_schema": dg.TableSchema(
                columns=[
                    dg.TableColumn(column.name, column.type, column.description) for column in _SCHEMAS[name].columns
                ]
            )
        },
    )
    for name, deps in _DEPS.items()
]


@dg.multi_asset(name="reading", specs=SPECS, pool=POOL)
def reading(store: dg.ResourceParam[Store]) -> Iterator[dg.MaterializeResult[None]]:
    """Read what is new in data/raw."""
    started = time.perf_counter()
    version = code_version()
    with disk_retry(), write_working(store) as connection:
        forgotten = forget_stale(connection, version)
        todo = pending(connection, version)
        done, rejected = _read(store, connection, todo.paths)
        record_history(connection, datetime.datetime.now(datetime.UTC))
        content = content_version(connection)
        rows = row_counts(connection)
        metadata: dict[str, dg.RawMetadataValue] = {
            "documents_seen": len(todo.paths) + todo.skipped,
            "documents_done": done,
            "documents_skipped": todo.skipped,
            "documents_rejected": rejected,
            "documents_forgotten": forgotten,
            "seconds": round(time.perf_counter() - started, 3),
            "code_version": version,
        }
        store.reporter.step("reading", f"{done} read, {todo.skipped} skipped, {rejected} rejected")
        for name in _DEPS:
            table = dg.MetadataValue.md(preview(connection, _PREVIEW[name]))
            yield dg.MaterializeResult(
                asset_key=name,
                metadata={**metadata, "dagster/row_count": rows[name], "preview": table},
                data_version=dg.DataVersion(content[:16]),
            )


def _read(store: Store, connection: duckdb.DuckDBPyConnection, paths: Sequence[str]) -> tuple[int, int]:
    """Read the files and write them chunk by chunk. Returns how many reports were read and rejected."""
    corpus = Corpus(store.raw, code_version(), store.limits)
    chunks = [paths[start : start + store.chunk_size] for start in range(0, len(paths), store.chunk_size)]
    seen = done = rejected = 0

    def advance(files: int) -> None:
        nonlocal seen
        seen += files
        store.reporter.progress("reading", seen, len(paths))

    # A pool takes a second to start, a cluster ten: not worth it for a single chunk.
    executor = store.executor if len(chunks) > 1 else "inline"
    results = run_batches(
        corpus, chunks, workers=store.workers, advance=advance, executor=executor, address=store.ray_address
    )
    # Rows are added in a fraction of the time that reading takes; more threads for it only wait for the workers.
    connection.execute("set threads = 1")
    for _, tables in results:
        write_chunk(connection, tables, corpus.version)
        done += tables["documents"].num_rows
        rejected += tables["rejects"].num_rows
    connection.execute("reset threads")
    note_hashes(connection)
    return done, rejected
