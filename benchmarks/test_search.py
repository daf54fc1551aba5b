"""How fast a large published file is searched, and what the index costs.

Sections are made of sentences of the samples in `data/raw`, put together at random from a fixed seed; every run
checks the found sections against a plain count. The ratio is the time of a question as a share of the time of
reading all texts once (`contains`), which a slower machine does not change much.
"""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from assets.store.search import build_search
from gongkai.normalise import View
from gongkai.words import words_of

ROOT = Path(__file__).parent.parent
QUESTIONS = ("个人隐私", "政策解读的针对性不强", "不予公开 第三方合法权益", "行政诉讼", "人员不足")
REPEATS = 5


def paragraphs() -> list[str]:
    found = []
    for path in sorted((ROOT / "data" / "raw").rglob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [line.strip() for line in text.splitlines() if 12 < len(line.strip()) < 1000]
    return found


def build(folder: Path, sections: int, seed: int = 1) -> tuple[Path, Path]:
    """The published and the working database of so many sections, eight a report."""
    lines = paragraphs()
    words = [words_of(View(line).passage().text) for line in lines]
    draw = random.Random(seed)
    chosen = [draw.choices(range(len(lines)), k=draw.randint(2, 8)) for _ in range(sections)]
    ids = [f"{number // 8:016x}-s{number % 8}" for number in range(sections)]
    table = pa.table(
        {
            "section_id": ids,
            "report_id": [key[:16] for key in ids],
            "text": ["\n".join(lines[place] for place in places) for places in chosen],
            "words": [" ".join(word for place in places for word in words[place].words) for places in chosen],
            "parts": [" ".join(part for place in places for part in words[place].parts) for places in chosen],
        }
    )
    database, working = folder / "build.duckdb", folder / "working.duckdb"
    with duckdb.connect(working) as connection:
        connection.register("t", table)
        connection.execute("create table section_words as select section_id, report_id, words, parts from t")
    with duckdb.connect(database, config={"storage_compatibility_version": "v1.0.0"}) as connection:
        connection.register("t", table)
        connection.execute(
            "create table dim_organ as select 'o' || range as organ_id, '甲' as organ_name from range(99)"
        )
        connection.execute(
            """create table dim_section as select section_id, report_id, 'o' || (hash(report_id) % 99) as organ_id,
            2020 as year, 'overview' as topic, left(text, 12) as title, text from t"""
        )
    return database, working


def test_search(benchmark: Any, tmp_path: Path, sections: int) -> None:
    """What is timed is one question asked for the first time; the rest is in ``extra_info``."""
    database, working = build(tmp_path, sections)
    before, started = database.stat().st_size, time.perf_counter()
    words = build_search(database, working)
    with duckdb.connect(database) as connection:
        connection.execute("checkpoint")
    seconds = time.perf_counter() - started
    with duckdb.connect(database, read_only=True) as connection:
        benchmark.pedantic(lambda: _time(connection, "select * from search_sections(?)", QUESTIONS[0]), rounds=1)
        again, scans = [], []
        for question in QUESTIONS:
            times = [_time(connection, "select * from search_sections(?)", question) for _ in range(REPEATS)]
            again.append(statistics.median(times[1:]))
            scan = "select section_id from dim_section where contains(text, ?)"
            scans.append(statistics.median(_time(connection, scan, question) for _ in range(3)))
        check(connection)
    benchmark.extra_info.update(
        sections=sections,
        seed=1,
        words=words,
        index_seconds=round(seconds, 2),
        index_mb=round((database.stat().st_size - before) / 1e6, 1),
        question_median_seconds=round(statistics.median(again), 3),
        question_share_of_a_scan=round(statistics.median(again) / statistics.median(scans), 2),
    )


def _time(connection: duckdb.DuckDBPyConnection, query: str, phrase: str) -> float:
    started = time.perf_counter()
    connection.execute(query, [phrase]).fetchall()
    return time.perf_counter() - started


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """A word that is never part of two words at once: the index finds what a scan finds."""
    found = connection.execute("select count(*) from search_sections('个人隐私')").fetchone()
    scanned = connection.execute("select count(*) from dim_section where contains(text, '个人隐私')").fetchone()
    assert found == scanned, (found, scanned)
