"""The benchmarks still run, find that everything was read right, and fill the tables of the page."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import tables
from benchmarks.watching import watch

ROOT = Path(__file__).parent.parent
GRAPH = {"graph", "steps", "disk"}


def smallest(results, which):
    """Run the benchmarks that ``which`` selects once, as small as they go. Returns their figures."""
    command = [sys.executable, "-m", "pytest", "benchmarks", "-q", "-n", "0", "-p", "no:cacheprovider", "--smallest"]
    # a benchmark does not run in a worker of xdist, which this process may be
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    done = subprocess.run(
        [*command, "-k", which, "--benchmark-json", str(results)],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(results.read_text(encoding="utf-8"))


def filled(tmp_path, figures):
    """Names of the tables that the figures fill, on a copy of the page."""
    page = tmp_path / "page.md"
    page.write_text(tables.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    tables.main([str(figures), "--page", str(page)])
    text = page.read_text(encoding="utf-8")
    return {
        name
        for name, table in re.findall(r"<!-- begin (\w+) -->\n(.*?)\n<!-- end", text, re.S)
        if table == tables.tables([json.loads(figures.read_text(encoding="utf-8"))]).get(name)
    }


@pytest.mark.slow
def test_everything_but_the_graph(tmp_path):
    results = tmp_path / "all.json"
    figures = smallest(results, "not graph")
    names = {benchmark["name"] for benchmark in figures["benchmarks"]}
    assert {f"test_extraction[{kind}]" for kind in ("prose", "annex", "tables")} < names
    for benchmark in figures["benchmarks"]:
        info = benchmark["extra_info"]
        assert info.keys() >= {"seed", "load_before", "began"}, benchmark["name"]
    assert figures["machine_info"]["versions"].keys() >= {"duckdb", "jieba", "dagster", "dbt-core", "gongkai"}
    assert filled(tmp_path, results) == {"extraction", "stages", "batch", "search", "machine"}


@pytest.mark.slow
def test_the_graph(tmp_path):
    results = tmp_path / "graph.json"
    (benchmark,) = smallest(results, "graph")["benchmarks"]
    info = benchmark["extra_info"]
    assert (info["reports"], info["changed"], info["removed"], info["added"]) == (100, 1, 1, 1)
    for run in tables.RUNS:
        assert info[run]["peak_mib"] >= max(info[run]["peak_mib_by_process"].values()) > 50
        assert info[run]["cpu_s"] > 1
        assert "reading" in info[run]["steps_s"]
    assert info["first"]["peak_mib_by_process"].keys() == {"run", "workers", "dbt"}
    assert filled(tmp_path, results) == GRAPH | {"machine"}


def file(name, began, **info):
    machine = {"python_version": "3.12.1", "cores": 2, "versions": {"duckdb": "1"}, "seed": 1}
    info |= {"began": began, "load_before": [1.0]}
    return {"machine_info": machine, "benchmarks": [{"name": name, "extra_info": info}]}


def test_files_are_merged_and_the_newest_of_a_size_stands():
    files = [
        file("test_search[9]", "2025-01-02", sections=9, index_seconds=2),
        file("test_search[10]", "2025-01-01", sections=10, index_seconds=1),
        file("test_search[9]", "2025-01-01", sections=9, index_seconds=8),
        {"machine_info": {}, "benchmarks": [{"name": "test_batch", "extra_info": {}}]},  # one that failed
    ]
    merged = tables.merged(files)
    assert merged.keys() == {"search"}
    assert [(info["sections"], info["index_seconds"]) for info in merged["search"]] == [(9, 2), (10, 1)]


def test_without_figures_it_says_what_to_do(tmp_path):
    with pytest.raises(SystemExit, match="run make bench first"):
        tables.main([str(tmp_path / "none.json")])


def test_what_a_command_takes_is_told_by_kind_of_process():
    work = "import time; x = bytearray(60 << 20); t = time.process_time()\nwhile time.process_time() < t + 1: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}, 'forkserver'], check=True)"
    usage = watch([sys.executable, "-c", child], ROOT, {})
    assert usage.cpu_s["workers"] > 0.5 > usage.cpu_s["run"]
    assert usage.peaks_mib["workers"] > 50 > usage.peaks_mib["run"]
    assert usage.peak_mib >= usage.peaks_mib["workers"]
    with pytest.raises(AssertionError, match="no good"):
        watch([sys.executable, "-c", "import sys; sys.exit('no good')"], ROOT, {})
