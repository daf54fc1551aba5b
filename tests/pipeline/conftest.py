"""Data folders to run the pipeline over, with invented reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.store.folders import Store

REPORT = """{organ}{year}年政府信息公开工作年度报告
一、主动公开情况
{year}年,我局通过政府网站主动公开政府信息{count}条。
二、依申请公开情况
全年收到政府信息公开申请{requests}件,均按时答复。
三、收费和减免情况
未收取任何费用。
"""


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
