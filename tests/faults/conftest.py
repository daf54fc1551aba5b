"""Two truths that faults may not blur: a data folder after a clean run, and after changes and another.

GONGKAI_FAULT_ROUNDS says how often each fault is done (1 by default, `make faults` does it more often),
GONGKAI_FAULT_SEED at which points: the round and the seed stand in the name of the test.
"""

from __future__ import annotations

import os
import random
import shutil
import time

import pytest

from tests.faults.homes import Truth, change, copy, fill
from tests.pipeline.graph import run

ROUNDS = int(os.environ.get("GONGKAI_FAULT_ROUNDS", "1"))
SEED = int(os.environ.get("GONGKAI_FAULT_SEED", "1"))


# What is done where nobody asked for rounds: a run of the graph takes a minute, and each fault takes two.
SHORT = (("test_a_run_that_is_killed", ""), ("test_a_full_disk", "publication"), ("test_a_damaged_working_file", ""))


def pytest_collection_modifyitems(items):
    if "GONGKAI_FAULT_ROUNDS" in os.environ:
        return
    for item in items:
        chosen = any(name in item.name and case in item.name for name, case in SHORT)
        if item.path.name == "test_graph.py" and item.path.parent.name == "faults" and not chosen:
            item.add_marker(pytest.mark.skip(reason="not in the short selection: make faults"))


def pytest_generate_tests(metafunc):
    if "rng" in metafunc.fixturenames:
        seeds = [SEED + number for number in range(ROUNDS)]
        metafunc.parametrize("rng", seeds, indirect=True, ids=[f"seed{seed}" for seed in seeds])


@pytest.fixture
def rng(request):
    """The random points of one round; each test has its own."""
    return random.Random(f"{request.node.originalname} {request.param}")


@pytest.fixture(scope="session")
def before(tmp_path_factory):
    """What is published before the fault."""
    home = tmp_path_factory.mktemp("before")
    fill(home)
    run(home)
    return Truth.of(home, 0.0)


@pytest.fixture(scope="session")
def after(before, tmp_path_factory):
    """What has to be published in the end, from a run without a fault."""
    home = copy(before.home, tmp_path_factory.mktemp("after") / "home")
    change(home)
    started = time.monotonic()
    run(home)
    return Truth.of(home, time.monotonic() - started)


@pytest.fixture
def home(before, after, tmp_path):
    """A data folder that is published as ``before``, with the changes in data/raw that make it ``after``."""
    home = copy(before.home, tmp_path / "home")
    change(home)
    yield home
    shutil.rmtree(home)  # many rounds would fill the disk
