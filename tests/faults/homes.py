"""Data folders for the faults, and what must hold after each of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from gongkai.schema import TABLES
from tests.pipeline.conftest import write_report
from tests.pipeline.graph import published

_MANY = 120  # reports that the changes bring: enough for workers to be at work for a while
_BODIES = ("交通运输", "教育", "财政", "民政", "司法", "审计", "统计", "商务", "卫生健康", "应急管理")
Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Truth:
    """What a run without a fault makes of a data folder.

    Attributes:
        home: the folder.
        tables: every published row.
        working: every row of the working database.
        seconds: how long the run took.
    """

    home: Path
    tables: Rows
    working: Rows
    seconds: float

    @classmethod
    def of(cls, home: Path, seconds: float) -> Truth:
        return cls(home, published(home), working(home), seconds)


def working(home: Path) -> Rows:
    """Every row of the working database but the history."""
    with duckdb.connect(home / "warehouse" / "working.duckdb", read_only=True) as connection:
        return {name: connection.execute(f"from {name} order by all").fetchall() for name in TABLES}


def fill(home: Path) -> None:
    """Reports of one organ over four years, and a file without a word."""
    for year in (2011, 2012, 2013, 2014):
        write_report(home, f"water/{year}.txt", year, count=40 + year - 2010, requests=year - 2010)
    (home / "raw" / "empty.txt").write_bytes(b"")


def change(home: Path) -> None:
    """One file changed, one gone, many added."""
    write_report(home, "water/2012.txt", 2012, count=42, requests=9)
    (home / "raw" / "water" / "2011.txt").unlink()
    for number in range(_MANY):
        organ = f"青禾县{_BODIES[number % len(_BODIES)]}局"
        write_report(home, f"more/{number:03}.txt", 2008 + number // 10, organ=organ, count=number, requests=number % 7)


def copy(home: Path, target: Path) -> Path:
    """A copy with an instance of Dagster of its own."""
    shutil.copytree(home, target, symlinks=True, ignore=shutil.ignore_patterns("dagster"))
    return target


def assert_whole(home: Path, *truths: Truth, but: str = "") -> Truth:
    """The published file opens and is, row for row, one of the versions; its exports have as many rows. Which it is.

    ``but`` names a table that tells of the fault itself, as the history of reports does of a file that was unreadable.
    """
    tables = published(home)
    tables.pop(but, None)
    found = [truth for truth in truths if {n: rows for n, rows in truth.tables.items() if n != but} == tables]
    assert found, _differences(tables, truths)
    exports = home / "warehouse" / "exports"
    for name in ("observations", "dim_report"):
        pattern = str(exports / name / "**" / "*.parquet")
        with duckdb.connect() as connection:  # a new one, which remembers nothing of what stood at this path
            (rows,) = connection.execute("select count(*) from read_parquet(?)", [pattern]).fetchone()
        assert rows in {len(truth.tables[name]) for truth in truths}
    return found[0]


def assert_repaired(home: Path, truth: Truth, *, but: str = "") -> None:
    """Nothing is lost, nothing doubled, and nothing is left lying about."""
    assert_whole(home, truth, but=but)
    assert working(home) == truth.working
    warehouse = home / "warehouse"
    assert not list(warehouse.rglob("building-*"))
    assert not list(warehouse.glob(".new-*"))
    assert not list(warehouse.rglob("*.wal"))


def _differences(tables: Rows, truths: tuple[Truth, ...]) -> str:
    lines = []
    for number, truth in enumerate(truths):
        for name in sorted(tables.keys() | truth.tables.keys()):
            ours, theirs = tables.get(name, []), truth.tables.get(name, [])
            if ours != theirs:
                lines.append(f"version {number}, {name}: {len(ours)} rows, {len(theirs)} expected")
    return "what is published is none of the versions:\n" + "\n".join(lines)
