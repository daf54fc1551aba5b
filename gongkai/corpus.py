"""A batch of report files to Arrow tables: in this process, or on a pool of processes.

:func:`extract_batch` is the unit of work: pure, picklable, the same wherever it runs. Nothing here writes
anywhere, and nothing that a file contains, or lacks, can stop the files beside it.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError
from gongkai.tables import Rows, printable_path, reject_rows, report_rows, to_arrow

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TRANSIENT_REASONS", "Corpus", "code_version", "extract_batch", "run_batches"]

# Rejects that say more about the machine than about the file: worth another try in the next run.
TRANSIENT_REASONS = ("missing", "out_of_time", "unreadable", "worker_died")

_LIBRARIES = ("charset-normalizer", "opencc")
_AHEAD = 2  # batches a worker has waiting, so that none idles while a result is written


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is the same for all batches of a run.

    Attributes:
        root: folder that the paths are relative to.
        version: of the code, see :func:`code_version`; stored with each document.
        seconds: longest time for one file; 0 for no limit. Kept on Unix only.
    """

    root: str
    version: str
    seconds: float = 0


@functools.cache
def code_version() -> str:
    """Version of the code that reads reports: 16 hex digits of a hash.

    Of the package's sources and catalogue (the command line apart, which reads nothing) and of the versions of
    the libraries that decide how a file is read.
    """
    package = Path(__file__).parent
    digest = hashlib.sha256(f"python {sys.version_info[0]}.{sys.version_info[1]}".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {importlib.metadata.version(library)}".encode())
    for path in sorted(package.rglob("*"), key=lambda path: path.relative_to(package).as_posix()):
        if path.suffix in {".py", ".csv", ".toml"} and path.name != "cli.py":
            digest.update(f"\0{path.relative_to(package).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def extract_batch(corpus: Corpus, paths: Sequence[str]) -> dict[str, pa.Table]:
    """Read report files.

    Args:
        corpus: root folder, code version, time limit.
        paths: below the root, with ``/``.

    Returns:
        One Arrow table for each table of :data:`gongkai.schema.TABLES`, in the order of the paths. A file that
        cannot be read is a row of ``rejects``; this function raises nothing on account of a file.
    """
    return _batch(corpus, paths, lambda _: None)


def run_batches(
    corpus: Corpus,
    batches: Iterable[Sequence[str]],
    *,
    workers: int = 1,
    advance: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[Sequence[str], dict[str, pa.Table]]]:
    """Read batches of files one after the other, and hand them on in the order given.

    Args:
        corpus: see :func:`extract_batch`.
        batches: lists of paths.
        workers: processes; with 1 everything runs in this one.
        advance: called with the number of files done since the last call.

    Yields:
        Each batch with its tables; the same bytes whatever the number of workers.
    """
    if workers > 1:
        yield from _Pool(corpus, workers, advance).run(batches)
        return
    for paths in batches:
        yield paths, _batch(corpus, paths, advance)


def _batch(corpus: Corpus, paths: Sequence[str], advance: Callable[[int], None]) -> dict[str, pa.Table]:
    rows = []
    for path in paths:
        rows.append(_read(corpus, path))
        advance(1)
    try:
        return to_arrow(rows)
    except (ArithmeticError, TypeError, ValueError):  # one report holds what no table can: find out which
        return to_arrow(_storable(corpus, path, part) for path, part in zip(paths, rows, strict=True))


def _storable(corpus: Corpus, path: str, rows: Rows) -> Rows:
    try:
        to_arrow([rows])
    except (ArithmeticError, TypeError, ValueError) as error:
        return _reject(corpus, path, "unstorable", f"{error}; {_REPORT_IT}")
    return rows


_REPORT_IT = "please report it, with the file"


def _read(corpus: Corpus, path: str) -> Rows:
    """One file as rows; whatever goes wrong with it becomes a reject that says where and why."""
    from gongkai.contract import breaches  # noqa: PLC0415
    from gongkai.extract import extract_document  # noqa: PLC0415  loads the whole domain
    from gongkai.readers import read_file  # noqa: PLC0415

    try:
        if printable_path(path) != path:
            raise ReadError(path, "bad_name", "the file's name is not UTF-8", "rename it, with convmv for instance")
        with _time_limit(corpus.seconds):
            document = read_file(Path(corpus.root) / path, name=path)
            report = extract_document(document)
            fault = next(breaches(report), None)
            if fault:
                raise ReadError(path, "inconsistent", f"it was read wrongly: {fault}", _REPORT_IT)
            return report_rows(report, corpus.version)
    except ReadError as error:
        return _reject(corpus, path, error.reason, f"{error.detail}; {error.hint}")
    except _OutOfTimeError:
        hint = "take the file away, or allow more with GONGKAI_FILE_SECONDS"
        return _reject(corpus, path, "out_of_time", f"not done after {corpus.seconds:g} seconds; {hint}")
    except Exception as error:  # a fault of ours must not cost the files beside this one
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        return _reject(corpus, path, "internal_error", f"{type(error).__name__} at {where}: {error}; {_REPORT_IT}")


def _reject(corpus: Corpus, path: str, reason: str, message: str) -> Rows:
    try:
        with (Path(corpus.root) / path).open("rb") as handle:
            sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:  # no bytes, no hash: that is what the column says
        sha256 = None
    return reject_rows(path, sha256, reason, f"{printable_path(path)}: {message}")


class _OutOfTimeError(Exception):
    """A file took longer than it may."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Break off the work inside after so many seconds, where the platform and the thread allow it."""
    possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not seconds or not possible:
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise _OutOfTimeError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Pool:
    """Batches on worker processes, kept in order; a worker that dies costs one file at most."""

    def __init__(self, corpus: Corpus, workers: int, advance: Callable[[int], None]) -> None:
        self._corpus = corpus
        self._workers = workers
        self._advance = advance

    def run(self, batches: Iterable[Sequence[str]]) -> Iterator[tuple[Sequence[str], dict[str, pa.Table]]]:
        source, waiting = iter(batches), deque[tuple[Sequence[str], "Future[dict[str, pa.Table]]"]]()
        pool = _executor(self._workers)
        try:
            while True:
                for paths in islice(source, _AHEAD * self._workers - len(waiting)):
                    waiting.append((paths, self._submit(pool, paths)))
                if not waiting:
                    return
                paths, future = waiting.popleft()
                try:
                    tables = future.result()
                except BrokenProcessPool:
                    pool.shutdown(cancel_futures=True)
                    tables = self._one_by_one(paths)
                    pool = _executor(self._workers)
                    waiting = deque((rest, self._again(pool, rest, done)) for rest, done in waiting)
                self._advance(len(paths))
                yield paths, tables
        finally:
            pool.shutdown(cancel_futures=True)

    def _submit(self, pool: ProcessPoolExecutor, paths: Sequence[str]) -> Future[dict[str, pa.Table]]:
        try:
            return pool.submit(extract_batch, self._corpus, paths)
        except BrokenProcessPool as error:  # it broke since the last result; told when this batch's turn comes
            broken: Future[dict[str, pa.Table]] = Future()
            broken.set_exception(error)
            return broken

    def _again(
        self, pool: ProcessPoolExecutor, paths: Sequence[str], done: Future[dict[str, pa.Table]]
    ) -> Future[dict[str, pa.Table]]:
        finished = done.done() and not done.cancelled() and done.exception() is None
        return done if finished else self._submit(pool, paths)

    def _one_by_one(self, paths: Sequence[str]) -> dict[str, pa.Table]:
        """The files of a batch during which a worker died, each alone: the one that kills it is rejected."""
        import pyarrow as pa  # noqa: PLC0415

        parts = []
        pool = _executor(1)
        try:
            for path in paths:
                try:
                    parts.append(self._submit(pool, [path]).result())
                except BrokenProcessPool:
                    hint = "the process that read it died, twice (out of memory?); take the file away or report it"
                    parts.append(to_arrow([_reject(self._corpus, path, "worker_died", hint)]))
                    pool.shutdown()
                    pool = _executor(1)
        finally:
            pool.shutdown()
        return {name: pa.concat_tables([part[name] for part in parts]).combine_chunks() for name in parts[0]}


def _executor(workers: int) -> ProcessPoolExecutor:
    """Fresh processes, never forks of this one: a forked child would inherit locks held by other threads."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)


def _follow_parent() -> None:
    """End this worker when the process that started it has gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
