"""``python -m pipelines.run``: the main job, with visible progress, and at its end what a person wants to know.

Exit status: 0, the warehouse is up to date; 1, the run failed, and one message says why; 2, a setting is wrong;
130, interrupted (Ctrl-C); 143, told to stop (SIGTERM, as systemd and containers stop a service).
Nothing heavy is imported at the top: worker processes import this module again.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from pipelines.environment import prepare
from pipelines.settings import PROJECT, Settings, SettingsError

if TYPE_CHECKING:
    import dagster as dg

    from assets.store.folders import Store
    from pipelines.progress import Progress

__all__ = ["main"]

_BY_SIGNAL = 128  # as shells count it, with the number of the signal
_STOPPED = {signal.SIGINT: "interrupted", signal.SIGTERM: "told to stop"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the main job.

    Args:
        arguments: of the command line; those of this process by default.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.run", description="Read data/raw, publish the warehouse."
    )
    parser.add_argument("--verbose", action="store_true", help="show what Dagster and dbt log")
    parser.add_argument(
        "--rebuild", action="store_true", help="build and publish everything anew, though nothing changed"
    )
    options = parser.parse_args(arguments)
    prepare()
    from pipelines.progress import Progress  # noqa: PLC0415

    progress = Progress()
    try:
        settings = Settings.from_environment()
        if options.rebuild:
            settings = dataclasses.replace(settings, rebuild_percent=0)
        store = settings.store()
    except SettingsError as error:
        progress.fail(str(error))
        return 2
    failure: str | None = None
    with _signals() as stopped_by:
        try:
            with progress:
                failure = _run(settings, progress, verbose=options.verbose, rebuild=options.rebuild)
        except KeyboardInterrupt:
            failure = "interrupted"
        number = stopped_by()
    if failure and number:
        _note_stop(store)
        progress.fail(f"{_STOPPED[number]}; what is published is as it was, and the next run goes on from here")
        return _BY_SIGNAL + number
    if failure:
        progress.fail(failure)
        return 1
    from pipelines.summary import print_summary  # noqa: PLC0415

    print_summary(store, progress.console)
    return 0


@contextlib.contextmanager
def _signals() -> Iterator[Callable[[], signal.Signals | None]]:
    """Let SIGTERM end a run as Ctrl-C does; gives what says which of them came, None where neither did.

    Dagster puts handlers of its own in place while a step runs, which tell them not apart: so the numbers are had from
    the interpreter, which writes each to a socket whatever the handler.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    ours, theirs = socket.socketpair()
    with ours, theirs:
        for end in (ours, theirs):
            end.setblocking(False)
        before = {number: signal.signal(number, stop) for number in _STOPPED}
        wakeup = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)

        def came() -> signal.Signals | None:
            with contextlib.suppress(BlockingIOError):
                for number in ours.recv(4096):
                    if number in _STOPPED:
                        return signal.Signals(number)
            return None

        try:
            yield came
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)


def _note_stop(store: Store) -> None:
    """Tell the doctor, unless another run has begun since."""
    from assets.store.lock import RunLockedError, run_lock  # noqa: PLC0415
    from pipelines.failures import STOPPED, note_failure  # noqa: PLC0415

    with contextlib.suppress(RunLockedError), run_lock(store.lock):
        note_failure(store, "", "", STOPPED)


def _run(settings: Settings, progress: Progress, *, verbose: bool, rebuild: bool) -> str | None:
    """Run the job in this process. Returns what went wrong, None where nothing did."""
    from assets.store.lock import RunLockedError, run_lock  # noqa: PLC0415
    from assets.store.publishing import forget_current  # noqa: PLC0415

    try:
        with run_lock(settings.store().lock):  # before anything that takes its time
            if rebuild:
                forget_current(settings.store())
    except RunLockedError as error:
        return str(error)
    import dagster as dg  # noqa: PLC0415

    from pipelines.advice import advice  # noqa: PLC0415
    from pipelines.definitions import build_definitions  # noqa: PLC0415
    from pipelines.failures import innermost  # noqa: PLC0415
    from pipelines.jobs import JOB_NAME  # noqa: PLC0415
    from pipelines.manifest import ManifestError, manifest  # noqa: PLC0415
    from pipelines.resources import home_tag  # noqa: PLC0415

    try:
        models = manifest(announce=lambda: progress.step("", "reading the models in sql/, once after each change"))
        definitions = build_definitions(settings=settings, reporter=progress, manifest_path=models)
        job = definitions.resolve_job_def(JOB_NAME)
    except ManifestError as error:
        return str(error)
    level = "INFO" if verbose else "CRITICAL"
    config = {"loggers": {"console": {"config": {"log_level": level}}}}
    try:
        with dg.DagsterInstance.get() as instance, _output(verbose=verbose) as log:
            result = job.execute_in_process(
                run_config=config, instance=instance, raise_on_error=False, tags=home_tag(settings)
            )
            if result.success:
                return None
            cause = _cause(result)
            lines = filter(None, [cause, advice(cause, settings.store())])
            return "\n".join(lines) + f"\nMore in {log}, or run `make ui` and look at run {result.run_id}."
    except Exception as error:  # Dagster could not keep its own books: the disk, mostly
        cause = innermost(error)
        step = advice(cause, settings.store())
        if not step:
            raise
        return f"The run failed: {cause}\n{step}"


def _cause(result: dg.ExecuteInProcessResult) -> str:
    """What the first failure of a run says, in the words of its innermost error."""
    import dagster as dg  # noqa: PLC0415

    kinds = (dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.PIPELINE_FAILURE)
    failures = [event for event in result.all_events if event.event_type in kinds]
    for event in failures:
        data = event.event_specific_data
        error = getattr(data, "error", None)
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            where = f"Step {event.step_key}" if event.step_key else "The run"
            return f"{where} failed: {_words(error.message)}"
    return "The run failed."


def _words(message: str) -> str:
    """What an error says, without the name of its class."""
    kind, separator, words = message.strip().partition(": ")
    return words if separator and " " not in kind else message.strip()


@contextlib.contextmanager
def _output(*, verbose: bool) -> Iterator[Path]:
    """Keep what dbt and others print: on the terminal if asked for, else in a file that is named on failure."""
    now = datetime.datetime.now().astimezone()
    path = PROJECT / ".dagster" / "logs" / f"run-{now:%Y%m%dT%H%M%S}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    if verbose:
        yield path
        return
    with path.open("w", encoding="utf-8") as log, contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
        yield path


if __name__ == "__main__":
    sys.exit(main())
