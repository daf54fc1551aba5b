"""Runs a command and watches it from outside: time on the clock, time on the cores, and memory."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_INTERVAL = 0.1


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took.

    Attributes:
        wall_s: seconds on the clock.
        cpu_s: seconds on the cores, child processes that it waited for included.
        peak_mib: most memory in use at once, in MiB: the shared pages of the process and its children counted once,
            as the system shares them out (PSS); looked at ten times a second.
        output: what it printed.
    """

    wall_s: float
    cpu_s: float
    peak_mib: float
    output: str


def watch(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Usage:
    """Run a command to its end.

    Raises:
        AssertionError: it failed; the message is what it printed.
    """
    began = time.perf_counter()
    before = _children_cpu()
    process = psutil.Popen(
        command, cwd=folder, env=dict(variables), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    peak = 0.0
    done = threading.Event()

    def look() -> None:
        nonlocal peak
        while not done.wait(_INTERVAL):
            peak = max(peak, _memory(process))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        output, _ = process.communicate()
    finally:
        done.set()
        watcher.join()
    usage = Usage(time.perf_counter() - began, _children_cpu() - before, peak, output)
    assert process.returncode == 0, output
    return usage


def _children_cpu() -> float:
    times = psutil.Process().cpu_times()
    return float(times.children_user + times.children_system)


def _memory(process: psutil.Process) -> float:
    """MiB in use by a process and all below it; those that end meanwhile are left out."""
    total = 0
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    for member in family:
        try:
            total += member.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total / 2**20
