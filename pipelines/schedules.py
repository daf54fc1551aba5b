"""The nightly schedule, which first looks whether there is anything to do."""

import dagster as dg

from assets.models import fingerprint
from assets.store.damage import WorkingDamagedError
from assets.store.delivery import is_delivered
from assets.store.folders import Store
from assets.store.ledgers import corrections_changed
from assets.store.lock import RunLockedError, run_lock
from assets.store.publishing import confirm_current, is_current
from assets.store.scan import settled, walk
from assets.store.working import known_files, pending, read_working
from gongkai.corpus import code_version
from pipelines.jobs import main_job
from pipelines.manifest import SQL
from pipelines.resources import home_tag
from pipelines.settings import Settings

__all__ = ["nightly_schedule", "what_changed"]


def nightly_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Every night at two, Chinese time. On from the start; runs while the daemon does."""

    @dg.schedule(
        job=main_job,
        cron_schedule="0 2 * * *",
        execution_timezone="Asia/Shanghai",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="The main job at 02:00, skipped when neither the reports nor the code have changed.",
    )
    def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        store = settings.store()
        try:
            with run_lock(store.lock):
                change = what_changed(store)
                if change is None:
                    confirm_current(store)
        except WorkingDamagedError as error:
            change = str(error)
        except RunLockedError as error:
            return dg.SkipReason(f"Not started: {error}.")
        if change is None:
            return dg.SkipReason(f"Nothing changed in {store.raw} or in the code since the last publication.")
        return dg.RunRequest(
            run_key=context.scheduled_execution_time.isoformat(), tags={"gongkai/because": change, **home_tag(settings)}
        )

    return nightly


def what_changed(store: Store) -> str | None:
    """What a run would find to do, None where there is nothing. Files are looked at, not opened."""
    if not store.working.exists():
        return "nothing was read yet"
    code_version.cache_clear()  # the server that asks has been up since before the code changed
    with read_working(store) as connection:
        known = known_files(connection)
        unread = len(pending(connection, code_version()).paths)
        corrected = corrections_changed(connection, store.corrections)
    seen = dict(walk(store.raw))
    changed = sum(path not in known or not settled(known[path], state) for path, state in seen.items())
    gone = len(known.keys() - seen.keys())
    if changed or gone:
        return f"{changed} files new or changed, {gone} gone"
    if unread:
        return f"{unread} files to be read, again or for the first time"
    if corrected:
        return "the corrections were changed"
    if not is_current(store, fingerprint(store, SQL)):
        return "what is published is not what was read"
    return None if is_delivered(store) else "what is published is not in the object store yet"
