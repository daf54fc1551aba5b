"""The manifest of the dbt project, parsed when sql/ has changed since it last was.

Dagster builds its assets from it. It is kept below .dagster, named after what it was parsed from, so that it is
never stale and two processes cannot spoil it for each other.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from assets.models import dbt_executable, sql_version
from pipelines.settings import PROJECT

__all__ = ["SQL", "ManifestError", "manifest"]

SQL = PROJECT / "sql"
_KEPT = 3
_PARSE_SECONDS = 3600  # longer than any parse takes


class ManifestError(RuntimeError):
    """The dbt project cannot be parsed."""


def manifest(
    project: Path = SQL,
    folder: Path = PROJECT / ".dagster" / "dbt",
    announce: Callable[[], None] = lambda: None,
) -> Path:
    """Path of the manifest of the project as it stands.

    Args:
        project: the dbt project.
        folder: where manifests are kept.
        announce: called before a parse, which takes some seconds.

    Raises:
        ManifestError: with what dbt says is wrong.
    """
    versions = " ".join(importlib.metadata.version(package) for package in ("dbt-core", "dbt-duckdb"))
    name = hashlib.sha256(f"{versions} {sql_version(project)}".encode()).hexdigest()[:16]
    path = folder / f"manifest-{name}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        announce()
        _parse(project, folder, path)
        _tidy(folder)
    return path


def _tidy(folder: Path) -> None:
    """Remove manifests of old, and what a parse left behind that was killed."""
    for old in sorted(folder.glob("manifest-*.json"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)
    for left in folder.glob("parse-*"):
        if time.time() - left.stat().st_mtime > _PARSE_SECONDS:
            shutil.rmtree(left)


def _parse(project: Path, folder: Path, path: Path) -> None:
    target = Path(tempfile.mkdtemp(prefix="parse-", dir=folder))
    try:
        command = [dbt_executable(), "--quiet", "parse", "--project-dir", str(project), "--profiles-dir", str(project)]
        # The name of the published file, so that the relations in the manifest are called as analysts call them.
        paths = {"GONGKAI_BUILD_DB": str(target / "gongkai.duckdb"), "GONGKAI_WORKING_DB": str(target / "none.duckdb")}
        environment = {**os.environ, **paths, "DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target)}
        result = subprocess.run(command, env=environment, cwd=project, capture_output=True, text=True, check=False)
        if result.returncode:
            raise ManifestError(f"dbt cannot parse {project}:\n{(result.stdout + result.stderr).strip()}")
        (target / "manifest.json").replace(path)
    finally:
        shutil.rmtree(target)
