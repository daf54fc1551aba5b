"""Worker processes that read files: batches kept in order, limits kept, a worker's death one reject.

What the workers do is handed in (:mod:`gongkai.corpus`); here is only how they are started, watched and replaced.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from gongkai.limits import limit_memory

__all__ = ["AHEAD", "Alone", "Executor", "Pool", "Work", "WorkerDiedError", "may_die", "note_file", "one_by_one"]

AHEAD = 2  # batches a worker has waiting, so that none idles while a result is written
_Result = TypeVar("_Result")
_Given_co = TypeVar("_Given_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Work(Generic[_Result]):
    """What workers do; every function but the last two runs in a worker.

    Attributes:
        batch: reads files.
        parts: names what one file consists of; one name at most where it is no archive.
        part: reads one part of a file.
        died: the result for a file, or for one part of it, that killed its worker; the last argument says whether its
            time was up.
        join: many results as one.
    """

    batch: Callable[[Sequence[str]], _Result]
    parts: Callable[[str], list[str]]
    part: Callable[[str, str], _Result]
    died: Callable[[str, str, bool], _Result]
    join: Callable[[list[_Result]], _Result]


class Executor(Protocol[_Given_co]):
    """Where batches are worked on: :class:`Pool`, or a cluster (:mod:`gongkai.on_ray`)."""

    def run(self, batches: Iterable[Sequence[str]]) -> Iterator[tuple[Sequence[str], _Given_co]]:
        """Each batch with its result, in order, a bounded number of them under way."""

    def close(self) -> None:
        """End the workers."""


class Pool(Generic[_Result]):
    """Batches on worker processes, kept in order; a worker that dies costs one file at most."""

    def __init__(self, work: Work[_Result], workers: int, memory_mib: int, advance: Callable[[int], None]) -> None:
        self._work = work
        self._workers = workers
        self._memory = memory_mib
        self._advance = advance
        self._pool = _executor(workers, memory_mib)

    def close(self) -> None:
        """End the workers."""
        self._pool.shutdown(cancel_futures=True)

    def run(self, batches: Iterable[Sequence[str]]) -> Iterator[tuple[Sequence[str], _Result]]:
        """Each batch with its result, in order."""
        source, waiting = iter(batches), deque[tuple[Sequence[str], "Future[_Result]"]]()
        while True:
            for paths in islice(source, AHEAD * self._workers - len(waiting)):
                waiting.append((paths, self._submit(paths)))
            if not waiting:
                return
            paths, future = waiting.popleft()
            try:
                result = future.result()
            except BrokenProcessPool:
                self.close()
                alone = Alone(self._memory)
                try:
                    result = one_by_one(self._work, alone, paths)
                finally:
                    alone.close()
                self._pool = _executor(self._workers, self._memory)
                waiting = deque((rest, self._again(rest, done)) for rest, done in waiting)
            self._advance(len(paths))
            yield paths, result

    def _submit(self, paths: Sequence[str]) -> Future[_Result]:
        try:
            return self._pool.submit(self._work.batch, paths)
        except BrokenProcessPool as error:  # it broke since the last result; told when this batch's turn comes
            broken: Future[_Result] = Future()
            broken.set_exception(error)
            return broken

    def _again(self, paths: Sequence[str], done: Future[_Result]) -> Future[_Result]:
        finished = done.done() and not done.cancelled() and done.exception() is None
        return done if finished else self._submit(paths)


def one_by_one(work: Work[_Result], alone: Alone, paths: Sequence[str]) -> _Result:
    """The files of a batch during which a worker died, each alone: the one that kills it is rejected."""
    return work.join([_apart(work, alone, path) for path in paths])


def _apart(work: Work[_Result], alone: Alone, path: str) -> _Result:
    try:
        return alone.call(work.batch, [path])
    except WorkerDiedError as error:
        death = error
    try:
        parts = alone.call(work.parts, path)
    except WorkerDiedError:
        parts = []
    if len(parts) < 2:
        return work.died(path, path, death.out_of_time)
    results = []
    for part in parts:
        try:
            results.append(alone.call(work.part, path, part))
        except WorkerDiedError as error:
            results.append(work.died(path, part, error.out_of_time))
    return work.join(results)


class WorkerDiedError(Exception):
    """A worker came to its end during a call.

    Args:
        out_of_time: whether it ended itself, its time being up; else it crashed, or the system ended it.
    """

    def __init__(self, *, out_of_time: bool) -> None:
        super().__init__("out of time" if out_of_time else "crashed")
        self.out_of_time = out_of_time


class Alone:
    """One worker, started with the first call and replaced when it dies."""

    def __init__(self, memory_mib: int) -> None:
        self._memory = memory_mib
        self._pool: ProcessPoolExecutor | None = None
        self._notes = tempfile.TemporaryDirectory(prefix="gongkai-")

    def call(self, function: Callable[..., _Result], *arguments: object) -> _Result:
        """What a function gives in the worker.

        Raises:
            WorkerDiedError: it gave nothing, since the worker died.
        """
        if self._pool is None:
            self._pool = _executor(1, self._memory, self._notes.name)
        try:
            return self._pool.submit(function, *arguments).result()
        except BrokenProcessPool as error:
            self._end()
            raise WorkerDiedError(out_of_time=self._was_out_of_time()) from error

    def _was_out_of_time(self) -> bool:
        notes = list(Path(self._notes.name).iterdir())
        written = any(note.stat().st_size for note in notes)
        for note in notes:
            note.unlink()
        return written

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def close(self) -> None:
        """End the worker."""
        self._end()
        self._notes.cleanup()


def _executor(workers: int, memory_mib: int = 0, notes: str = "") -> ProcessPoolExecutor:
    """Fresh processes, never forks of this one: a forked child would inherit locks held by other threads.

    Args:
        workers: how many.
        memory_mib: address space of each; 0 for no limit.
        notes: folder in which a worker that ends itself, its time being up, leaves a file with words in it.
    """
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["gongkai.corpus", "gongkai.extract"])  # each worker has them at once
    # The server that forks has the variables of when it was started; credentials may have been renewed since.
    store = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(memory_mib, notes, store))


def may_die() -> bool:
    """Whether this process is a worker, whose death costs one file."""
    return _Role.worker


def note_file() -> str:
    """Where this worker is to leave word when its time is up; nowhere where nobody asks."""
    return str(Path(_Role.notes) / f"{os.getpid()}.txt") if _Role.notes else os.devnull


class _Role:
    worker = False
    notes = ""


def _begin(memory_mib: int, notes: str, store: dict[str, str]) -> None:
    os.environ.update(store)
    _Role.worker, _Role.notes = True, notes
    limit_memory(memory_mib)
    gc.freeze()  # what is loaded stays, and need not be looked through for garbage
    _follow_parent()


def _follow_parent() -> None:
    """End this worker when the process that started it has gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
