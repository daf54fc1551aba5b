"""The main job: everything from data/raw to the exports."""

from __future__ import annotations

import dagster as dg

__all__ = ["JOB_NAME", "main_job"]

JOB_NAME = "gongkai"

# Steps run one after the other in one process: a process of its own would cost a step eight seconds.
main_job = dg.define_asset_job(
    JOB_NAME,
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Reads what is new in data/raw, builds the warehouse and publishes it with its exports.",
)
