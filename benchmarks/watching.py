"""Runs a command and watches it from outside: time on the clock, time on the cores, and memory, by kind of process."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_INTERVAL = 0.1
_SHARE = 5  # looking takes a sixth of one core at most
# What the command line of a child says of it; the others are the run itself and what only starts workers.
_KINDS = (("dbt", "dbt"), ("forkserver", "workers"), ("spawn_main", "workers"))


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took. Processes are looked at ten times a second or less often: what lives shorter is not seen.

    Attributes:
        wall_s: seconds on the clock.
        cpu_s: seconds on the cores by kind of process: ``run``, ``workers``, ``dbt``.
        peak_mib: most memory in use at once, in MiB: the shared pages of the process and its children counted once,
            as the system shares them out (PSS).
        peaks_mib: the same of each kind by itself, not all in the same moment.
        output: what it printed.
    """

    wall_s: float
    cpu_s: Mapping[str, float]
    peak_mib: float
    peaks_mib: Mapping[str, float]
    output: str


@dataclass(slots=True)
class _Watch:
    """What was seen so far."""

    process: psutil.Process
    peak: float = 0.0
    peaks: Counter[str] = field(default_factory=Counter)
    kinds: dict[psutil.Process, str] = field(default_factory=dict)
    cpu: dict[psutil.Process, float] = field(default_factory=dict)

    def look(self) -> None:
        now: Counter[str] = Counter()
        try:
            family = [self.process, *self.process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for member in family:
            try:
                kind = self.kinds.get(member) or self.kinds.setdefault(member, self._kind(member))
                times = member.cpu_times()
                self.cpu[member] = times.user + times.system
                now[kind] += member.memory_full_info().pss / 2**20
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue  # it has ended meanwhile
        self.peak = max(self.peak, now.total())
        self.peaks |= now

    def _kind(self, member: psutil.Process) -> str:
        if member == self.process:
            return "run"
        words = " ".join(member.cmdline())
        return next((kind for sign, kind in _KINDS if sign in words), "run")

    def seconds(self) -> dict[str, float]:
        total: Counter[str] = Counter()
        for member, seconds in self.cpu.items():
            total[self.kinds[member]] += seconds
        return dict(total)


def watch(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Usage:
    """Run a command to its end.

    Raises:
        AssertionError: it failed; the message is what it printed.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:  # no pipe, which orphans of a killed run keep open
        process = psutil.Popen(command, cwd=folder, env=dict(variables), stdout=printed, stderr=subprocess.STDOUT)
        seen = _Watch(psutil.Process(process.pid))
        done = threading.Event()

        def look() -> None:
            took = 0.0
            while not done.wait(max(_INTERVAL, _SHARE * took)):
                start = time.perf_counter()
                seen.look()
                took = time.perf_counter() - start

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            process.wait()
        finally:
            done.set()
            watcher.join()
        printed.seek(0)
        output = printed.read()
    assert process.returncode == 0, f"exit status {process.returncode}\n{output}"
    return Usage(time.perf_counter() - began, seen.seconds(), seen.peak, dict(seen.peaks), output)
