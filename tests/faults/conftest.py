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
