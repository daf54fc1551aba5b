"""What the benchmarks share: the sizes asked for, written corpora, and what is stamped on the results."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.writing.corpus import write_corpus

LIBRARIES = ("dagster", "dbt-core", "duckdb", "jieba", "opencc", "pandas", "pyarrow")
SEED = 2024


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sizes", default="100", help="numbers of reports for the whole graph, such as 100,1000")
    parser.addoption("--sections", default="2000", help="numbers of sections to search, such as 20000,100000")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, option in (("reports", "--sizes"), ("sections", "--sections")):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, [int(size) for size in metafunc.config.getoption(option).split(",")])


@pytest.hookimpl
def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict[str, Any]) -> None:
    machine_info["versions"] = {name: importlib.metadata.version(name) for name in LIBRARIES}
    machine_info["cores"] = os.cpu_count()
    machine_info["load"] = [round(load, 2) for load in os.getloadavg()]
    machine_info["seed"] = SEED


@pytest.fixture
def corpus(reports: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with ``raw/`` and the truth, fit to be GONGKAI_HOME."""
    home = tmp_path_factory.mktemp(f"corpus-{reports}")
    write_corpus(home, reports, SEED, workers=os.cpu_count() or 1)
    yield home
