"""The real graph over an object store and on a Ray cluster: the published rows are those of a run over a folder."""

import json

import duckdb
import pytest

from gongkai.object_store import ObjectFolder
from tests.pipeline.graph import published, run
from tests.support.objects import upload

pytest.importorskip("ray")
pytestmark = [pytest.mark.slow, pytest.mark.long]


def test_what_is_published_is_the_same_from_everywhere(bucket, folder, tmp_path):
    here, there = tmp_path, tmp_path / "there"
    there.mkdir()
    upload(folder, f"{bucket}/raw")
    settings = {
        "GONGKAI_RAW": f"{bucket}/raw",
        "GONGKAI_PUBLISH_TO": f"{bucket}/open",
        "GONGKAI_EXECUTOR": "ray",
        "GONGKAI_WORKERS": "2",
        "GONGKAI_CHUNK_SIZE": "4",
    }
    run(here)
    run(there, **settings)
    assert published(there) == published(here)
    place = ObjectFolder(f"{bucket}/open", "TEST")
    pointer = json.loads(place.read("current.json"))
    place.fetch(pointer["database"], tmp_path / "fetched.duckdb")
    with duckdb.connect(tmp_path / "fetched.duckdb", read_only=True) as connection:
        assert connection.execute("select count(*) from fct_requests").fetchone()[0] > 0
    assert "up to date" in run(there, **settings)
