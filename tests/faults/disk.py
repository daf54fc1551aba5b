"""Disks that fill up: one of its own, where mounting is permitted, and a limit for every file of a run, anywhere.

A disk of its own is the real thing. The limit (RLIMIT_FSIZE) is set on the run and its children in that moment: from
then on no file can be written beyond so many bytes, Dagster's own included: "file too large".
"""

from __future__ import annotations

import errno
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.faults.homes import copy
from tests.pipeline.graph import environment

_MIB = 1 << 20
_ROOM = 400 * _MIB
_BLOCK = 1 << 16


class Disk:
    """A data folder on a disk that can be filled and emptied."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.told = [f"make room for {home / 'warehouse'}"]  # what the operator has to do
        self.filled = False
        self._filler = home / "filler"

    def fill_when(self, stage: str, process: subprocess.Popen[str], leave: int) -> None:
        """Fill the disk in the moment that a run begins to write something.

        Args:
            stage: ``working`` fills it before anything is written, ``publication`` when the database is being built,
                ``exports`` when they are being written.
            process: the run.
            leave: bytes left free.
        """
        patterns = {"working": "working.duckdb", "publication": "publications/building-*/gongkai.duckdb"}
        pattern = patterns.get(stage, "publications/*/building-exports")
        while process.poll() is None and not list((self.home / "warehouse").glob(pattern)):
            time.sleep(0.002)
        if process.poll() is None:
            self._fill(process, leave)
            self.filled = True

    def _fill(self, _process: subprocess.Popen[str], leave: int) -> None:
        block = b"\1" * _BLOCK
        with self._filler.open("wb", buffering=0) as handle:
            try:
                while True:
                    handle.write(block)
            except OSError as error:
                assert error.errno == errno.ENOSPC
            handle.truncate(max(handle.tell() - leave, 0))

    def empty(self) -> None:
        """Make room."""
        self._filler.unlink(missing_ok=True)


class Limit(Disk):
    """A data folder where one run can write no file beyond a size; the next run can."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.told.append("The disk or the share gave an error")  # as SQLite calls it, in Dagster's own books

    def _fill(self, process: subprocess.Popen[str], leave: int) -> None:
        run = psutil.Process(process.pid)
        for each in (run, *run.children(recursive=True)):  # what they start later inherits it
            with suppress(psutil.NoSuchProcess):
                each.rlimit(psutil.RLIMIT_FSIZE, (leave, leave))


@contextmanager
def limited(home: Path, _mount: Path) -> Iterator[Disk]:
    """A data folder as it is, for a run that can be limited."""
    yield Limit(home)


@contextmanager
def small_disk(home: Path, mount: Path) -> Iterator[Disk]:
    """A copy of a data folder on a small disk; the instance of Dagster stays on another."""
    mount.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_ROOM}", "tmpfs", str(mount)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"mounting is not permitted: {done.stderr.strip()}")
    try:
        small = copy(home, mount / "home")
        environment(home)  # makes the instance
        (small / "dagster").symlink_to(home / "dagster")
        yield Disk(small)
    finally:
        subprocess.run(["umount", "--lazy", str(mount)], check=True)
        shutil.rmtree(mount, ignore_errors=True)
