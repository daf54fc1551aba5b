"""Readers of the published file while it is replaced again and again: each sees one version, whole, and never an older
one than before."""

import json
import subprocess
import sys

import duckdb
import pytest

from assets.store.folders import Store
from assets.store.publishing import (
    exports_build,
    mark_current,
    new_build,
    prune,
    publish_database,
    publish_exports,
)
from tests.pipeline.graph import ROOT

_ROWS = 2_000
_PUBLICATIONS = 50

# Reads in loops, each loop on a connection of its own, until told to stop; prints what it saw, or what went wrong.
READER = """
import duckdb, json, pathlib, sys, threading, time

home, threads, rows = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
stop, loops, versions, faults = threading.Event(), [0] * threads, set(), []

def read(number):
    last = -1
    while not stop.is_set():
        try:
            with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
                found = connection.execute("select version, count(*), sum(n) from facts group by version").fetchall()
                other = connection.execute("select version, n from total").fetchall()
            if found != [(other[0][0], rows, other[0][1])] or other[0][1] != rows * (rows - 1) // 2:
                faults.append(f"not whole: {found} {other}")
            if found[0][0] < last:
                faults.append(f"{found[0][0]} after {last}")
            last = found[0][0]
            versions.add(last)
            loops[number] += 1
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")
        time.sleep(0.3)

workers = [threading.Thread(target=read, args=[number]) for number in range(threads)]
for worker in workers: worker.start()
print("ready", flush=True)
sys.stdin.read()
stop.set()
for worker in workers: worker.join()
print(json.dumps({"loops": min(loops), "versions": sorted(versions), "faults": faults[:5]}))
"""


def publish(store, version):
    """A version that says in every row which it is."""
    build = new_build(store, f"f{version}")
    with duckdb.connect(build) as connection:
        connection.execute(f"create table facts as select {version} as version, n from range({_ROWS}) t(n)")
        connection.execute("create table total as select any_value(version) as version, sum(n) as n from facts")
    publish_database(store, build)
    draft = exports_build(store)
    draft.mkdir()
    (draft / "version.txt").write_text(str(version))
    publish_exports(store, draft)
    mark_current(store)
    prune(store)


def readers(store, processes, threads):
    command = [sys.executable, "-c", READER, str(store.home), str(threads), str(_ROWS)]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for reader in started:
        assert reader.stdout.readline() == "ready\n"
    return started


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("processes", "threads"), [(4, 25), (6, 1)], ids=["a-hundred-connections", "one-a-process"])
def test_readers_see_whole_versions_in_order(tmp_path, processes, threads):
    store = Store(tmp_path, keep=2)
    publish(store, 0)
    started = readers(store, processes, threads)
    try:
        for version in range(1, _PUBLICATIONS + 1):
            publish(store, version)
    finally:
        answers = [reader.communicate("", timeout=120)[0] for reader in started]
    seen = set()
    for answer in (json.loads(answer.splitlines()[-1]) for answer in answers):
        assert answer["faults"] == []
        assert answer["loops"] >= 1
        seen.update(answer["versions"])
    assert len(seen) > _PUBLICATIONS // 5
    assert max(seen) <= _PUBLICATIONS


def test_a_version_that_is_held_open_stays_readable_through_ten_publications(tmp_path):
    store = Store(tmp_path, keep=2)
    publish(store, 0)
    query = "select version, count(*), sum(n) from facts group by version"
    with duckdb.connect(store.published, read_only=True) as held:
        assert held.execute("select version from total").fetchone() == (0,)  # the facts are not read before the end
        for version in range(1, 11):
            publish(store, version)
            with duckdb.connect(store.published, read_only=True) as new:
                assert new.execute(query).fetchone() == (version, _ROWS, _ROWS * (_ROWS - 1) // 2)
        assert len([path for path in store.publications.iterdir() if path.is_dir()]) == 2
        assert held.execute(query).fetchone() == (0, _ROWS, _ROWS * (_ROWS - 1) // 2)
