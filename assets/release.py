"""Publication and exports: what was built takes the place of what is published, in one atomic step each."""

import shutil
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import dagster as dg
import duckdb

from assets.common import POOL, disk_retry
from assets.store.delivery import deliver
from assets.store.exports import Exported, export_tables
from assets.store.folders import Store
from assets.store.publishing import (
    PublicationError,
    building,
    exports_build,
    mark_current,
    prune,
    publish_database,
    publish_exports,
)
from assets.store.queries import connect, count, markdown_table, memory, scalar
from assets.store.search import build_search
from gongkai.diff import DiffError, compare, last_two
from gongkai.diff.display import totals

__all__ = ["build_publication", "complete", "drop_notes", "exports", "what_changed"]

_MEMORY_SHARE = 0.6  # of what SQL may take: the process has its own memory beside
_REPORT = "report_id"
_SHOWN = 100  # bodies and tables in the metadata

# What must arrive in the published file row for row: table there, table in the working database.
_ARRIVES = {
    "dim_report": "documents",
    "dim_text": "documents",
    "dim_section": "sections",
    "dim_block": "blocks",
    "dim_cell": "cells",
    "observations": "observations",
    "quantities": "quantities",
    "rejects": "rejects",
    "corrections": "corrections",
    "report_history": "report_history",
}


def build_publication(models: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset ``publication``, downstream of the models that the published file holds."""

    @dg.asset(group_name="release", kinds={"duckdb"}, pool=POOL, deps=list(models))
    def publication(store: dg.ResourceParam[Store]) -> dg.MaterializeResult[None]:
        """The published database, data/warehouse/gongkai.duckdb: replaced whole, its last versions kept."""
        started = time.perf_counter()
        build = building(store)
        words = build_search(build, store.working)
        drop_notes(build)
        rows = complete(build, store.working)
        version = publish_database(store, build)
        changes = what_changed(store)
        store.reporter.step("publication", f"{store.published}: {len(rows)} tables, {sum(rows.values())} rows")
        return dg.MaterializeResult(
            metadata={
                "database": dg.MetadataValue.path(store.published),
                "version": version.name,
                "bytes": store.published.stat().st_size,
                "seconds": round(time.perf_counter() - started, 3),
                "words_to_search": words,
                **changes,
                "dagster/row_count": sum(rows.values()),
                "preview": dg.MetadataValue.md(markdown_table(["table", "rows"], list(rows.items()))),
            }
        )

    return publication


@dg.asset(group_name="release", kinds={"parquet"}, pool=POOL, deps=["publication"])
def exports(store: dg.ResourceParam[Store]) -> dg.MaterializeResult[None]:
    """The published tables as Parquet with a data package, data/warehouse/exports: replaced whole.

    Files that would be written as they are in the exports before are links to those.
    """
    started = time.perf_counter()
    made = Exported(0, 0)
    with disk_retry():
        draft = exports_build(store)
        if draft is not None:
            before = store.exports.resolve() if store.exports.is_dir() else None
            try:
                made = export_tables(store.published, draft, before, partial(store.reporter.progress, "exports"))
            except BaseException:  # half of the exports are of no use, and their room may be needed
                shutil.rmtree(draft, ignore_errors=True)
                raise
        folder = publish_exports(store, draft)
        mark_current(store)
        removed = prune(store)
    deliver(store)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*.parquet"))
    tables = Counter(path.parts[0] for path in files)
    store.reporter.step(
        "exports", f"{store.exports}: {len(tables)} tables in {len(files)} files, {made.taken} as before"
    )
    return dg.MaterializeResult(
        metadata={
            "folder": dg.MetadataValue.path(store.exports),
            "version": folder.parent.name,
            "versions_removed": removed,
            "files_written": made.written,
            "files_as_before": made.taken,
            "bytes": sum((folder / path).stat().st_size for path in files),
            "seconds": round(time.perf_counter() - started, 3),
            "preview": dg.MetadataValue.md(markdown_table(["table", "files"], list(tables.items()))),
        }
    )


def what_changed(store: Store) -> "dict[str, dg.RawMetadataValue]":
    """What the new publication has that the one before had not, and the other way round; nothing for the first."""
    try:
        difference = compare(*last_two(store.warehouse), limit=0, memory=memory(_MEMORY_SHARE))
    except DiffError as error:
        return {"changes": dg.MetadataValue.text(str(error))}
    sums = totals(difference)
    rows = [[count.table, count.organ, count.added, count.removed, count.changed] for count in difference.counts]
    names = ["table", "organ", "added", "removed", "changed"]
    text = ", ".join(f"{table} +{a} -{r} ~{c}" for table, (a, r, c) in sums.items()) or "none"
    store.reporter.step("changes", text)
    return {
        "compared_with": difference.old.parent.name,
        "changes": dg.MetadataValue.md(markdown_table(names, rows[:_SHOWN]) if rows else "No changes."),
        "changes_by_table": dg.MetadataValue.json({name: list(values) for name, values in sums.items()}),
        "rows_added_removed_changed": sum(sum(values) for values in sums.values()),
    }


def drop_notes(build: Path) -> None:
    """Drop the schema in which an incremental build notes what changed: nobody who reads a publication needs it."""
    with connect(build) as connection:
        connection.execute("drop schema if exists build cascade")


def complete(build: Path, working: Path) -> dict[str, int]:
    """Rows of every table of a build that is fit to be published.

    Args:
        build: the database that was built.
        working: the one it was built from.

    Raises:
        PublicationError: a table is missing, or has not the rows that were read, or as many of other reports; or a
            view is left in it.
    """
    with connect(build, read_only=True, share=0.5) as built, connect(working, read_only=True, share=0.5) as read:
        names = _names(built, "select table_name from duckdb_tables() where schema_name = 'main' order by all")
        views = _names(built, "select view_name from duckdb_views() where not internal")
        rows = {name: count(built, f'"{name}"') for name in names}
        short = [fault for name, source in _ARRIVES.items() if (fault := _missing(built, name, read, source))]
    if short or views:
        left = [f"the view {name} would not work in it" for name in views]
        raise PublicationError(f"{build.name} is not fit to be published: {'; '.join([*short, *left])}; see sql/")
    return rows


def _missing(built: duckdb.DuckDBPyConnection, name: str, read: duckdb.DuckDBPyConnection, source: str) -> str | None:
    """How a table of a build differs from the one that it must have every row of: in rows, or whose they are."""
    there, expected = _columns(built, name), _columns(read, source)
    rows = count(built, f'"{name}"') if there else "no"
    if rows != count(read, source):
        return f"{name} has {rows} rows, {source} has {count(read, source)}"
    if _REPORT not in there & expected:
        return None
    # of each row a number that stands for its report: as many rows of other reports have another sum
    reports = f"select coalesce(sum(hash({_REPORT})), 0) from"
    if scalar(built, f'{reports} "{name}"') != scalar(read, f"{reports} {source}"):
        return f"{name} has not the rows of the same reports as {source}"
    return None


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    query = "select column_name from duckdb_columns() where schema_name = 'main' and table_name = $table"
    return {str(name) for (name,) in connection.execute(query, {"table": table}).fetchall()}


def _names(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [str(name) for (name,) in connection.execute(query).fetchall()]
