"""The models of sql/ as assets, through dagster-dbt; their tests as checks.

The warehouse is built whole, in a file beside the published one, and only when what it is built from changed.
"""

import hashlib
import importlib.metadata
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliInvocation, dbt_assets
from packaging.version import Version

import gongkai.dictionary
from assets.common import POOL
from assets.store.carrying import carry_over, write_down
from assets.store.delivery import deliver
from assets.store.folders import Store
from assets.store.publishing import confirm_current, is_current, new_build
from assets.store.working import content_version, read_working
from assets.tied import tied
from gongkai.corpus import code_version

__all__ = ["build_models", "dbt_executable", "fingerprint", "sql_version"]

_DICTIONARY = Path(gongkai.dictionary.__file__).parent / "catalogue" / "dictionary.csv"
_PREVIOUS = "GONGKAI_PREVIOUS_DB"  # where the build carries over: sql/macros/carrying.sql
_CARRIED = ", the rest carried over"
_SQL_PARTS = ("dbt_project.yml", "profiles.yml", "macros", "models", "seeds", "tests")


def sql_version(project: Path) -> str:
    """Hash of everything in sql/ that decides what is built."""
    digest = hashlib.sha256()
    for part in _SQL_PARTS:
        path = project / part
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.exists():
                digest.update(f"\0{file.relative_to(project).as_posix()}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def fingerprint(store: Store, project: Path) -> str:
    """What a publication is built from: what was read, and by which code it is built."""
    with read_working(store) as connection:
        content = content_version(connection)
    return hashlib.sha256(f"{content} {_build_version(project)}".encode()).hexdigest()[:16]


def _build_version(project: Path) -> str:
    """Hash of what decides how reports are built: the catalogue (with the code), the models, the way out, DuckDB."""
    sources = (path for path in (Path(__file__).parent / "store").rglob("*") if path.suffix in {".py", ".sql"})
    release = b"".join(path.read_bytes() for path in [*sorted(sources), _DICTIONARY])
    parts = (code_version(), sql_version(project), hashlib.sha256(release).hexdigest(), duckdb.__version__)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def dbt_executable() -> str:
    """The command ``dbt`` of this Python's environment, which need not be on the path."""
    beside = Path(sys.executable).parent / ("dbt.exe" if os.name == "nt" else "dbt")
    return str(beside) if beside.exists() else "dbt"


def build_models(project: Path, manifest: Path) -> dg.AssetsDefinition:
    """The dbt assets.

    Args:
        project: the folder sql/.
        manifest: of the project as it stands.
    """
    parsed = _with_places_for_tests(json.loads(manifest.read_text(encoding="utf-8")))
    translator = _Translator()

    @dbt_assets(manifest=parsed, name="models", pool=POOL, dagster_dbt_translator=translator)
    def models(context: dg.AssetExecutionContext, store: dg.ResourceParam[Store]) -> Iterator[Any]:
        inputs = fingerprint(store, project)
        if is_current(store, inputs):
            confirm_current(store)
            store.reporter.step("models", "nothing new: the published warehouse is up to date")
            deliver(store)  # where the last run could not
            return
        if context.selected_asset_keys != set(context.assets_def.keys):
            raise dg.Failure("The warehouse is built whole: select all models of sql/, or run the job.")
        build = new_build(store, inputs)
        last = carry_over(store, build, _build_version(project))
        write_down(store, build)
        target = build.with_name("dbt")  # beside the build, so that the dbt of a killed run writes elsewhere
        built = tested = 0
        total = len(context.selected_asset_keys) + len(context.selected_asset_check_keys)
        # Not by DbtCliResource: before each build that asks dbt its version and loads it a second time, six seconds.
        dbt = DbtCliInvocation.run(
            # without the unit tests, which test models, not data
            args=tied([dbt_executable(), "build", "--exclude-resource-type", "unit_test"]),
            env=_environment(store, build, target, project, last),
            manifest=parsed,
            dagster_dbt_translator=translator,
            project_dir=project,
            target_path=target,
            raise_on_error=True,
            context=context,
            adapter=None,
            cli_version=Version(importlib.metadata.version("dbt-core")),
        )
        try:
            for event in dbt.stream():
                built += isinstance(event, dg.Output)
                tested += isinstance(event, dg.AssetCheckResult)
                store.reporter.progress("models", built + tested, total)
                yield event
        except Exception as error:
            if "No space left" in str(error):  # what was built is of no use, and its room is needed
                shutil.rmtree(build.parent, ignore_errors=True)
            raise
        shutil.rmtree(target)
        store.reporter.step("models", f"{built} models built, {tested} tests passed{_CARRIED if last else ''}")

    return models


def _with_places_for_tests(manifest: dict[str, Any]) -> dict[str, Any]:
    """Let a test that compares several models be a check of the one it names first; dagster-dbt leaves it out else."""
    for node in manifest["nodes"].values():
        singular = node["resource_type"] == "test" and not node.get("attached_node")
        if singular and len(set(node["depends_on"]["nodes"])) > 1 and node["refs"]:
            node["config"]["meta"].setdefault("dagster", {"ref": {"name": node["refs"][0]["name"]}})
    return manifest


class _Translator(DagsterDbtTranslator):
    """Names the working tables as their assets are named, and the models after the layer they stand in."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=False))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """``documents`` for the source working.documents, ``core/dim_report`` for a model in models/core."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            source = dbt_resource_props["source_name"]
            return dg.AssetKey(name if source == "working" else [source, name])
        return dg.AssetKey([_layer(dbt_resource_props), name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer: staging, intermediate, core, rollups."""
        return _layer(dbt_resource_props)


def _layer(properties: Mapping[str, Any]) -> str:
    """The folder below models/, or ``seeds``."""
    return "seeds" if properties["resource_type"] == "seed" else str(properties["fqn"][1])


def _environment(store: Store, build: Path, target: Path, project: Path, last: Path | None) -> dict[str, str]:
    """Variables for dbt: where sql/profiles.yml reads and writes, and what dagster-dbt needs to follow it."""
    return {
        **{name: value for name, value in os.environ.items() if name != _PREVIOUS},
        **({_PREVIOUS: str(last)} if last else {}),
        "GONGKAI_WORKING_DB": str(store.working),
        "GONGKAI_BUILD_DB": str(build),
        "GONGKAI_DBT_KEEP_OPEN": "true",
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DBT_LOG_FORMAT": "json",
        "DBT_USE_COLORS": "false",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "PYTHONUNBUFFERED": "1",
    }
