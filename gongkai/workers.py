"""Worker processes that read files: batches kept in order, limits kept, a worker's death one reject.

What the workers do is handed in (:mod:`gongkai.corpus`); here is only how they are started, watched and replaced.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from gongkai.limits import limit_memory

__all__ = ["Pool", "Work", "executor", "may_die"]

_AHEAD = 2  # batches a worker has waiting, so that none idles while a result is written
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Work(Generic[_Result]):
    """What workers do; every function but the last two runs in a worker.

    Attributes:
        batch: reads files.
        parts: names what one file consists of; one name at most where it is no archive.
        part: reads one part of a file.
        died: the result for a file, or for one part of it, that killed its worker.
        join: many results as one.
    """

    batch: Callable[[Sequence[str]], _Result]
    parts: Callable[[str], list[str]]
    part: Callable[[str, str], _Result]
    died: Callable[[str, str], _Result]
    join: Callable[[list[_Result]], _Result]


class Pool(Generic[_Result]):
    """Batches on worker processes, kept in order; a worker that dies costs one file at most."""

    def __init__(self, work: Work[_Result], workers: int, memory_mib: int, advance: Callable[[int], None]) -> None:
        self._work = work
        self._workers = workers
        self._memory = memory_mib
        self._advance = advance
        self._pool = executor(workers, memory_mib)

    def close(self) -> None:
        """End the workers."""
        self._pool.shutdown(cancel_futures=True)

    def run(self, batches: Iterable[Sequence[str]]) -> Iterator[tuple[Sequence[str], _Result]]:
        """Each batch with its result, in order."""
        source, waiting = iter(batches), deque[tuple[Sequence[str], "Future[_Result]"]]()
        while True:
            for paths in islice(source, _AHEAD * self._workers - len(waiting)):
                waiting.append((paths, self._submit(paths)))
            if not waiting:
                return
            paths, future = waiting.popleft()
            try:
                result = future.result()
            except BrokenProcessPool:
                self.close()
                result = self._one_by_one(paths)
                self._pool = executor(self._workers, self._memory)
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

    def _one_by_one(self, paths: Sequence[str]) -> _Result:
        """The files of a batch during which a worker died, each alone: the one that kills it is rejected."""
        alone = _Alone(self._memory)
        try:
            return self._work.join([self._alone(alone, path) for path in paths])
        finally:
            alone.close()

    def _alone(self, alone: _Alone, path: str) -> _Result:
        try:
            return alone.call(self._work.batch, [path])
        except BrokenProcessPool:
            pass
        try:
            parts = alone.call(self._work.parts, path)
        except BrokenProcessPool:
            parts = []
        if len(parts) < 2:
            return self._work.died(path, path)
        results = []
        for part in parts:
            try:
                results.append(alone.call(self._work.part, path, part))
            except BrokenProcessPool:
                results.append(self._work.died(path, part))
        return self._work.join(results)


class _Alone:
    """One worker, replaced when it dies."""

    def __init__(self, memory_mib: int) -> None:
        self._memory = memory_mib
        self._pool = executor(1, memory_mib)

    def call(self, function: Callable[..., _Result], *arguments: object) -> _Result:
        try:
            return self._pool.submit(function, *arguments).result()
        except BrokenProcessPool:
            self._pool.shutdown()
            self._pool = executor(1, self._memory)
            raise

    def close(self) -> None:
        self._pool.shutdown()


def executor(workers: int, memory_mib: int = 0) -> ProcessPoolExecutor:
    """Fresh processes, never forks of this one: a forked child would inherit locks held by other threads."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["gongkai.corpus"])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(memory_mib,))


def may_die() -> bool:
    """Whether this process is a worker, whose death costs one file."""
    return _Role.worker


class _Role:
    worker = False


def _begin(memory_mib: int) -> None:
    _Role.worker = True
    limit_memory(memory_mib)
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
