"""The files in data/raw, or in the object store: which there are, and which of them changed."""

import time

import dagster as dg

from assets.common import POOL, disk_retry
from assets.store.damage import WorkingDamagedError
from assets.store.folders import Store
from assets.store.queries import preview
from assets.store.working import Scan, files_version, update_raw_reports, write_working

__all__ = ["raw_reports"]

_NEWEST = """select path, media_type, size_bytes, left(sha256, 12) as sha256 from raw_reports
order by hashed_at_ns desc, path limit 5"""


@dg.asset(group_name="reading", kinds={"duckdb"}, pool=POOL)
def raw_reports(store: dg.ResourceParam[Store]) -> dg.MaterializeResult[None]:
    """What lies in data/raw: path, size, SHA-256 and media type of every file. Files are looked at, never written."""
    started = time.perf_counter()
    try:
        scan, newest, version = _look(store)
    except WorkingDamagedError as error:
        store.reporter.step("raw_reports", str(error))
        scan, newest, version = _look(store)  # a new one; everything is read into it
    seconds = time.perf_counter() - started
    changes = f"{scan.added} new, {scan.changed} changed, {scan.gone} gone"
    store.reporter.step("raw_reports", f"{scan.seen} files: {changes}")
    return dg.MaterializeResult(
        metadata={
            "documents_seen": scan.seen,
            "documents_new": scan.added,
            "documents_changed": scan.changed,
            "documents_gone": scan.gone,
            "documents_unreadable": scan.unreadable,
            "dagster/row_count": scan.seen,
            "seconds": round(seconds, 3),
            "folder": dg.MetadataValue.path(store.raw),
            "preview": dg.MetadataValue.md(newest),
        },
        data_version=dg.DataVersion(version[:16]),
    )


def _look(store: Store) -> tuple[Scan, str, str]:
    """What was found, the newest of it as a table, and the hash of all."""
    with disk_retry(), write_working(store) as connection:
        scan = update_raw_reports(connection, store)
        return scan, preview(connection, _NEWEST), files_version(connection)
