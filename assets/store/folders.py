"""Where everything is, and with which settings: the one object that every asset is handed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from gongkai.corpus import ExecutorName
from gongkai.limits import Limits

__all__ = ["Reporter", "SilentReporter", "Store"]


_LIMITS = Limits.from_environment({})  # the defaults


class Reporter(Protocol):
    """Somebody who watches a run."""

    def progress(self, step: str, done: int, total: int) -> None:
        """A step has done so many of its parts."""

    def step(self, name: str, text: str) -> None:
        """A step is done; what it did."""


class SilentReporter:
    """Watches without a word: tests and runs that were started from the web interface."""

    def progress(self, step: str, done: int, total: int) -> None:
        """Say nothing."""

    def step(self, name: str, text: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Store:
    """The data folder and how to work in it.

    Attributes:
        home: holds ``raw`` and ``warehouse``.
        workers: processes that read reports.
        chunk_size: files read and written in one transaction.
        keep: publications kept, the newest included.
        rebuild_percent: share of the reports that may change before all models are built whole again; 0 for always.
        limits: for each file that is read.
        reporter: told how the run goes.
        executor: where reports are read.
        ray_address: of the Ray cluster; empty for one on this machine.
        raw_place: folder of the reports, or ``s3://bucket/prefix``; empty for ``raw`` in ``home``.
        publish_to: ``s3://bucket/prefix`` where each publication is put as well; empty for nowhere.
    """

    home: Path
    workers: int = 1
    chunk_size: int = 50
    keep: int = 3
    rebuild_percent: int = 25
    limits: Limits = _LIMITS
    reporter: Reporter = field(default_factory=SilentReporter, compare=False)
    executor: ExecutorName = "processes"
    ray_address: str = ""
    raw_place: str = ""
    publish_to: str = ""

    @property
    def raw(self) -> str:
        """Where the reports are as they came; never written. A folder, or a place in an object store."""
        return self.raw_place or str(self.home / "raw")

    @property
    def corrections(self) -> Path:
        """Corrections by people, CSV; never written, and need not be there."""
        return self.home / "corrections"

    @property
    def warehouse(self) -> Path:
        """Everything that the pipeline makes."""
        return self.home / "warehouse"

    @property
    def working(self) -> Path:
        """The pipeline's own database; analysts never open it."""
        return self.warehouse / "working.duckdb"

    @property
    def published(self) -> Path:
        """The database for analysts: a link to the newest in ``publications``."""
        return self.warehouse / "gongkai.duckdb"

    @property
    def exports(self) -> Path:
        """The Parquet files: a link to the newest folder in ``publications``."""
        return self.warehouse / "exports"

    @property
    def publications(self) -> Path:
        """The versions that ``published`` and ``exports`` point to, and those before."""
        return self.warehouse / "publications"

    @property
    def begun(self) -> Path:
        """Touched when a run begins; newer than ``publications/current.json`` while and after one that failed."""
        return self.warehouse / "run.begun"

    @property
    def failed(self) -> Path:
        """What the last run failed of; away while a run goes on and after one that did not fail."""
        return self.warehouse / "run.failed.json"

    @property
    def lock(self) -> Path:
        """Held by the run that writes."""
        return self.warehouse / "run.lock"
