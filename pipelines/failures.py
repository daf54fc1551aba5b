"""What the last run failed of, kept beside what it made: ``gongkai doctor`` says it without asking Dagster."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from assets.store.folders import Store

__all__ = ["STOPPED", "Failure", "innermost", "last_failure", "note_failure"]

#: What a run says that was told to stop.
STOPPED = "it was told to stop"
_LONGEST = 2000  # characters of a message


@dataclass(frozen=True, slots=True)
class Failure:
    """One run's failure.

    Attributes:
        at: when, with its time zone.
        step: in which step; empty where between two.
        run_id: of Dagster.
        message: in the words of the innermost error.
    """

    at: str
    step: str
    run_id: str
    message: str


def note_failure(store: Store, step: str, run_id: str, message: str) -> None:
    """Keep why a run did not get to its end; the next one takes it away when it begins."""
    now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    failure = Failure(now, step, run_id, message[:_LONGEST])
    draft = store.failed.with_name(f".{store.failed.name}")
    draft.write_text(json.dumps(asdict(failure), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(store.failed)


def last_failure(store: Store) -> Failure | None:
    """What the last run failed of; None where it did not, or could not say."""
    try:
        return Failure(**json.loads(store.failed.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def innermost(error: BaseException) -> str:
    """The words of the error at the bottom of it, the name of its class where it has none."""
    *_, last = _chain(error)
    if type(last).__name__ == "DagsterExecutionInterruptedError":  # by name: Dagster takes its time to import
        return STOPPED
    return str(last).strip() or type(last).__name__


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__
