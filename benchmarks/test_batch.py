"""Report files to Arrow tables: what files and tables cost beside the reading itself, and what a second core brings."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from benchmarks.conftest import SEED
from gongkai.corpus import Corpus, run_batches
from gongkai.extract import extract_file
from tests.writing.corpus import write_corpus

REPORTS = {False: 200, True: 40}  # the smaller number where everything is done once only
BATCH = 20


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory, *, smallest: bool) -> Path:
    """A folder of written reports."""
    home = tmp_path_factory.mktemp("batch")
    write_corpus(home, REPORTS[smallest], SEED, workers=1)
    return home / "raw"


def test_batch(benchmark: Any, raw: Path, *, smallest: bool) -> None:
    """Reports a second on one process (timed) and on two, start of the processes included; the tables are the same."""
    paths = sorted(path.relative_to(raw).as_posix() for path in raw.rglob("*.txt"))
    corpus = Corpus(str(raw), "benchmark")
    alone: list[float] = []  # seconds of the core
    whole: list[float] = []

    def only_read() -> None:
        began = time.process_time()
        for path in paths:
            extract_file(raw / path)
        alone.append(time.process_time() - began)

    def on_one() -> dict[str, pa.Table]:
        began = time.process_time()
        tables = tables_of(corpus, paths, 1)
        whole.append(time.process_time() - began)
        return tables

    tables = benchmark.pedantic(on_one, setup=only_read, rounds=1 if smallest else 3, warmup_rounds=1)
    began = time.perf_counter()
    again = tables_of(corpus, paths, 2)
    two = time.perf_counter() - began
    assert tables.keys() == again.keys()
    assert all(table.equals(again[name]) for name, table in tables.items())
    assert tables["documents"].num_rows == len(paths), tables["rejects"].to_pylist()[:3]
    one = benchmark.stats.stats.min
    benchmark.extra_info.update(
        reports=len(paths),
        seed=SEED,
        batch=BATCH,
        reports_per_second=round(len(paths) / one, 1),
        reports_per_second_on_two=round(len(paths) / two, 1),
        two_against_one=round(one / two, 2),
        beside_the_reading=round(1 - min(alone) / min(whole), 3),
    )


def tables_of(corpus: Corpus, paths: Sequence[str], workers: int) -> dict[str, pa.Table]:
    """All tables of the reports."""
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    parts = [tables for _, tables in run_batches(corpus, batches, workers=workers)]
    return {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}
