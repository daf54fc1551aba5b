"""``python -m tests.writing``: writes a corpus of reports with the truth beside it, or one report again."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.writing.checking import explained
from tests.writing.corpus import write_corpus
from tests.writing.report import replay


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what is asked for. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.writing", description=__doc__)
    parser.add_argument("--reports", type=_positive, metavar="N", help="how many reports to write")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same reports (default 1)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder: raw/, truth.parquet, reports.parquet")
    parser.add_argument("--workers", type=_positive, default=2, help="processes (default 2)")
    parser.add_argument("--replay", metavar="NAME", help="print one report (7-12-2016) and what is read otherwise in it")
    options = parser.parse_args(arguments)
    if options.replay:
        return _replay(parser, options.replay)
    if not options.reports or not options.out:
        parser.error("give --reports and --out, or --replay")
    return _write(options)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _replay(parser: argparse.ArgumentParser, name: str) -> int:
    try:
        written = replay(name)
    except (ValueError, StopIteration):
        parser.error(f"{name}: there is no such report; a name is seed, organ and year, as in 7-12-2016")
    print(written.text)
    print(f"\n{written.style}\n\n{explained(written)}")
    return 0


def _write(options: argparse.Namespace) -> int:
    began = time.monotonic()
    columns = (TextColumn("Writing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reports", total=options.reports)
        try:
            facts = write_corpus(
                options.out,
                options.reports,
                options.seed,
                workers=options.workers,
                advance=lambda done: progress.advance(task, done),
            )
        except FileExistsError as error:
            print(error, file=sys.stderr)
            return 1
    seconds = time.monotonic() - began
    print(f"{options.reports} reports with {facts} facts in {options.out}, {seconds:.0f} s (seed {options.seed})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
