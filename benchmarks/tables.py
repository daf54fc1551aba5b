"""The tables of docs/performance.md, from the figures that `make bench` left.

    make bench SIZES=100,1000
    make bench SIZES=10000
    python -m benchmarks.tables                       # every file in benchmarks/results, the newest figures of each row
    python -m benchmarks.tables one.json another.json

A row for which no file has figures is left out; a table without any stays as it is.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.accuracy.documents import fill

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "benchmarks" / "results"
RUNS = ("first", "nothing new", "1 % changed")
# What tells one run of a benchmark from another.
KEYS = {"graph": "reports", "search": "sections", "extraction": "kind"}
Info = Mapping[str, Any]
Column = tuple[str, Callable[[Info], object]]


def named(*pairs: tuple[str, str]) -> list[Column]:
    """Columns that are figures of ``extra_info`` as they stand: the head of each, and the figure's name."""
    return [(head, lambda info, name=name: info[name]) for head, name in pairs]  # type: ignore[misc]


TABLES: Mapping[str, list[Column]] = {
    "extraction": named(
        ("reports", "kind"), ("characters", "characters"), ("facts", "facts"), ("MB/s", "megabytes_per_second"),
        ("reports/s", "reports_per_second"), ("× jieba's speed", "times_jieba"),
        ("× the time of the numbers alone", "times_numbers"),
    ),
    "batch": named(
        ("reports", "reports"), ("reports/s, one process", "reports_per_second"),
        ("reports/s, two", "reports_per_second_on_two"), ("two against one", "two_against_one"),
        ("share beside the reading", "beside_the_reading"),
    ),
    "search": named(
        ("sections", "sections"), ("index, s", "index_seconds"), ("index, MB", "index_mb"),
        ("a question, s", "question_median_seconds"), ("share of a scan", "question_share_of_a_scan"),
    ),
}  # fmt: skip


def merged(files: Iterable[Mapping[str, Any]]) -> dict[str, list[Info]]:
    """``extra_info`` of every run by the name of the benchmark; of the same run the one that began last."""
    found: dict[str, dict[Any, Info]] = {}
    for figures in files:
        for benchmark in figures["benchmarks"]:
            info = benchmark["extra_info"]
            if info:  # one that failed has none: what was read wrongly has no speed
                name = benchmark["name"].partition("[")[0].removeprefix("test_")
                runs = found.setdefault(name, {})
                key = info.get(KEYS.get(name, ""))
                if key not in runs or runs[key]["began"] <= info["began"]:
                    runs[key] = info
    return {
        name: [runs[key] for key in (sorted(runs) if KEYS.get(name) in {"reports", "sections"} else runs)]
        for name, runs in found.items()
    }


def tables(files: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Every table that the figures are enough for, by the name of its place on the page."""
    runs = merged(files)
    made = {name: table(columns, runs[name]) for name, columns in TABLES.items() if name in runs}
    if "extraction" in runs:
        stages = list(runs["extraction"][0]["shares"])
        shares = [(stage, lambda info, stage=stage: f"{info['shares'][stage]:.0%}") for stage in stages]
        made["stages"] = table([*named(("reports", "kind")), *shares], runs["extraction"])
    if "graph" in runs:
        made |= graph(runs["graph"])
    made["machine"] = machine(files, runs)
    return made


def graph(runs: Sequence[Info]) -> dict[str, str]:
    """The tables of the whole graph: a row for each size and run, the steps of each, and the room it takes."""
    rows = [{"reports": info["reports"], "run": run, **info[run]} for info in runs for run in RUNS]
    kinds = sorted({kind for row in rows for kind in row["peak_mib_by_process"]})
    names = list(dict.fromkeys(step for row in rows for step in row["steps_s"]))
    heads = named(("reports", "reports"), ("run", "run"))
    whole = [
        *heads,
        *named(("s", "wall_s"), ("s of the cores", "cpu_s"), ("s a 1 000 reports", "wall_s_a_thousand_reports")),
        ("s of the cores a 1 000", lambda row: round(1000 * row["cpu_s"] / row["reports"], 1)),
        ("peak, MiB", lambda row: row["peak_mib"]),
        *((f"of it {kind}", lambda row, kind=kind: row["peak_mib_by_process"].get(kind, "")) for kind in kinds),
        ("beside reading", lambda row: f"{row['share_beside_reading']:.0%}"),
    ]
    steps = [*heads, *((step, lambda row, step=step: row["steps_s"].get(step, "")) for step in names)]
    parts = list(runs[0]["bytes_a_report"])
    disk = [
        *named(("reports", "reports")),
        *((part, lambda info, part=part: info["bytes_a_report"][part]) for part in parts if part != "runs"),
        ("Dagster's history, KB a run", lambda info: round(info["bytes_of_a_run"] / 1000)),
    ]
    return {"graph": table(whole, rows), "steps": table(steps, rows), "disk": table(disk, runs)}


def machine(files: Sequence[Mapping[str, Any]], runs: Mapping[str, list[Info]]) -> str:
    """What the figures were taken with, of the newest file, and how busy the machine was."""
    about = files[-1]["machine_info"]
    loads = [info["load_before"][0] for each in runs.values() for info in each]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(about["versions"].items()))
    load = f"load before each benchmark {min(loads):g} to {max(loads):g}"
    return f"Python {about['python_version']}, {about['cores']} cores, {load}; {versions}; seed {about['seed']}."


def table(columns: Sequence[Column], runs: Sequence[Info]) -> str:
    """A table in Markdown; columns of words are to the left, those of numbers to the right."""
    rows = [[cell(run) for _, cell in columns] for run in runs]
    words = [any(str(cell).strip("0123456789.%") for cell in column) for column in zip(*rows, strict=True)]
    rule = ["---" if is_word else "--:" for is_word in words]
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in ([head for head, _ in columns], rule, *rows))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill the page."""
    parser = argparse.ArgumentParser(description="Write the tables of docs/performance.md.")
    parser.add_argument(
        "figures", type=Path, nargs="*", help="JSON of make bench; all in benchmarks/results by default"
    )
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write to")
    options = parser.parse_args(arguments)
    figures = options.figures or sorted(RESULTS.glob("*.json"), key=lambda path: path.stat().st_mtime)
    missing = next((path for path in figures if not path.is_file()), None)
    if missing or not figures:
        raise SystemExit(f"{missing or RESULTS / '*.json'} is not there; run make bench first")
    fill(options.page, tables([json.loads(path.read_text(encoding="utf-8")) for path in figures]))


if __name__ == "__main__":
    main()
