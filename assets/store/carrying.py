"""Carrying over: a build begins as a copy of the last publication, and only what changed since is built anew.

Beside each database that is built stands what it was built from: ``built_from.json``, the code and how much of it was
replaced since all of it was built, and ``readings.parquet``, the number of each report's reading. A report with
another reading now, or with none, is built anew; which rows of other reports go with it, the models say
(sql/macros/carrying.sql).

All of it is built where the code, the models or DuckDB are others, and once more than ``store.rebuild_percent`` of the
reports changed: rows that were replaced leave gaps in the file, and a whole build fills them.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from assets.store.folders import Store
from assets.store.publishing import current_version
from assets.store.queries import connect, count, quoted
from gongkai.corpus import READINGS

__all__ = ["carry_over", "write_down"]

_BUILT_FROM = "built_from.json"
_READINGS = "readings.parquet"


def carry_over(store: Store, build: Path, code: str) -> Path | None:
    """Let a build begin as a copy of the last publication, where that can be.

    The copy has a schema ``build`` with the table ``reread_reports`` (report_id): what was read since, or is gone.

    Args:
        store: the data folder.
        build: where the database will be built; nothing is there yet.
        code: hash of everything that decides what is built, the reports aside.

    Returns:
        The database that was copied; None where all has to be built.
    """
    last = _last(store)
    replaced = None
    if last is not None:
        try:
            replaced = _begin(store, build, last, code)
        except OSError:  # what was copied is of no use, and its room may be needed
            shutil.rmtree(build.parent, ignore_errors=True)
            raise
        except duckdb.Error as error:
            build.unlink(missing_ok=True)
            store.reporter.step("models", f"{last} cannot be carried over ({error}); everything is built anew")
    content = {"code": code, "replaced": replaced or 0}
    (build.parent / _BUILT_FROM).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return last if replaced is not None else None


def write_down(store: Store, build: Path) -> None:
    """Write down beside a build which readings it was built from; before anything is read again."""
    target = quoted(build.parent / _READINGS)
    with connect(store.working, read_only=True) as working:
        working.execute(f"copy (select report_id, reading_id from {READINGS}) to {target} (format parquet)")


def _last(store: Store) -> Path | None:
    if not (store.published.exists() and store.publications.exists()):
        return None
    database = current_version(store) / store.published.name
    return database if database.exists() else None


def _begin(store: Store, build: Path, last: Path, code: str) -> int | None:
    """Copy the last publication. Returns how many reports were replaced since all was built; None: all is to be."""
    written = _built_from(last.parent)
    readings = last.parent / _READINGS
    if written.get("code") != code or not readings.exists():
        return None
    with connect(store.working, read_only=True) as working:
        replaced = count(working, f"({_reread(readings)})") + int(str(written["replaced"]))
        if replaced * 100 > store.rebuild_percent * count(working, READINGS):
            return None
    shutil.copyfile(last, build)
    with connect(build) as connection:
        connection.execute(f"attach {quoted(store.working)} as working (read_only)")
        connection.execute("create schema build")
        connection.execute(f"create table build.reread_reports as {_reread(readings, 'working.main.')}")
        connection.execute("detach working")
    return replaced


def _reread(readings: Path, schema: str = "") -> str:
    """Reports whose reading is another than before, new ones and those that are gone among them."""
    return f"""select coalesce(now.report_id, before.report_id) as report_id
        from {schema}{READINGS} as now
        full join read_parquet({quoted(readings)}) as before on now.report_id = before.report_id
        where now.reading_id is distinct from before.reading_id"""


def _built_from(folder: Path) -> dict[str, object]:
    try:
        written = json.loads((folder / _BUILT_FROM).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # of a version that had none, or damaged: nothing can be said of it
        return {}
    return written if isinstance(written, dict) and {"code", "replaced"} <= written.keys() else {}
