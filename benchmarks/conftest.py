"""What the benchmarks share: the sizes asked for, written corpora, and what is stamped on the results."""

from __future__ import annotations

import importlib.metadata
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.writing.corpus import write_corpus

LIBRARIES = (
    "ahocorasick-rs", "dagster", "dagster-dbt", "dbt-core", "dbt-duckdb", "duckdb", "gongkai", "jieba", "lxml",
    "opencc", "pandas", "pyarrow", "pytest-benchmark", "rjieba",
)  # fmt: skip
SEED = 2024
SMALLEST = {"reports": "100", "sections": "200"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sizes", default="100", help="numbers of reports for the whole graph, such as 100,1000")
    parser.addoption("--sections", default="2000", help="numbers of sections to search, such as 20000,100000")
    parser.addoption("--smallest", action="store_true", help="everything once, as small as it goes: does it still run?")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    smallest = metafunc.config.getoption("--smallest")
    for name, option in (("reports", "--sizes"), ("sections", "--sections")):
        if name in metafunc.fixturenames:
            sizes = SMALLEST[name] if smallest else metafunc.config.getoption(option)
            metafunc.parametrize(name, [int(size) for size in sizes.split(",")])


@pytest.fixture(scope="session")
def smallest(request: pytest.FixtureRequest) -> bool:
    """Whether everything is done once only, and as small as it goes."""
    return bool(request.config.getoption("--smallest"))


@pytest.fixture(autouse=True)
def _stamp(benchmark: Any) -> Iterator[None]:
    """What else the machine did before each benchmark, and when."""
    load = [round(load, 2) for load in os.getloadavg()]
    began = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    yield
    if benchmark.extra_info:  # one that failed has none: what was read wrongly has no speed
        benchmark.extra_info.update(load_before=load, began=began)


@pytest.hookimpl
def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict[str, Any]) -> None:
    machine_info["versions"] = {name: importlib.metadata.version(name) for name in LIBRARIES}
    machine_info["cores"] = os.cpu_count()
    machine_info["seed"] = SEED
    machine_info["command"] = " ".join(map(str, config.invocation_params.args))


@pytest.fixture
def corpus(reports: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with ``raw/`` and the truth, fit to be GONGKAI_HOME."""
    home = tmp_path_factory.mktemp(f"corpus-{reports}")
    write_corpus(home, reports, SEED, workers=os.cpu_count() or 1)
    yield home
