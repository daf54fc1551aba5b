import datetime
import functools

import dagster as dg
import pytest

from assets.models import fingerprint
from assets.store.ledgers import update_corrections
from assets.store.lock import run_lock
from assets.store.publishing import exports_build, mark_current, new_build, publish_database, publish_exports
from assets.store.working import forget_stale, pending, update_raw_reports, write_chunk, write_working
from gongkai.corpus import Corpus, code_version, extract_batch
from pipelines import schedules
from pipelines.definitions import build_definitions
from pipelines.manifest import SQL
from pipelines.settings import Settings
from tests.pipeline.conftest import write_report

NIGHT = datetime.datetime(2026, 11, 22, 18, tzinfo=datetime.UTC)


@pytest.fixture
def patient(monkeypatch):
    """Files just written count as settled, so that a test need not wait until they are."""
    monkeypatch.setattr("assets.store.scan._GRANULARITY_NS", -(10**18))


def read(store):
    with write_working(store) as connection:
        update_raw_reports(connection, store)
        todo = pending(connection, code_version())
        forget_stale(connection, code_version())
        tables = extract_batch(Corpus(str(store.raw), code_version()), todo.paths)
        write_chunk(connection, tables, code_version())


def publish(store):
    """A publication of what was read, as far as the schedule looks at it."""
    import duckdb

    build = new_build(store, fingerprint(store, SQL))
    duckdb.connect(build).close()
    publish_database(store, build)
    exports = exports_build(store)
    exports.mkdir()
    publish_exports(store, exports)
    mark_current(store)


@pytest.fixture(scope="module")
def tick_of():
    """Evaluates the schedule over a data folder, as the daemon does at night."""

    def tick(home):
        settings = Settings.from_environment({"GONGKAI_HOME": str(home)})
        definitions = build_definitions(settings=settings)
        (schedule,) = definitions.schedules
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_schedule_context(
                instance=instance,
                scheduled_execution_time=NIGHT,
                repository_def=definitions.get_repository_def(),
            )
            return schedule.evaluate_tick(context)

    return tick


def test_the_first_night_runs(store, home, tick_of):
    (request,) = tick_of(home).run_requests
    assert request.run_key == NIGHT.isoformat()
    assert request.tags["gongkai/because"] == "nothing was read yet"
    assert request.tags["gongkai/home"] == str(home)


def test_a_night_with_nothing_new_is_skipped_with_the_reason(store, home, tick_of, patient):
    read(store)
    publish(store)
    tick = tick_of(home)
    assert not tick.run_requests
    assert tick.skip_message == f"Nothing changed in {home / 'raw'} or in the code since the last publication."


def test_a_night_during_a_run_is_skipped_with_the_reason(store, home, tick_of):
    with run_lock(store.lock):
        tick = tick_of(home)
    assert not tick.run_requests
    assert "another run is writing" in tick.skip_message


def add(home):
    write_report(home, "2020.txt", 2020)


def change(home):
    write_report(home, "2012.txt", 2012, requests=77)


def delete(home):
    (home / "raw" / "2012.txt").unlink()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (add, "1 files new or changed, 0 gone"),
        (change, "1 files new or changed, 0 gone"),
        (delete, "0 files new or changed, 1 gone"),
    ],
    ids=["added", "changed", "deleted"],
)
def test_a_change_is_told(store, home, patient, act, words):
    read(store)
    publish(store)
    assert schedules.what_changed(store) is None
    act(home)
    assert schedules.what_changed(store) == words


def test_other_code_is_a_change(store, patient, monkeypatch):
    read(store)
    publish(store)
    monkeypatch.setattr(schedules, "code_version", functools.cache(lambda: "other"))
    assert schedules.what_changed(store) == "4 files to be read, again or for the first time"


def test_what_was_read_but_not_published_is_a_change(store, patient):
    read(store)
    assert schedules.what_changed(store) == "what is published is not what was read"


def test_a_correction_alone_makes_a_run(store, home, patient):
    read(store)
    publish(store)
    assert schedules.what_changed(store) is None
    store.corrections.mkdir()
    (store.corrections / "a.csv").write_text("report,measure,value,who,when,why\n", encoding="utf-8")
    assert schedules.what_changed(store) is None, "a file without a correction corrects nothing"
    with (store.corrections / "a.csv").open("a", encoding="utf-8") as file:
        file.write("2011.txt,staff,3,甲,2025-03-01,数错了\n")
    assert schedules.what_changed(store) == "the corrections were changed"
    with write_working(store) as connection:
        update_corrections(connection, store.corrections)
    assert schedules.what_changed(store) == "what is published is not what was read"
