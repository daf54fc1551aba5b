"""A batch of report files to Arrow tables: in this process, or on a pool of processes.

:func:`extract_batch` is the unit of work: pure, picklable, the same wherever it runs. Nothing here writes
anywhere, and nothing that a file contains, or lacks, can stop the files beside it. An archive is one file that
gives a document, or a reject, for each of its members.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import importlib.metadata
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gongkai.apart import needs_opening
from gongkai.fetching import at_hand
from gongkai.intake import TRANSIENT_REASONS, Reading, died, part_names, read_parts, storable, unfetched
from gongkai.limits import Limits
from gongkai.machine import machine_states
from gongkai.object_store import ObjectStoreError, is_object_store
from gongkai.tables import report_id, to_arrow
from gongkai.workers import Executor, Pool, Work

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "EXECUTORS",
    "READINGS",
    "TRANSIENT_REASONS",
    "Corpus",
    "ExecutorName",
    "code_version",
    "extract_batch",
    "run_batches",
]

#: Where batches can be read: in this process, in processes of this machine, on a Ray cluster.
ExecutorName = Literal["inline", "processes", "ray"]
EXECUTORS: tuple[ExecutorName, ...] = ("inline", "processes", "ray")

#: The table beside those of the schema: which report came of which file, read from which bytes (null: try again),
#: depending on what of the machine.
READINGS = "readings"
_LIBRARIES = ("charset-normalizer", "lxml", "opencc", "py7zr", "pypdfium2", "rarfile", "rjieba", "xlrd")

# What no report is read with (import contracts hold it apart): a change there reads none again.
_READ_NO_REPORT = (
    "cli.py", "console.py", "corrections.py", "dictionary.py", "diff/", "frames.py", "catalogue/dictionary.csv",
)  # fmt: skip

_NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is the same for all batches of a run.

    Attributes:
        root: folder that the paths are relative to, or its place in an object store, ``s3://bucket/prefix``.
        version: of the code, see :func:`code_version`; stored with each document.
        limits: for each file.
        run: names the run, so that nothing that was seen of an object store outlives it.
    """

    root: str
    version: str
    limits: Limits = _NO_LIMITS
    run: str = ""


@functools.cache
def code_version() -> str:
    """Version of the code that reads reports: 16 hex digits of a hash.

    Of the package's sources and catalogue (without what reads no report) and of the versions of the libraries
    that decide how a file is read. What a machine may lack is kept with each reading (:mod:`gongkai.machine`).
    """
    package = Path(__file__).parent
    digest = hashlib.sha256(f"python {sys.version_info[0]}.{sys.version_info[1]}".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    for path in sorted(package.rglob("*"), key=lambda path: path.relative_to(package).as_posix()):
        name = path.relative_to(package).as_posix()
        if path.suffix in {".py", ".csv", ".toml", ".ttf"} and not name.startswith(_READ_NO_REPORT):
            digest.update(f"\0{name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:  # of a format that this installation does without
        return "absent"


def extract_batch(corpus: Corpus, paths: Sequence[str]) -> dict[str, pa.Table]:
    """Read report files.

    Args:
        corpus: root folder, code version, limits.
        paths: below the root, with ``/``.

    Returns:
        One Arrow table for each table of :data:`gongkai.schema.TABLES`, in the order of the paths, and the table
        :data:`READINGS`. A file that cannot be read is a row of ``rejects``; this function raises nothing on
        account of a file.
    """
    return _batch(corpus, paths, lambda _: None)


def run_batches(
    corpus: Corpus,
    batches: Iterable[Sequence[str]],
    *,
    workers: int = 1,
    advance: Callable[[int], None] = lambda _: None,
    executor: ExecutorName = "processes",
    address: str = "",
) -> Iterator[tuple[Sequence[str], dict[str, pa.Table]]]:
    """Read batches of files one after the other, and hand them on in the order given.

    Args:
        corpus: see :func:`extract_batch`.
        batches: lists of paths.
        workers: processes; with 1, batches of plain text are read in this one, others in one of their own.
        advance: called with the number of files done since the last call.
        executor: where; ``inline`` is ``processes`` with one worker.
        address: of the Ray cluster; empty for one that is started on this machine, with ``workers`` processes.

    Yields:
        Each batch with its tables; the same bytes whatever the executor and the number of workers.

    Raises:
        ObjectStoreError: the files are in an object store that cannot be used.
        ClusterError: there is no Ray cluster, or not one that gives the same results.
    """
    shared = replace(corpus, run=uuid.uuid4().hex)
    opened: list[Executor[dict[str, pa.Table]]] = []
    try:
        if executor == "ray" or (executor == "processes" and workers > 1):
            opened.append(_opened(shared, executor, workers, address, advance))
            for paths, tables in opened[0].run(batches):
                if executor == "ray" and not is_object_store(shared.root):
                    _require_seen(shared.root, tables)
                yield paths, tables
            return
        for paths in batches:
            if not any(map(needs_opening, paths)):
                yield paths, _batch(shared, paths, advance)
            else:
                if not opened:
                    opened.append(_opened(shared, "processes", 1, "", advance))
                yield from opened[0].run([paths])
    except ObjectStoreError as error:  # from wherever it came: in one piece, without the traceback of a worker
        raise ObjectStoreError(str(error)) from None
    finally:
        for one in opened:
            one.close()


def _opened(
    corpus: Corpus, executor: ExecutorName, workers: int, address: str, advance: Callable[[int], None]
) -> Executor[dict[str, pa.Table]]:
    work = Work(
        batch=functools.partial(extract_batch, corpus),
        parts=functools.partial(_parts, corpus),
        part=functools.partial(_part, corpus),
        died=functools.partial(_died, corpus),
        join=_join,
    )
    if executor != "ray":
        return Pool(work, workers, corpus.limits.memory_mib, advance)
    from gongkai.on_ray import Cluster, Sameness  # noqa: PLC0415  an extra

    same = Sameness(code_version(), machine_states(), corpus.root)
    return Cluster(work, same, address=address, workers=workers, memory_mib=corpus.limits.memory_mib, advance=advance)


def _require_seen(root: str, tables: dict[str, pa.Table]) -> None:
    """See that no file was missing on another machine that is here: it would be taken for deleted."""
    from gongkai.on_ray import ClusterError  # noqa: PLC0415

    for reject in tables["rejects"].select(["path", "reason"]).to_pylist():
        if reject["reason"] == "missing" and (Path(root) / reject["path"]).exists():
            raise ClusterError(
                f"a machine of the Ray cluster does not find {reject['path']} in {root}, which is there on this one; "
                "share the folder with all machines, or put the reports into an object store and set GONGKAI_RAW"
            )


def _batch(corpus: Corpus, paths: Sequence[str], advance: Callable[[int], None]) -> dict[str, pa.Table]:
    readings = []
    with at_hand(corpus.root, paths, corpus.run) as (root, failed):
        for path in paths:
            if path in failed:
                readings.append(unfetched(path, failed[path]))
            else:
                with nullcontext() if needs_opening(path) else _uncollected():
                    readings.extend(read_parts(root, path, corpus.version, corpus.limits))
            advance(1)
    return _tables(readings)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage while one report of plain text is read, which leaves next to none.

    All that is kept of the reports before it would be looked through many times, a twentieth of a batch.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _parts(corpus: Corpus, path: str) -> list[str]:
    with at_hand(corpus.root, [path], corpus.run) as (root, _):
        return part_names(root, path, corpus.limits)


def _part(corpus: Corpus, path: str, part: str) -> dict[str, pa.Table]:
    with at_hand(corpus.root, [path], corpus.run) as (root, _):
        return _tables(read_parts(root, path, corpus.version, corpus.limits, only=part))


def _died(corpus: Corpus, path: str, part: str, out_of_time: bool) -> dict[str, pa.Table]:
    with at_hand(corpus.root, [path], corpus.run) as (root, _):
        return _tables([died(root, path, part, corpus.limits, out_of_time=out_of_time)])


def _join(parts: list[dict[str, pa.Table]]) -> dict[str, pa.Table]:
    import pyarrow as pa  # noqa: PLC0415

    return {name: pa.concat_tables([part[name] for part in parts]).combine_chunks() for name in parts[0]}


def _tables(readings: Sequence[Reading]) -> dict[str, pa.Table]:
    try:
        tables = to_arrow(reading.rows for reading in readings)
    except (ArithmeticError, TypeError, ValueError):  # one report holds what no table can: find out which
        readings = [storable(reading) for reading in readings]
        tables = to_arrow(reading.rows for reading in readings)
    return {**tables, READINGS: _origins(readings)}


def _origins(readings: Sequence[Reading]) -> pa.Table:
    """Which report came of which file."""
    import pyarrow as pa  # noqa: PLC0415

    names = ("report_id", "file_id", "sha256", "machine")
    rows = [(report_id(reading.path), report_id(reading.file), reading.sha256, reading.machine) for reading in readings]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table({name: pa.array(values, pa.string()) for name, values in zip(names, columns, strict=True)})
