"""The one resource: the data folder, with the run lock held for as long as the run lasts."""

from collections.abc import Iterator

import dagster as dg

from assets.store.folders import Reporter, Store
from assets.store.lock import run_lock
from pipelines.settings import Settings

__all__ = ["store_resource"]


def store_resource(settings: Settings, reporter: Reporter | None = None) -> dg.ResourceDefinition:
    """The resource ``store``.

    All steps of a run are in one process, so the lock is taken before the first and given back after the last.
    A run that finds it held fails at once and has touched nothing.
    """

    @dg.resource(description="The data folder; held by one run at a time.")
    def store(_context: dg.InitResourceContext) -> Iterator[Store]:
        folder = settings.store(reporter)
        with run_lock(folder.lock):
            yield folder

    return store
