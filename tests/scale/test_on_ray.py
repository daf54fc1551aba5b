"""A real Ray cluster of two machines on this one, each with its own worker processes."""

import os
import signal
import time
from pathlib import Path

import pytest

from gongkai import on_ray
from gongkai.corpus import READINGS, Corpus, run_batches
from gongkai.limits import Limits
from gongkai.on_ray import Cluster, ClusterError, Sameness
from gongkai.schema import TABLES
from gongkai.workers import Work
from tests.support.objects import upload

ray = pytest.importorskip("ray")
pytestmark = [pytest.mark.slow, pytest.mark.long]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cluster():
    """Two nodes of one processor each; the address of the first."""
    from ray.cluster_utils import Cluster as RayCluster

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)  # what these tests define has to be found there
    nodes = RayCluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    nodes.add_node(num_cpus=1)
    yield nodes
    ray.shutdown()
    nodes.shutdown()
    os.environ.pop("PYTHONPATH")
    if before is not None:
        os.environ["PYTHONPATH"] = before


def chunks(folder, size=2):
    paths = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return [paths[start : start + size] for start in range(0, len(paths), size)]


def assert_same(one, other):
    assert [list(paths) for paths, _ in one] == [list(paths) for paths, _ in other]
    for (paths, tables), (_, others) in zip(one, other, strict=True):
        for name in (*TABLES, READINGS):
            assert tables[name].equals(others[name]), (name, paths)


def test_a_cluster_gives_the_same_bytes_as_this_process(cluster, folder):
    batches = chunks(folder)
    shared = Corpus(str(folder), "v1", Limits(seconds=60, memory_mib=4096))
    told = []
    here = list(run_batches(shared, batches))
    there = list(run_batches(shared, batches, executor="ray", address=cluster.address, advance=told.append))
    assert_same(here, there)
    assert sum(told) == sum(map(len, batches))


def test_a_cluster_reads_from_an_object_store(bucket, folder):
    """Ray of its own here, whose workers are born with the variables of this test."""
    upload(folder, bucket)
    batches = chunks(folder, 5)
    here = list(run_batches(Corpus(str(folder), "v1"), batches))
    ray.shutdown()
    there = list(run_batches(Corpus(bucket, "v1"), batches, executor="ray", workers=2))
    assert_same(here, there)


def measured(paths):
    """Stands in for reading: says where it was done."""
    time.sleep(0.3)
    return [(path, os.getppid()) for path in paths]


def deadly(marker, paths):
    """One file ends Ray's worker itself: each time, or only the first time."""
    if "always" in paths or ("once" in paths and not Path(marker).exists()):
        Path(marker).write_text("x")
        os.kill(_ray_worker(), signal.SIGKILL)
        time.sleep(60)
    return list(paths)


def _ray_worker():
    """The process of Ray's that this one reads files for: the parent of its fork server."""
    parent = Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()
    return int(parent[1])


def crashing(paths):
    """One file ends the process that reads it."""
    if "bad" in paths:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(paths)


def parts(path):
    return [path]


def part(path, part):
    return [part]


def died(path, part, out_of_time):
    return [f"died {part}"]


def join(results):
    return [row for result in results for row in result]


def work(batch):
    return Work(batch, parts, part, died, join)


def opened(cluster, batch, folder):
    from gongkai.corpus import code_version
    from gongkai.machine import machine_states

    same = Sameness(code_version(), machine_states(), str(folder))
    return Cluster(work(batch), same, address=cluster.address, workers=2, memory_mib=0, advance=lambda _: None)


def run(cluster, batch, folder, batches):
    pool = opened(cluster, batch, folder)
    try:
        return [result for _, result in pool.run(batches)]
    finally:
        pool.close()


def test_both_machines_work_and_few_batches_are_under_way(cluster, tmp_path):
    given = []

    def batches():
        for number in range(12):
            given.append(number)
            yield [f"{number}"]

    pool = opened(cluster, measured, tmp_path)
    try:
        results = []
        for paths, result in pool.run(batches()):
            results.append((paths[0], result[0][1]))
            assert len(given) <= len(results) + 2 * 2
    finally:
        pool.close()
    assert [path for path, _ in results] == [str(number) for number in range(12)]
    assert len({worker for _, worker in results}) >= 2


def test_a_file_that_ends_its_process_costs_one_reject(cluster, tmp_path):
    assert run(cluster, crashing, tmp_path, [["a", "b"], ["c", "bad", "d"], ["e"]]) == [
        ["a", "b"],
        ["c", "died bad", "d"],
        ["e"],
    ]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to find the worker in")
def test_a_worker_that_dies_costs_another_try_then_one_reject(cluster, tmp_path):
    from functools import partial

    once = partial(deadly, str(tmp_path / "marker"))
    assert run(cluster, once, tmp_path, [["a"], ["b", "once", "c"], ["d"]]) == [["a"], ["b", "once", "c"], ["d"]]
    assert (tmp_path / "marker").exists()
    assert run(cluster, once, tmp_path, [["a"], ["b", "always", "c"], ["d"]]) == [
        ["a"],
        ["b", "died always", "c"],
        ["d"],
    ]


def test_a_machine_that_goes_away_in_the_middle_costs_nothing(cluster, tmp_path):
    third = cluster.add_node(num_cpus=1)
    pool = opened(cluster, measured, tmp_path)
    try:
        results = []
        for paths, _ in pool.run([[f"{number}"] for number in range(16)]):
            results.append(paths[0])
            if len(results) == 4:
                cluster.remove_node(third, allow_graceful=False)
    finally:
        pool.close()
    assert results == [str(number) for number in range(16)]


def test_machines_that_would_read_otherwise_are_refused(cluster, tmp_path):
    from gongkai.corpus import code_version
    from gongkai.machine import machine_states

    wrong = [
        (Sameness("other", machine_states(), str(tmp_path)), "another version of gongkai.*install the same"),
        (Sameness(code_version(), ("programs: none of ours",), str(tmp_path)), "reads with .*install the same"),
        (Sameness(code_version(), machine_states(), str(tmp_path / "away")), "has no folder .*GONGKAI_RAW"),
    ]
    for same, words in wrong:
        pool = Cluster(work(list), same, address=cluster.address, workers=1, memory_mib=0, advance=lambda _: None)
        try:
            with pytest.raises(ClusterError, match=words):
                list(pool.run([["a"]]))
        finally:
            pool.close()


def test_ray_that_is_not_there_is_told_with_what_to_do(monkeypatch):
    import builtins

    real = builtins.__import__

    def without_ray(name, *rest, **more):
        if name == "ray":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_ray)
    with pytest.raises(ClusterError, match="GONGKAI_EXECUTOR is ray, but Ray is not installed; run `make ray`"):
        on_ray._ray()


def test_a_cluster_that_does_not_answer_is_told_at_once(folder):
    begun = time.monotonic()
    with pytest.raises(ClusterError, match=r"GONGKAI_RAY_ADDRESS is 127.0.0.1:9: no Ray cluster answers.*ray start"):
        list(run_batches(Corpus(str(folder), "v1"), chunks(folder), executor="ray", address="127.0.0.1:9"))
    assert time.monotonic() - begun < 30
