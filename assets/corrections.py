"""Corrections by people: the files of data/corrections, for the facts to be built with."""

import hashlib
import time

import dagster as dg

from assets.common import POOL, disk_retry
from assets.store.folders import Store
from assets.store.ledgers import update_corrections
from assets.store.queries import preview
from assets.store.working import write_working

__all__ = ["corrections"]

_PREVIEW = """select file, line, measure, value, action, corrected_by, problem from corrections
order by problem is null, file, line limit 10"""


@dg.asset(group_name="reading", kinds={"csv", "duckdb"}, pool=POOL, deps=["raw_reports"])
def corrections(store: dg.ResourceParam[Store]) -> dg.MaterializeResult[None]:
    """Working table: what people corrected, line by line, and which lines cannot be used. Files are never written."""
    started = time.perf_counter()
    with disk_retry(), write_working(store) as connection:
        found = update_corrections(connection, store.corrections)
        table = preview(connection, _PREVIEW)
    wrong = [one for one in found if one.problem]
    if found:
        store.reporter.step("corrections", f"{len(found) - len(wrong)} read, {len(wrong)} cannot be used")
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(found),
            "cannot_be_used": len(wrong),
            "seconds": round(time.perf_counter() - started, 3),
            "folder": dg.MetadataValue.path(store.corrections),
            "preview": dg.MetadataValue.md(table),
        },
        data_version=dg.DataVersion(
            hashlib.sha256("".join(sorted(one.key for one in found)).encode()).hexdigest()[:16]
        ),
    )
