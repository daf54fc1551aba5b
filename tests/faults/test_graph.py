"""Faults of the machine, done for real to the real graph at random points: what is published is one of two versions,
and the next run repairs the rest."""

import os
import subprocess
import threading
import time

import duckdb
import psutil
import pytest

from tests.faults.disk import limited, small_disk
from tests.faults.homes import assert_repaired, assert_whole
from tests.pipeline.graph import published, run, start

pytestmark = [pytest.mark.slow, pytest.mark.long]
MANY_CHUNKS = {"GONGKAI_WORKERS": "2", "GONGKAI_CHUNK_SIZE": "4"}


def finish(process, seconds=900):
    """What a run printed, to its end."""
    try:
        return process.communicate(timeout=seconds)[0]
    finally:
        process.kill()


def test_a_run_that_is_killed(home, before, after, rng):
    seconds = rng.uniform(0.0, 1.1) * after.seconds
    process = start(home, **MANY_CHUNKS)
    family = psutil.Process(process.pid)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        victims = [family, *(family.children(recursive=True) if rng.random() < 0.5 else [])]
        for victim in victims:  # the run alone, so that its workers and dbt are orphans, or all of them
            victim.kill()
    finish(process)
    assert_whole(home, before, after)
    output = run(home)
    assert_repaired(home, after)
    assert "0 rejected" in output or "1 rejected" in output  # the file without a word, where it was read anew


def test_workers_that_are_killed(home, before, after, rng):
    process = start(home, **MANY_CHUNKS)
    killed = kill_workers(process, rng, most=3)
    output = finish(process)
    assert process.returncode == 0, output
    assert killed, output
    if assert_rejected_only(home, after, "worker_died"):  # killed a second time, with one file alone
        run(home)
    assert_repaired(home, after, but="report_history")


def kill_workers(process, rng, most):
    """Kill processes that read, at random moments. Returns how many were."""
    family = psutil.Process(process.pid)
    killed = 0
    while process.poll() is None and killed < most:
        workers = []
        for child in family.children(recursive=True):
            try:
                # The server that makes the workers, and the tracker beside it, are no workers.
                if "multiprocessing.forkserver" in " ".join(child.cmdline()) and child.ppid() != process.pid:
                    workers.append(child)
            except psutil.NoSuchProcess:
                continue
        if workers:
            time.sleep(rng.uniform(0, 0.3))
            try:
                rng.choice(workers).kill()
                killed += 1
            except psutil.NoSuchProcess:
                continue
        time.sleep(0.01)
    return killed


def assert_rejected_only(home, truth, *reasons):
    """Whether what is published lacks files, all of them for the reasons given; everything else is as it should be."""
    tables = published(home)
    with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        rejects = dict(connection.execute("select source_path, reason from rejects").fetchall())
        found = {path for (path,) in connection.execute("select source_path from dim_report").fetchall()}
    rejects.pop("empty.txt", None)
    assert set(rejects.values()) <= set(reasons)
    wanted = {path.relative_to(truth.home / "raw").as_posix() for path in (truth.home / "raw").rglob("*.txt")}
    assert wanted - {"empty.txt"} <= found | set(rejects)
    if not rejects:
        assert tables == truth.tables
    return bool(rejects)


@pytest.mark.parametrize("made", [small_disk, limited], ids=["disk", "limit"])
@pytest.mark.parametrize("stage", ["working", "publication", "exports"])
def test_a_full_disk(*, home, before, after, rng, stage, made, tmp_path):
    with made(home, tmp_path / "disk") as disk:
        process = start(disk.home, **MANY_CHUNKS)
        disk.fill_when(stage, process, leave=rng.randrange(0, 1 << 18, 4096))
        output = finish(process)
        assert disk.filled, output
        version = assert_whole(disk.home, before, after)
        assert process.returncode == 1, output
        assert version is (after if stage == "exports" else before)
        assert any(words in output for words in disk.told)
        for words in ("run again", "What is published is as it was"):
            assert words in output
        disk.empty()
        run(disk.home)
        assert_repaired(disk.home, after)


def test_files_that_grow_and_vanish_while_they_are_read(home, before, after, rng):
    moving = rng.sample(sorted((home / "raw" / "more").glob("*.txt")), 12)
    still = {path.name: path.read_bytes() for path in moving}
    done = threading.Event()

    def move():
        while not done.is_set():
            path = rng.choice(moving)
            if rng.random() < 0.5:
                path.unlink(missing_ok=True)
            elif rng.random() < 0.5:
                path.write_bytes(still[path.name])
            else:
                with path.open("ab") as handle:
                    handle.write("本年度另有情况说明。\n".encode())
            time.sleep(0.001)

    mover = threading.Thread(target=move)
    mover.start()
    try:
        process = start(home, **MANY_CHUNKS)
        output = finish(process)
    finally:
        done.set()
        mover.join()
    assert process.returncode == 0, output
    with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        reasons = {reason for (reason,) in connection.execute("select reason from rejects").fetchall()}
        read = {path for (path,) in connection.execute("select source_path from dim_report").fetchall()}
    assert reasons <= {"empty", "changed", "missing", "unreadable"}
    calm = {path.relative_to(home / "raw").as_posix() for path in (home / "raw").rglob("*.txt")}
    calm -= {f"more/{name}" for name in still} | {"empty.txt"}
    assert calm <= read
    for path in moving:
        path.write_bytes(still[path.name])
    run(home)
    assert_repaired(home, after, but="report_history")


def test_two_runs_at_once(home, before, after, rng):
    first = start(home, **MANY_CHUNKS)
    time.sleep(rng.uniform(0, 0.3) * after.seconds)
    second = start(home, **MANY_CHUNKS)
    outputs = {process: finish(process) for process in (first, second)}
    codes = sorted(process.returncode for process in outputs)
    assert codes in ([0, 0], [0, 1]), outputs.values()
    for process, output in outputs.items():
        if process.returncode:
            assert f"another run is writing to {home / 'warehouse'}" in output
            assert "wait until it has ended" in output
    assert_repaired(home, after)


def test_a_clock_that_was_set_back(home, before, after, rng):
    """As if everything there had been made in the years to come."""
    publications = home / "warehouse" / "publications"
    (version,) = (path for path in publications.iterdir() if path.is_dir())
    future = publications / f"{rng.randrange(2030, 2090)}{version.name[4:]}"
    version.rename(future)
    for name in ("gongkai.duckdb", "exports"):
        link = home / "warehouse" / name
        link.unlink()
        link.symlink_to((future / name).relative_to(link.parent))
    with duckdb.connect(home / "warehouse" / "working.duckdb") as connection:
        connection.execute("update report_history set last_seen_at = '2095-01-01', first_seen_at = '2095-01-01'")
        connection.execute("update raw_reports set hashed_at_ns = hashed_at_ns + 315360000000000000")
    for path in (home / "raw" / "water").iterdir():
        os.utime(path, (4e9, 4e9))
    output = run(home)
    assert_repaired(home, after)
    newest = (home / "warehouse" / "gongkai.duckdb").resolve().parent
    assert sorted(path.name for path in publications.iterdir() if path.is_dir()) == [future.name, newest.name]
    assert "dim_report +120 -1" in output  # compared with the version before, not with itself or the other way round
    with duckdb.connect(newest / "gongkai.duckdb", read_only=True) as connection:
        assert connection.execute(
            "select count(*) from report_history where last_seen_at < first_seen_at"
        ).fetchone() == (0,)


def test_a_damaged_working_file(home, before, after, rng):
    file = home / "warehouse" / "working.duckdb"
    data = bytearray(file.read_bytes())
    if rng.random() < 0.3:
        del data[rng.randrange(len(data)) :]
    else:
        for place in (rng.randrange(len(data)) for _ in range(40)):
            data[place] ^= 1 << rng.randrange(8)
    file.write_bytes(data)
    process = start(home)
    output = finish(process)
    if process.returncode:
        assert "working.duckdb was damaged" in output
        assert "run again" in output
        assert_whole(home, before)
        run(home)
    assert "set aside as working.damaged.duckdb" in output
    assert (home / "warehouse" / "working.damaged.duckdb").read_bytes()[: len(data)] == data
    assert_repaired(home, after)
    query = "select report_id, sha256, first_seen_at from report_history order by all"
    with duckdb.connect(before.home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        history = connection.execute(query).fetchall()
    with duckdb.connect(file, read_only=True) as connection:
        assert set(history) <= set(connection.execute(query).fetchall())
