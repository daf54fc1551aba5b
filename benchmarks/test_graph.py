"""The whole graph, from raw files to publication and exports: a first run, one without news, one with 1 % changed."""

from __future__ import annotations

import itertools
import os
import re
import sys
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.watching import Usage, watch
from gongkai.schema import DIMENSION_COLUMNS
from pipelines.settings import PROJECT

CHANGED = 100  # one report in so many
_STEP = re.compile(r"^ *(\d+\.\d) s +(\S+)", re.MULTILINE)


def test_graph(benchmark: Any, corpus: Path, reports: int) -> None:
    """Seconds, memory and steps of three runs; after each, the observations are those that were written."""
    runs: dict[str, Usage] = {}

    def run(name: str) -> None:
        variables = {**os.environ, "GONGKAI_HOME": str(corpus), "COLUMNS": "200"}
        runs[name] = watch([sys.executable, "-m", "pipelines.run"], PROJECT, variables)
        assert_as_written(corpus, reports)

    benchmark.pedantic(lambda: run("first"), rounds=1)
    run("nothing new")
    changed = touch(corpus, reports)
    run("1 % changed")
    for name, usage in runs.items():
        benchmark.extra_info[name] = {
            "wall_s": round(usage.wall_s, 1),
            "cpu_s": round(usage.cpu_s, 1),
            "peak_mib": round(usage.peak_mib),
            "steps_s": steps(usage.output),
        }
    took = runs["first"].wall_s
    benchmark.extra_info.update(
        reports=reports,
        changed=changed,
        megabytes=round(sum(path.stat().st_size for path in (corpus / "raw").rglob("*.txt")) / 1e6, 1),
        nothing_new_share=round(runs["nothing new"].wall_s / took, 3),
        changed_share=round(runs["1 % changed"].wall_s / took, 3),
    )


def steps(output: str) -> dict[str, float]:
    """Seconds of each step, from the lines of a run: each says when it was done."""
    done = [(float(at), name) for at, name in _STEP.findall(output)]
    return {name: round(at - before, 1) for (before, _), (at, name) in itertools.pairwise(done)}


def touch(corpus: Path, reports: int) -> int:
    """Change the bytes of some reports and nothing of what they say. Returns how many."""
    chosen = sorted((corpus / "raw").rglob("*.txt"))[:: min(CHANGED, reports)]
    for path in chosen:
        path.write_text(path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8", newline="")
    return len(chosen)


def assert_as_written(corpus: Path, reports: int) -> None:
    """Every observation of the publication is in the truth, and the other way round, as often."""
    columns = ", ".join(("path", "measure", "period", *DIMENSION_COLUMNS, "value", "status"))
    read = f"select {columns} from observations join dim_report using (report_id)".replace(
        "path,", "source_path as path,"
    ).replace("value,", "cast(value as decimal(18, 2)) as value,")
    told = f"select {columns} from truth"
    with duckdb.connect(corpus / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        connection.execute(f"create temp view truth as from '{corpus / 'truth.parquet'}'")
        assert connection.sql("select count(*) from dim_report").fetchall() == [(reports,)]
        for left, right in ((read, told), (told, read)):
            more = connection.sql(f"({left}) except all ({right})").fetchall()
            assert not more, f"{len(more)} differ: {more[:5]}"
