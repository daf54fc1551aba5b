"""Data folders to run the pipeline over, with invented reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.store.folders import Store
from tests.support.objects import REPORT


def write_report(home: Path, name: str, year: int, *, organ: str = "青禾县水务局", count: int = 40, requests: int = 3):
    """A report in ``home/raw``."""
    path = home / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(REPORT.format(organ=organ, year=year, count=count, requests=requests), encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path):
    """A data folder with three reports and a file that is empty."""
    for year in (2011, 2012, 2013):
        write_report(tmp_path, f"{year}.txt", year, requests=year - 2010)
    (tmp_path / "raw" / "empty.txt").write_bytes(b"")
    return tmp_path


@pytest.fixture
def store(home):
    return Store(home, chunk_size=2)
