"""The whole graph, from raw files to publication and exports: a first run, one without news, one with 1 % changed."""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.conftest import SEED
from benchmarks.watching import Usage, watch
from gongkai.schema import DIMENSION_COLUMNS
from pipelines.settings import PROJECT
from tests.pipeline.graph import environment
from tests.writing.corpus import Revision, revise_corpus

CHANGED = 100  # one report in so many
_OTHERWISE = {"more": 1 / 250_000, "missing": 1 / 50_000}  # of the observations; see test_graph
RUNS = ("first", "nothing new", "1 % changed")
_STEP = re.compile(r"^ *(\d+\.\d) s +(\S+)", re.MULTILINE)


def test_graph(benchmark: Any, corpus: Path, reports: int) -> None:
    """Seconds, memory and steps of three runs; after each, the observations are those that were written.

    Written reports have wordings that meet once in ten thousand reports, which rules need not read: as many may be read
    otherwise as ``_OTHERWISE`` says, none of few reports, and how many there were is told.
    """
    runs: dict[str, Usage] = {}
    sizes: dict[str, dict[str, int]] = {}
    otherwise: dict[str, dict[str, int]] = {}
    workers = os.cpu_count() or 1
    variables = environment(corpus, COLUMNS="200", GONGKAI_WORKERS=str(workers), GONGKAI_KEEP_PUBLICATIONS="1")

    def run(name: str) -> None:
        runs[name] = watch([sys.executable, "-m", "pipelines.run"], PROJECT, variables)
        sizes[name] = sizes_of(corpus)
        otherwise[name] = assert_as_written(corpus, reports)

    benchmark.pedantic(lambda: run(RUNS[0]), rounds=1)
    run(RUNS[1])
    before = files_of(corpus)
    revision = revise_corpus(corpus, CHANGED)
    run(RUNS[2])
    assert_nothing_else_was_read(corpus, revision, runs[RUNS[2]].output, before)
    megabytes = sum(path.stat().st_size for path in (corpus / "raw").rglob("*.txt")) / 1e6
    benchmark.extra_info.update(
        reports=reports,
        seed=SEED,
        workers=workers,
        changed=len(revision.changed),
        removed=len(revision.removed),
        added=len(revision.added),
        megabytes=round(megabytes, 1),
        **{name: figures(usage, reports) for name, usage in runs.items()},
        bytes_a_report={part: round(size / reports) for part, size in sizes[RUNS[0]].items()},
        read_otherwise=otherwise,
        bytes_of_a_run=sizes[RUNS[2]]["runs"] - sizes[RUNS[1]]["runs"],
    )


def figures(usage: Usage, reports: int) -> dict[str, Any]:
    """What one run took."""
    taken = steps(usage.output)
    return {
        "wall_s": round(usage.wall_s, 1),
        "cpu_s": round(sum(usage.cpu_s.values()), 1),
        "cpu_s_by_process": {kind: round(seconds, 1) for kind, seconds in usage.cpu_s.items()},
        "peak_mib": round(usage.peak_mib),
        "peak_mib_by_process": {kind: round(peak) for kind, peak in usage.peaks_mib.items()},
        "steps_s": taken,
        "wall_s_a_thousand_reports": round(1000 * usage.wall_s / reports, 1),
        "share_beside_reading": round(1 - taken.get("reading", 0.0) / usage.wall_s, 3),
    }


def steps(output: str) -> dict[str, float]:
    """Seconds of each step, from the lines of a run: each says when it was done."""
    done = [(float(at), name) for at, name in _STEP.findall(output)]
    return {name: round(at - before, 1) for (before, _), (at, name) in itertools.pairwise(done)}


def sizes_of(corpus: Path) -> dict[str, int]:
    """Bytes on the disk, by what they are for; history is a part of working and publication both."""
    warehouse = corpus / "warehouse"
    with duckdb.connect(warehouse / "working.duckdb", read_only=True) as connection:
        pages = "select count(distinct block_id) from pragma_storage_info('report_history') where block_id >= 0"
        ((history,),) = connection.execute(pages).fetchall()
        ((page,),) = connection.execute("select block_size from pragma_database_size()").fetchall()
    return {
        "raw": _bytes([corpus / "raw"]),
        "working": _bytes([warehouse / "working.duckdb"]),
        "publication": _bytes([(warehouse / "gongkai.duckdb").resolve()]),
        "exports": _bytes([(warehouse / "exports").resolve()]),
        "history": history * page,
        "runs": _bytes([corpus / "dagster"]),
    }


def _bytes(places: Sequence[Path]) -> int:
    files = (file for place in places for file in (place.rglob("*") if place.is_dir() else [place]))
    return sum(file.stat().st_size for file in files if file.is_file())


def files_of(corpus: Path) -> dict[str, str]:
    """When each file was read, by its path."""
    with duckdb.connect(corpus / "warehouse" / "working.duckdb", read_only=True) as connection:
        return dict(connection.execute("select path, sha256 from raw_reports").fetchall())


def assert_nothing_else_was_read(corpus: Path, revision: Revision, output: str, before: dict[str, str]) -> None:
    """The run read what was revised and nothing else, and knows what is gone."""
    after = files_of(corpus)
    differing = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    names = {Path(path).stem for path in differing}
    assert names == {*revision.changed, *revision.removed, *revision.added}
    read = len(revision.changed) + len(revision.added)
    assert f"{read} read, {len(after) - read} skipped, 0 rejected" in output, output


def assert_as_written(corpus: Path, reports: int) -> dict[str, int]:
    """Every observation of the publication is in the truth, and the other way round, as often, but for a few.

    Returns:
        How many are in the publication alone, ``more``, and in the truth alone, ``missing``.
    """
    columns = ", ".join(("path", "measure", "period", *DIMENSION_COLUMNS, "value", "status"))
    read = f"select {columns} from observations join dim_report using (report_id)".replace(
        "path,", "source_path as path,"
    ).replace("value,", "cast(value as decimal(18, 2)) as value,")
    told = f"select {columns} from truth"
    with duckdb.connect(corpus / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        connection.execute(f"create temp view truth as from '{corpus / 'truth.parquet'}'")
        assert connection.sql("select count(*) from dim_report").fetchall() == [(reports,)]
        ((observations,),) = connection.sql("select count(*) from observations").fetchall()
        found = {
            name: connection.sql(f"({left}) except all ({right})").fetchall()
            for name, left, right in (("more", read, told), ("missing", told, read))
        }
    counts = {name: len(rows) for name, rows in found.items()}
    examples = {name: rows[:5] for name, rows in found.items()}
    assert counts["more"] <= observations * _OTHERWISE["more"], f"{counts} differ: {examples}"
    assert counts["missing"] <= observations * _OTHERWISE["missing"], f"{counts} differ: {examples}"
    return counts
