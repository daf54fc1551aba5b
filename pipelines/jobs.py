"""The main job: everything from data/raw to the exports."""

from __future__ import annotations

import dagster as dg

from pipelines.failures import innermost, note_failure

__all__ = ["JOB_NAME", "main_job"]

JOB_NAME = "gongkai"


@dg.failure_hook(required_resource_keys={"store"})
def _note_failed_step(context: dg.HookContext) -> None:
    """Keep what a step failed of."""
    error = context.op_exception
    note_failure(
        context.resources.store, context.op.name, context.run_id, innermost(error) if error is not None else ""
    )


# Steps run one after the other in one process: a process of its own would cost a step eight seconds.
main_job = dg.define_asset_job(
    JOB_NAME,
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    hooks={_note_failed_step},
    description="Reads what is new in data/raw, builds the warehouse and publishes it with its exports.",
)
