"""The settings: read from the environment once, checked, then frozen.

===================== ================== ==============================================================
variable              default            what it sets
===================== ================== ==============================================================
GONGKAI_HOME          data               data folder: reports in ``raw``, what is made in ``warehouse``
GONGKAI_WORKERS       number of cores    processes that read reports
GONGKAI_EXECUTOR      processes          where reports are read: inline, processes or ray
GONGKAI_RAY_ADDRESS   a cluster here     address of the Ray cluster
GONGKAI_RAW           raw in the home    folder of the reports, or s3://bucket/folder
GONGKAI_PUBLISH_TO    nowhere            s3://bucket/folder where each publication is put as well
GONGKAI_CHUNK_SIZE    50                 files read and written in one transaction
GONGKAI_KEEP_PUBLICATIONS 3              versions of the published files kept, the newest included
GONGKAI_REBUILD_PERCENT 25               all is built whole once so many of the reports changed; 0: each time
GONGKAI_FILE_SECONDS  120                longest time for one file, which is rejected after it
GONGKAI_FILE_MEMORY_MIB 4096             address space of a process that reads files, in MiB
GONGKAI_FILE_CHARACTERS 5000000          characters of the text of one report
GONGKAI_FILE_BLOCKS   300000             paragraphs and table cells of one report
GONGKAI_UI_PORT       3000               port of the web interface, on 127.0.0.1
===================== ================== ==============================================================
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assets.store.folders import Reporter, SilentReporter, Store
from gongkai.corpus import EXECUTORS, ExecutorName
from gongkai.limits import Limits
from gongkai.object_store import ObjectFolder, ObjectStoreError, is_object_store

__all__ = ["PROJECT", "Settings", "SettingsError"]

PROJECT = Path(__file__).parent.parent


class SettingsError(ValueError):
    """A variable of the environment that says something impossible."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told; see the module for the variables."""

    home: Path
    workers: int
    chunk_size: int
    keep_publications: int
    rebuild_percent: int
    limits: Limits
    ui_port: int
    executor: ExecutorName = "processes"
    ray_address: str = ""
    raw: str = ""
    publish_to: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings as the environment has them, defaults where it has none.

        Args:
            environment: that of this process by default. A relative GONGKAI_HOME is meant from the current folder.

        Raises:
            SettingsError: names the variable, what it says and what it may say.
        """
        variables = os.environ if environment is None else environment
        home = variables.get("GONGKAI_HOME") or str(PROJECT / "data")
        return cls(
            home=Path(home).expanduser().absolute(),
            workers=_number(variables, "GONGKAI_WORKERS", os.cpu_count() or 1, 1, 512),
            chunk_size=_number(variables, "GONGKAI_CHUNK_SIZE", 50, 1, 10_000),
            keep_publications=_number(variables, "GONGKAI_KEEP_PUBLICATIONS", 3, 1, 1_000),
            rebuild_percent=_number(variables, "GONGKAI_REBUILD_PERCENT", 25, 0, 100),
            limits=_limits(variables),
            ui_port=_number(variables, "GONGKAI_UI_PORT", 3000, 1, 65_535),
            executor=_executor(variables),
            ray_address=variables.get("GONGKAI_RAY_ADDRESS", "").strip(),
            raw=_raw(variables.get("GONGKAI_RAW", "").strip()),
            publish_to=_place(variables, "GONGKAI_PUBLISH_TO"),
        )

    def store(self, reporter: Reporter | None = None) -> Store:
        """The data folder with these settings.

        Raises:
            SettingsError: there is no folder of reports.
        """
        if self.raw and not is_object_store(self.raw) and not Path(self.raw).is_dir():
            raise SettingsError(f"GONGKAI_RAW is {self.raw}, but there is no such folder; create it, or mend the name")
        if not self.raw and not (self.home / "raw").is_dir():
            raise SettingsError(
                f"GONGKAI_HOME is {self.home}, but there is no folder raw in it; create it and put reports there"
            )
        return Store(
            home=self.home,
            workers=self.workers,
            chunk_size=self.chunk_size,
            keep=self.keep_publications,
            rebuild_percent=self.rebuild_percent,
            limits=self.limits,
            reporter=reporter or SilentReporter(),
            executor=self.executor,
            ray_address=self.ray_address,
            raw_place=self.raw,
            publish_to=self.publish_to,
        )


def _executor(variables: Mapping[str, str]) -> ExecutorName:
    written = variables.get("GONGKAI_EXECUTOR", "").strip() or "processes"
    for name in EXECUTORS:
        if written == name:
            return name
    raise SettingsError(f"GONGKAI_EXECUTOR is {written!r}; set it to {' or '.join(EXECUTORS)}, or leave it out")


def _raw(written: str) -> str:
    """The place of the reports; a relative folder is meant from the current one."""
    if not written or is_object_store(written):
        return _place({"GONGKAI_RAW": written}, "GONGKAI_RAW")
    return str(Path(written).expanduser().absolute())


def _place(variables: Mapping[str, str], name: str) -> str:
    written = variables.get(name, "").strip()
    try:
        return ObjectFolder(written, name).place if written else ""
    except ObjectStoreError as error:
        raise SettingsError(str(error)) from None


def _limits(variables: Mapping[str, str]) -> Limits:
    try:
        return Limits.from_environment(variables)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _number(variables: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    written = variables.get(name, "").strip()
    if not written:
        return default
    try:
        number = int(written)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise SettingsError(f"{name} is {written!r}; set it to a whole number from {low} to {high}, or leave it out")
    return number
