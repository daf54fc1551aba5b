"""The one resource: the data folder, with the run lock held for as long as the run lasts."""

from collections.abc import Iterator

import dagster as dg

from assets.store.folders import Reporter, Store
from assets.store.lock import run_lock
from pipelines.settings import Settings

__all__ = ["home_tag", "store_resource"]


def store_resource(settings: Settings, reporter: Reporter | None = None) -> dg.ResourceDefinition:
    """The resource ``store``.

    All steps of a run are in one process, so the lock is taken before the first and given back after the last.
    A run that finds it held fails at once and has touched nothing.
    """

    @dg.resource(description="The data folder; held by one run at a time.")
    def store(context: dg.InitResourceContext) -> Iterator[Store]:
        folder = settings.store(reporter or _LogReporter(context.log))
        with run_lock(folder.lock):
            _end_killed_runs(context, settings)
            folder.begun.touch()
            folder.failed.unlink(missing_ok=True)
            yield folder

    return store


class _LogReporter:
    """Writes to the log of the run, which the web interface shows: each step, and every tenth of a long one."""

    def __init__(self, log: dg.DagsterLogManager | None) -> None:
        self._log = log
        self._tenth = 0

    def progress(self, step: str, done: int, total: int) -> None:
        """Log each new tenth."""
        tenth = 10 * done // max(total, 1)
        if self._log is not None and tenth != self._tenth:
            self._log.info(f"{step}: {done} of {total}")
        self._tenth = tenth

    def step(self, name: str, text: str) -> None:
        """Log what the step did."""
        if self._log is not None:
            self._log.info(f"{name}: {text}")


def home_tag(settings: Settings) -> dict[str, str]:
    """The tag of a run that says which data folder it works on."""
    return {"gongkai/home": str(settings.home)}


def _end_killed_runs(context: dg.InitResourceContext, settings: Settings) -> None:
    """Mark as failed what still counts as running on this folder: we hold the lock, so its process is gone."""
    if context.instance is None:
        return
    running = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED], tags=home_tag(settings))
    for run in context.instance.get_runs(running):
        if context.run is None or run.run_id != context.run.run_id:
            context.instance.report_run_failed(run, "Its process ended without a word; the next run goes on.")
