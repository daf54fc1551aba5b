"""The models of sql/ as assets, through dagster-dbt; their tests as checks.

The warehouse is built whole, in a file beside the published one, and only when what it is built from changed.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from assets.common import POOL
from assets.store.folders import Store
from assets.store.publishing import is_current, new_build
from assets.store.working import content_version, read_working
from gongkai.corpus import code_version

__all__ = ["build_models", "dbt_executable", "fingerprint", "sql_version"]

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
    """What a publication is built from: what was read, the catalogue (with the code), the models, the way out."""
    with read_working(store) as connection:
        content = content_version(connection)
    release = b"".join(path.read_bytes() for path in sorted((Path(__file__).parent / "store").glob("*.py")))
    parts = (content, code_version(), sql_version(project), hashlib.sha256(release).hexdigest())
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

    @dbt_assets(manifest=parsed, name="models", pool=POOL, dagster_dbt_translator=_Translator())
    def models(context: dg.AssetExecutionContext, store: dg.ResourceParam[Store]) -> Iterator[Any]:
        inputs = fingerprint(store, project)
        if is_current(store, inputs):
            store.reporter.step("models", "nothing new: the published warehouse is up to date")
            return
        if context.selected_asset_keys != set(context.assets_def.keys):
            raise dg.Failure("The warehouse is built whole: select all models of sql/, or run the job.")
        dbt = DbtCliResource(project_dir=str(project), profiles_dir=str(project), dbt_executable=dbt_executable())
        build = new_build(store, inputs)
        target = build.with_name("dbt")  # beside the build, so that the dbt of a killed run writes elsewhere
        variables = {"GONGKAI_WORKING_DB": str(store.working), "GONGKAI_BUILD_DB": str(build)}
        built = tested = 0
        total = len(context.selected_asset_keys) + len(context.selected_asset_check_keys)
        with _environment(variables):
            for event in dbt.cli(["build"], context=context, target_path=target).stream():
                built += isinstance(event, dg.Output)
                tested += isinstance(event, dg.AssetCheckResult)
                store.reporter.progress("models", built + tested, total)
                yield event
        shutil.rmtree(target)
        store.reporter.step("models", f"{built} models built, {tested} tests passed")

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


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables for a while: dbt reads its paths from the environment."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
