"""What stops a run, and what a person is told then."""

import dataclasses
import signal
import subprocess
import sys

import dagster as dg
import pytest
from rich.console import Console

from assets import checks
from pipelines.definitions import build_definitions
from pipelines.doctor import examine
from pipelines.failures import last_failure
from pipelines.progress import Progress
from pipelines.run import main
from pipelines.settings import Settings
from tests.pipeline.graph import ROOT, environment, start

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class Listener:
    """A reporter that remembers."""

    def __init__(self):
        self.steps = {}
        self.done = []

    def progress(self, step, done, total):
        self.done.append((step, done, total))

    def step(self, name, text):
        self.steps[name] = text


@pytest.fixture
def graph(home):
    """Runs the job over the data folder in this process."""

    def execute():
        listener = Listener()
        settings = Settings.from_environment({"GONGKAI_HOME": str(home)})
        job = build_definitions(settings=settings, reporter=listener).resolve_job_def("gongkai")
        with dg.DagsterInstance.ephemeral() as instance:
            result = job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)
        return result, listener

    return execute


def spoil(monkeypatch, asset, name):
    """Let a check find one row."""
    spoiled = tuple(
        dataclasses.replace(check, queries=("select 'wrong' as fault",))
        if (check.asset, check.name) == (asset, name)
        else check
        for check in checks.CHECKS
    )
    monkeypatch.setattr(checks, "CHECKS", spoiled)


def test_a_check_that_fails_stops_publication_and_shows_its_rows(graph, monkeypatch, store):
    spoil(monkeypatch, "observations", "evidence")
    result, listener = graph()
    assert not result.success
    assert listener.steps["checks"] == f"{len(checks.CHECKS) - 1} of {len(checks.CHECKS)} hold"
    assert listener.done == [("reading", files, 4) for files in (1, 2, 3, 4)]
    (failed,) = [event for event in result.get_asset_check_evaluations() if not event.passed]
    assert (failed.asset_key, failed.check_name) == (dg.AssetKey("observations"), "evidence")
    assert failed.metadata["failing_rows"].value == 1
    assert "wrong" in failed.metadata["rows"].value
    executed = {event.step_key for event in result.all_events if event.event_type_value == "STEP_START"}
    assert executed == {"raw_reports", "corrections", "reading", "checks"}
    assert not store.published.exists()
    failure = last_failure(store)
    assert (failure.step, failure.run_id) == ("checks", result.run_id)
    assert "observations" in failure.message
    (told,) = (one for one in examine({"GONGKAI_HOME": str(store.home)}) if one.topic == "run")
    assert told.state == "fault"
    assert failure.message.splitlines()[0] in told.words


def test_metadata_counts_documents_rows_and_seconds(graph, monkeypatch):
    spoil(monkeypatch, "documents", "schema")
    result, _ = graph()
    (documents,) = [
        event.materialization
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey("documents")
    ]
    values = {name: entry.value for name, entry in documents.metadata.items()}
    counts = [values[f"documents_{name}"] for name in ("seen", "done", "skipped", "rejected")]
    assert counts == [4, 3, 0, 1]
    assert values["dagster/row_count"] == 3
    assert values["seconds"] > 0
    assert values["preview"].splitlines()[2].startswith("| 2011.txt | 青禾县水务局 |")
    assert documents.tags["dagster/data_version"]


def test_a_run_that_finds_another_one_writing_fails_before_its_first_step(graph, store):
    from assets.store.lock import run_lock

    with run_lock(store.lock):
        result, listener = graph()
    assert not result.success
    assert listener.steps == {}
    assert not store.working.exists()


@pytest.mark.parametrize(
    ("error", "tries"),
    [(OSError("share is away"), 3), (KeyError("a fault of the code"), 1)],
    ids=["disk", "code"],
)
def test_only_what_a_retry_can_help_is_tried_again(graph, monkeypatch, error, tries):
    from assets import common, raw_reports

    tried = []

    def fail(*_args):
        tried.append(1)
        raise error

    monkeypatch.setattr(common, "_WAIT_SECONDS", 0)
    monkeypatch.setattr(raw_reports, "update_raw_reports", fail)
    result, _ = graph()
    assert not result.success
    assert len(tried) == tries


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"GONGKAI_HOME": "/nowhere"}, "GONGKAI_HOME is /nowhere, but there is no folder raw in it"),
        ({"GONGKAI_CHUNK_SIZE": "none"}, "GONGKAI_CHUNK_SIZE is 'none'; set it to a whole number"),
    ],
    ids=["home", "number"],
)
@pytest.mark.parametrize("module", ["pipelines.run", "pipelines.ui"])
def test_a_wrong_setting_is_one_line_and_exit_status_2(home, module, variables, words):
    made = subprocess.run(
        [sys.executable, "-m", module],
        env={**environment(home), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 2
    assert made.stdout == ""
    assert made.stderr.startswith(f"gongkai: {words}")
    assert made.stderr.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "status", "words"),
    [(signal.SIGTERM, 143, "told to stop"), (signal.SIGINT, 130, "interrupted")],
    ids=["as-systemd-does", "ctrl-c"],
)
def test_a_run_that_is_told_to_stop_says_so(home, store, number, status, words):
    process = start(home)
    output = ""
    while "data/raw" not in output and (line := process.stdout.readline()):
        output += line
    process.send_signal(number)
    output += process.communicate(timeout=120)[0]
    assert process.returncode == status, output
    assert f"gongkai: {words}; what is published is as it was, and the next run goes on from here" in output
    assert "Dagster" not in output
    (told,) = (one for one in examine({"GONGKAI_HOME": str(home)}) if one.topic == "run")
    assert (told.state, "it was told to stop" in told.words) == ("fault", True)
    assert not store.lock.with_name("run.lock.json").exists()


def test_the_help_is_quick_and_says_what_is_run(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "publish the warehouse" in capsys.readouterr().out


def test_square_brackets_in_a_message_are_no_markup():
    console = Console(width=100, record=True)
    Progress(console).step("exports", "/data/[bold]/exports")
    assert "/data/[bold]/exports" in console.export_text()
