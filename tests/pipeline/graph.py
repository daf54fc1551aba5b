"""Runs of the real graph in processes of their own, as `make run` starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]

_INSTANCE = """
telemetry: {{enabled: false}}
nux: {{enabled: false}}
storage: {{sqlite: {{base_dir: {folder}/storage}}}}
local_artifact_storage:
  module: dagster._core.storage.root
  class: LocalArtifactStorage
  config: {{base_dir: {folder}/artifacts}}
compute_logs:
  module: dagster._core.storage.local_compute_log_manager
  class: LocalComputeLogManager
  config: {{base_dir: {folder}/logs}}
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """Variables for a run over ``home`` with a Dagster instance of its own, which is made where it is missing."""
    instance = home / "dagster"
    if not instance.exists():
        instance.mkdir()
        shared = (ROOT / "dagster.yaml").read_text(encoding="utf-8")
        rest = shared[shared.index("concurrency:") :]
        (instance / "dagster.yaml").write_text(_INSTANCE.format(folder=instance) + rest, encoding="utf-8")
    ours = {"GONGKAI_HOME": str(home), "DAGSTER_HOME": str(instance), "COLUMNS": "120", "PYTHONPATH": str(ROOT)}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DAGSTER_"))}
    return {**inherited, **ours, **more}


def start(home: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Begin `python -m pipelines.run`; standard output and error are one."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.run", *arguments],
        env=environment(home, **more),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def run(home: Path, *arguments: str, **more: str) -> str:
    """`python -m pipelines.run` to its good end. Returns what it printed."""
    process = start(home, *arguments, **more)
    try:
        output, _ = process.communicate(timeout=900)  # on a machine that does other things as well
    finally:
        process.kill()
    assert process.returncode == 0, output
    return output


def published(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every published table, in no order of writing; without when it was seen and as what."""
    with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        columns = """select table_name, list(column_name order by column_index) from duckdb_columns()
            where schema_name = 'main' and not internal and column_name not in
                ('first_seen_at', 'last_seen_at', 'content_versions', 'content_hashes', 'code_versions')
            group by table_name"""
        tables = connection.execute(columns).fetchall()
        return {
            name: connection.execute(f'select {", ".join(kept)} from "{name}" order by all').fetchall()
            for name, kept in tables
        }
