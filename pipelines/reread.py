"""``python -m pipelines.reread``: have the next run read reports again, all of them or some.

Nothing is taken away before that run: what is published stays, and so does the history.
Exit status: 0, done; 1, a run is under way, or nothing was read yet; 2, the command or a setting is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.settings import Settings, SettingsError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Mark reports to be read again. Returns the exit status.

    Args:
        arguments: of the command line; those of this process by default.
    """
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.reread", description="Have the next run read reports again, though nothing changed."
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="every file")
    which.add_argument("--year", type=int, metavar="YEAR", help="the reports for one year")
    which.add_argument("--path", metavar="GLOB", help="files below data/raw by their path: 'gaoping/*', '*.pdf'")
    which.add_argument("--rejected", action="store_true", help="files that could not be read")
    options = parser.parse_args(arguments)
    from assets.store.lock import RunLockedError, run_lock  # noqa: PLC0415

    try:
        store = Settings.from_environment().store()
        with run_lock(store.lock):
            number = _mark(store.working, options)
    except SettingsError as error:
        return _fail(str(error), 2)
    except RunLockedError as error:
        return _fail(str(error), 1)
    if number is None:
        return _fail("nothing was read yet: the next run reads everything", 1)
    print(f"{number} files will be read again by the next run: make run")  # noqa: T201
    return 0


def _mark(working: Path, options: argparse.Namespace) -> int | None:
    """How many files the next run reads again; None without a working database."""
    import duckdb  # noqa: PLC0415

    if not working.exists():
        return None
    if options.all:
        chosen, parameters = "select report_id from raw_reports", []
    elif options.year is not None:
        chosen, parameters = "select report_id from documents where year = ?", [options.year]
    elif options.path is not None:
        chosen, parameters = "select report_id from raw_reports where path glob ?", [options.path]
    else:
        chosen, parameters = "select report_id from rejects", []
    with duckdb.connect(working) as connection:
        rows = connection.execute(
            f"""update readings set code_version = '' where file_id in (
                select file_id from readings where report_id in ({chosen}) or file_id in ({chosen}))
            returning file_id""",
            parameters * 2,
        ).fetchall()
    return len({file for (file,) in rows})


def _fail(message: str, status: int) -> int:
    print(f"gongkai: {message}", file=sys.stderr)  # noqa: T201
    return status


if __name__ == "__main__":
    sys.exit(main())
