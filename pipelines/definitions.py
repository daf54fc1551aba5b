"""Everything that Dagster is told, put together in one place."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from assets.checks import checks
from assets.corrections import corrections
from assets.models import build_models
from assets.raw_reports import raw_reports
from assets.reading import reading
from assets.release import build_publication, exports
from assets.store.folders import Reporter
from pipelines.jobs import main_job
from pipelines.manifest import SQL, manifest
from pipelines.resources import store_resource
from pipelines.schedules import nightly_schedule
from pipelines.settings import Settings

__all__ = ["build_definitions", "defs"]


def build_definitions(
    *,
    settings: Settings | None = None,
    reporter: Reporter | None = None,
    manifest_path: Path | None = None,
) -> dg.Definitions:
    """The whole graph.

    Args:
        settings: from the environment by default.
        reporter: watches the run; nobody by default.
        manifest_path: of sql/; parsed where it is missing or stale by default.
    """
    settings = settings or Settings.from_environment()
    models = build_models(SQL, manifest_path or manifest())
    published = [spec.key for spec in models.specs if spec.group_name in {"core", "rollups"}]
    return dg.Definitions(
        assets=[raw_reports, reading, corrections, models, build_publication(published), exports],
        asset_checks=[checks],
        jobs=[main_job],
        schedules=[nightly_schedule(settings)],
        resources={"store": store_resource(settings, reporter)},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What workspace.yaml and ``dg`` load."""
    return build_definitions()
