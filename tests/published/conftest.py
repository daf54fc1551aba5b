"""The samples of data/raw, read and published by one real run that all tests of what is published share."""

from __future__ import annotations

import shutil

import pytest

from tests.pipeline.graph import ROOT, run


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory):
    """A data folder after `make run` over the samples."""
    home = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "data" / "raw", home / "raw")
    run(home)
    return home
