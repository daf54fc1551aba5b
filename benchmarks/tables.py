"""The tables of docs/performance.md, from the figures that `make bench` left.

    make bench
    python -m benchmarks.tables                       # benchmarks/results/latest.json
    python -m benchmarks.tables another.json

A table for which the file has no figures stays as it is.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.accuracy.documents import fill

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
LATEST = ROOT / "benchmarks" / "results" / "latest.json"
GRAPH_RUNS = ("first", "nothing new", "1 % changed")
# The head of each column and the figure of ``extra_info`` below it.
COLUMNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "extraction": (
        ("reports", "kind"), ("characters", "characters"), ("facts", "facts"), ("MB/s", "megabytes_per_second"),
        ("reports/s", "reports_per_second"), ("× jieba's speed", "times_jieba"),
        ("× the time of the numbers alone", "times_numbers"),
    ),
    "batch": (
        ("reports", "reports"), ("reports/s, one process", "reports_per_second"),
        ("reports/s, two", "reports_per_second_on_two"), ("two against one", "two_against_one"),
        ("share beside the reading", "beside_the_reading"),
    ),
    "search": (
        ("sections", "sections"), ("index, s", "index_seconds"), ("index, MB", "index_mb"),
        ("a question, s", "question_median_seconds"), ("share of a scan", "question_share_of_a_scan"),
    ),
}  # fmt: skip


def tables(figures: Mapping[str, Any]) -> dict[str, str]:
    """Every table that the figures are enough for, by the name of its place on the page."""
    runs: dict[str, list[dict[str, Any]]] = {}
    for benchmark in figures["benchmarks"]:
        name = benchmark["name"].partition("[")[0].removeprefix("test_")
        if benchmark["extra_info"]:  # one that failed has none: what was read wrongly has no speed
            runs.setdefault(name, []).append(benchmark["extra_info"])
    made = {
        name: markdown([head for head, _ in columns], [[info[key] for _, key in columns] for info in runs[name]])
        for name, columns in COLUMNS.items()
        if name in runs
    }
    if "extraction" in runs:
        stages = list(runs["extraction"][0]["shares"])
        rows = [[info["kind"], *(f"{info['shares'][stage]:.0%}" for stage in stages)] for info in runs["extraction"]]
        made["stages"] = markdown(["reports", *stages], rows)
    if "graph" in runs:
        heads = ["reports", *(f"{run}, {what}" for run in GRAPH_RUNS for what in ("s", "MiB"))]
        rows = [
            [info["reports"], *(info[run][what] for run in GRAPH_RUNS for what in ("wall_s", "peak_mib"))]
            for info in runs["graph"]
        ]
        made["graph"] = markdown(heads, rows)
    machine = figures["machine_info"]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(machine["versions"].items()))
    made["machine"] = (
        f"Python {machine['python_version']}, {machine['cores']} cores, load before the run "
        f"{machine['load'][0]}; {versions}; seed {machine['seed']}."
    )
    return made


def markdown(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table; the first column is words, the others are numbers."""
    rule = ["---", *("--:" for _ in heads[1:])]
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (heads, rule, *rows))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the tables of docs/performance.md.")
    parser.add_argument("figures", type=Path, nargs="?", default=LATEST, help="JSON of make bench")
    figures = parser.parse_args().figures
    if not figures.is_file():
        raise SystemExit(f"{figures} is not there; run make bench first")
    fill(PAGE, tables(json.loads(figures.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
