"""Batches on a Ray cluster: the executor beside :class:`gongkai.workers.Pool`, for more than one machine.

Each of Ray's workers keeps one process beside it that reads files under the same limits as in the pool; a file that
ends that process costs one reject there. What ends Ray's worker itself, or its machine, costs another try. Needs the
extra ``gongkai[ray]``, and the same version of it on every machine.
"""

from __future__ import annotations

import functools
import os
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from gongkai.corpus import code_version
from gongkai.machine import machine_states
from gongkai.object_store import is_object_store
from gongkai.workers import AHEAD, Alone, Work, WorkerDiedError, one_by_one

__all__ = ["Cluster", "ClusterError", "Sameness"]

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # else it warns of graphics processors, which nothing here uses
}
_LOOK_AGAIN_SECONDS = 10.0  # how often the size of the cluster is asked for
_Result = TypeVar("_Result")


class ClusterError(RuntimeError):
    """A Ray cluster that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """What must be the same on all machines for the results to be.

    Attributes:
        code: version of the code.
        machine: which programs and text recognition are installed.
        root: folder of the reports, or its place in an object store.
    """

    code: str
    machine: tuple[str, ...]
    root: str

    def require(self) -> None:
        """See that this machine is like the one that started the run.

        Raises:
            ClusterError: it is not.
        """
        name = socket.gethostname()
        if code_version() != self.code:
            raise ClusterError(
                f"the machine {name} of the Ray cluster runs another version of gongkai, Python or a library; install "
                "the same there, from requirements/, and start Ray anew"
            )
        if machine_states() != self.machine:
            here, there = " / ".join(machine_states()), " / ".join(self.machine)
            raise ClusterError(
                f"the machine {name} of the Ray cluster reads with {here}, the one that started the run with {there}; "
                "install the same on both"
            )
        if not is_object_store(self.root) and not Path(self.root).is_dir():
            raise ClusterError(
                f"the machine {name} of the Ray cluster has no folder {self.root}; share it with all machines under "
                "this path, or put the reports into an object store and set GONGKAI_RAW"
            )


class Cluster(Generic[_Result]):
    """Batches as tasks of a Ray cluster, kept in order.

    Args:
        work: what is done.
        same: what every machine has to have.
        address: of the cluster, as ``ray.init`` takes it; empty for one on this machine, ended with :meth:`close`.
        workers: of the cluster on this machine.
        memory_mib: address space of a process that reads files.
        advance: called with the number of files done since the last call.

    Raises:
        ClusterError: Ray is not installed, or no cluster answers.
    """

    def __init__(
        self,
        work: Work[_Result],
        same: Sameness,
        *,
        address: str,
        workers: int,
        memory_mib: int,
        advance: Callable[[int], None],
    ) -> None:
        self._work, self._advance = work, advance
        self._ray = _ray()
        self._ours = not self._ray.is_initialized()
        if self._ours:
            _connect(self._ray, address, workers)
        task = self._ray.remote(num_cpus=1, max_retries=0, scheduling_strategy="SPREAD")(_in_worker)
        self._task = functools.partial(task.remote, work, same, memory_mib)
        self._waiting = deque[tuple[Sequence[str], Any]]()
        self._slots, self._looked = 0, 0.0

    def close(self) -> None:
        """Give up what is under way, and leave the cluster."""
        for _, task in self._waiting:
            self._ray.cancel(task)
        self._waiting.clear()
        if self._ours:
            self._ray.shutdown()

    def run(self, batches: Iterable[Sequence[str]]) -> Iterator[tuple[Sequence[str], _Result]]:
        """Each batch with its result, in order."""
        source = iter(batches)
        while True:
            while len(self._waiting) < self._most() and (paths := next(source, None)) is not None:
                self._waiting.append((paths, self._task(paths)))
            if not self._waiting:
                return
            paths, task = self._waiting.popleft()
            result = self._result(paths, task)
            self._advance(len(paths))
            yield paths, result

    def _most(self) -> int:
        """How many batches may be under way: enough that no worker idles while a result is written."""
        if time.monotonic() - self._looked > _LOOK_AGAIN_SECONDS or not self._slots:
            processors = int(self._ray.cluster_resources().get("CPU", 0))
            self._slots, self._looked = max(1, processors) * AHEAD, time.monotonic()
        return self._slots

    def _result(self, paths: Sequence[str], task: Any) -> _Result:  # noqa: ANN401  Ray's own type has no name
        for attempt in (task, None):
            try:
                return self._get(attempt if attempt is not None else self._task(paths))
            except _LostError:
                continue
        if len(paths) == 1:
            return self._work.died(paths[0], paths[0], False)
        return self._work.join([self._result([path], self._task([path])) for path in paths])

    def _get(self, task: Any) -> _Result:  # noqa: ANN401
        errors = self._ray.exceptions
        try:
            result: _Result = self._ray.get(task)
        except errors.RayTaskError as error:
            raise (error.cause if isinstance(error.cause, Exception) else error) from None
        except (
            errors.WorkerCrashedError,
            errors.NodeDiedError,
            errors.OutOfMemoryError,
            errors.ObjectLostError,
            errors.LocalRayletDiedError,
        ) as error:
            raise _LostError from error
        return result


class _LostError(Exception):
    """A worker, or the machine it was on, ended before its result was here."""


def _in_worker(work: Work[_Result], same: Sameness, memory_mib: int, paths: Sequence[str]) -> _Result:
    """Runs in a worker of Ray's."""
    same.require()
    alone = _alone(memory_mib)
    try:
        return alone.call(work.batch, paths)
    except WorkerDiedError:
        return one_by_one(work, alone, paths)


@functools.lru_cache(maxsize=1)
def _alone(memory_mib: int) -> Alone:
    return Alone(memory_mib)


def _ray() -> Any:  # noqa: ANN401  the module, if it is there
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray  # noqa: PLC0415  an extra
        import ray.exceptions  # noqa: PLC0415
    except ImportError:
        raise ClusterError(
            "GONGKAI_EXECUTOR is ray, but Ray is not installed; run `make ray` or `pip install 'gongkai[ray]'`"
        ) from None
    return ray


def _connect(ray: Any, address: str, workers: int) -> None:  # noqa: ANN401
    quiet = {"logging_level": "ERROR", "log_to_driver": False, "configure_logging": False}
    try:
        if address:
            _require_answer(address)
            ray.init(address=address, **quiet)
        else:
            ray.init(address="local", num_cpus=workers, include_dashboard=False, **quiet)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        where = f"GONGKAI_RAY_ADDRESS is {address}: no Ray cluster answers there" if address else "Ray does not start"
        line = str(error).strip().partition("\n")[0]
        raise ClusterError(
            f"{where} ({line}); start one with `ray start --head --disable-usage-stats`, or set GONGKAI_EXECUTOR to "
            "processes"
        ) from None


def _require_answer(address: str) -> None:
    """See that somebody listens at ``host:port``: Ray itself would try for minutes, and write of it to the terminal.

    Raises:
        OSError: nobody does.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
