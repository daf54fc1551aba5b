"""What a person at the terminal sees while a run goes on: a line a step, and a bar in the long ones."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

__all__ = ["Progress"]

_LABELS = {
    "raw_reports": "data/raw",
    "corrections": "corrected",
    "reading": "reading",
    "checks": "checks",
    "models": "warehouse",
    "publication": "published",
    "changes": "changed",
    "exports": "exports",
}


class Progress:
    """A reporter (:class:`assets.store.folders.Reporter`) that writes to the terminal."""

    def __init__(self, console: Console | None = None) -> None:
        # Bound to the stream as it is now: while the job runs, sys.stdout is dbt's.
        self.console = console or Console(file=sys.stdout, highlight=False, soft_wrap=True)
        self._errors = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._started = time.monotonic()
        self._bars = Bars(
            TextColumn("         [bold]{task.description:<10}[/]"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Progress:
        self.step("", "starting")
        self._bars.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def progress(self, step: str, done: int, total: int) -> None:
        """Move the bar of the step."""
        if self._task is None:
            self._task = self._bars.add_task(_LABELS.get(step, step), total=total)
        self._bars.update(self._task, completed=done, total=total)

    def step(self, name: str, text: str) -> None:
        """Write a line: seconds since the start, step, what it says."""
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None
        seconds = time.monotonic() - self._started
        self.console.print(f"[dim]{seconds:5.1f} s[/]  [bold]{_LABELS.get(name, name):<10}[/] {escape(text)}")

    def fail(self, message: str) -> None:
        """Write what went wrong to standard error."""
        self._errors.print(f"[bold red]gongkai:[/] {escape(message)}")
