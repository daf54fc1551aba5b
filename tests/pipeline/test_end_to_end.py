"""The real graph over a small data folder, as `make run` starts it: twice, after changes, and after kills."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import duckdb
import pytest
from frictionless import Package

from gongkai.schema import TABLES
from tests.pipeline.conftest import write_report
from tests.pipeline.graph import ROOT, environment, published, run, start

pytestmark = pytest.mark.slow


def fill(home):
    """Reports of two organs over four years, and a file without a word."""
    for year in (2011, 2012, 2013, 2014):
        write_report(home, f"water/{year}.txt", year, count=40 + year - 2010, requests=year - 2010)
    write_report(home, "roads/2013.txt", 2013, organ="青禾县交通运输局", count=7, requests=1)
    (home / "raw" / "empty.txt").write_bytes(b"")


def change(home):
    """One file changed, one added, one deleted, one unreadable."""
    write_report(home, "water/2012.txt", 2012, count=42, requests=9)
    write_report(home, "roads/2014.txt", 2014, organ="青禾县交通运输局", count=8, requests=2)
    (home / "raw" / "water" / "2011.txt").unlink()
    (home / "raw" / "roads" / "2013.txt").write_bytes(bytes(range(256)) * 20)


def state(home):
    """What must not move when nothing is to be done."""
    warehouse = home / "warehouse"
    return {
        "links": [str((warehouse / name).readlink()) for name in ("gongkai.duckdb", "exports")],
        "versions": sorted(path.name for path in (warehouse / "publications").iterdir()),
        "marker": (warehouse / "publications" / "current.json").read_text(),
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A data folder after its first run, with what that printed."""
    home = tmp_path_factory.mktemp("first")
    fill(home)
    return home, run(home)


@pytest.fixture(scope="module")
def changed(first):
    """The same folder after changes and another run, with an analyst connected all the while."""
    home, _ = first
    with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as analyst:
        before = analyst.execute("select count(*) from dim_report").fetchone()
        change(home)
        output = run(home)
        assert analyst.execute("select count(*) from dim_report").fetchone() == before == (5,)
    return home, output


def test_the_first_run_publishes_everything_and_says_so(first):
    home, output = first
    tables = published(home)
    assert {
        "dim_report",
        "dim_organ",
        "dim_section",
        "fct_requests",
        "observations",
        "rejects",
        "rollup_change",
    } <= set(tables)
    assert len(tables["dim_report"]) == 5
    assert len(tables["rejects"]) == 1
    assert "6 files: 6 new, 0 changed, 0 gone" in output
    assert "5 read, 0 skipped, 1 rejected" in output
    for words in ("Reports by form and year", "Facts by family", "Findings by rule", "Rejects: 1", "empty.txt: "):
        assert words in output
    assert str(home / "warehouse" / "gongkai.duckdb") in output
    assert str(home / "warehouse" / "exports") in output
    answer = [line.split() for line in output.splitlines() if line.startswith("青禾县水务局")]
    assert answer == [["青禾县水务局", "2014", "4", "3", "+1"]]
    assert "select" in output


def test_every_fact_is_in_the_words_of_its_report(first):
    home, _ = first
    with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        rows = connection.execute(
            "select source_path, evidence, span_start, span_end from observations join dim_report using (report_id)"
        ).fetchall()
    texts = {name: (home / "raw" / name).read_bytes().decode("utf-8") for name, *_ in rows}
    assert len(rows) >= 15
    assert all(texts[name][start:end] == evidence for name, evidence, start, end in rows)


def test_no_log_is_left_beside_the_published_file_and_any_duckdb_since_1_2_can_read_it(first):
    home, _ = first
    assert not list((home / "warehouse").rglob("*.wal"))
    assert not list((home / "warehouse" / "publications").glob("building-*"))
    with (home / "warehouse" / "gongkai.duckdb").open("rb") as file:
        header = file.read(20)
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") <= 65  # storage version of DuckDB 1.2


def test_the_exports_are_a_valid_data_package_with_every_row(first):
    home, _ = first
    exports = home / "warehouse" / "exports"
    descriptor = json.loads((exports / "datapackage.json").read_text(encoding="utf-8"))
    report = Package.validate_descriptor(descriptor, basepath=str(exports))
    assert report.valid, report.flatten(["type", "message"])
    rows = {resource["name"]: resource["rows"] for resource in descriptor["resources"]}
    assert rows == {name: len(table) for name, table in published(home).items()}
    assert all(field["description"] for resource in descriptor["resources"] for field in resource["schema"]["fields"])
    for resource in descriptor["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        files = [str(exports / path) for path in paths]
        found = duckdb.execute("select count(*) from read_parquet(?)", [files]).fetchone()
        assert found == (rows[resource["name"]],)


def test_a_second_run_does_nothing_and_is_quick(first):
    home, _ = first
    before = state(home)
    started = time.monotonic()
    output = run(home)
    assert time.monotonic() - started < 20 * slowness()
    assert "0 new, 0 changed, 0 gone" in output
    assert "0 read, 6 skipped, 0 rejected" in output
    assert "nothing new" in output
    assert state(home) == before


def slowness():
    """How many times more is allowed on a machine that does other things as well."""
    return max(1.0, os.getloadavg()[0])


def test_a_run_after_changes_does_only_those(changed):
    home, output = changed
    assert "6 files: 1 new, 2 changed, 1 gone" in output
    assert "2 read, 3 skipped, 1 rejected" in output
    tables = published(home)
    assert len(tables["dim_report"]) == 4
    with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        requests = connection.execute(
            """select source_path, cast(value as integer) from fct_requests join dim_report using (report_id)
            where measure = 'requests_received' order by all"""
        ).fetchall()
        rejects = connection.execute("select source_path from rejects order by all").fetchall()
    assert requests == [("roads/2014.txt", 2), ("water/2012.txt", 9), ("water/2013.txt", 3), ("water/2014.txt", 4)]
    assert rejects == [("empty.txt",), ("roads/2013.txt",)]
    assert len([path for path in (home / "warehouse" / "publications").iterdir() if path.is_dir()]) == 2


def test_a_correction_alone_builds_anew_and_what_changed_is_told(changed, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(changed[0], home, symlinks=True)
    folder = home / "corrections"
    folder.mkdir()
    (folder / "a.csv").write_text(
        "report,measure,value,who,when,why\nwater/2013.txt,requests_received,30,甲,2025-03-01,数错了\n"
        "water/2014.txt,nothing,1,甲,2025-03-01,试\n",
        encoding="utf-8",
    )
    output = run(home)
    assert "0 read, 6 skipped, 0 rejected" in output
    assert "corrections/a.csv, line 3: there is no measure 'nothing'" in output
    assert "fct_requests +0 -0 ~1" in output
    query = """select cast(value as integer), is_corrected, evidence from fct_requests join dim_report using (report_id)
        where source_path = 'water/2013.txt' and measure = 'requests_received'"""
    with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        ((value, corrected, evidence),) = connection.execute(query).fetchall()
        words = connection.execute("select distinct organ_name from search_sections('政府网站')").fetchall()
    assert (value, corrected) == (30, True)
    assert "3件" in evidence
    assert sorted(words) == [("青禾县交通运输局",), ("青禾县水务局",)]


# Reads as a run does, and dies without a word after its second chunk.
KILLED_READING = """
import os, signal
from assets import reading
from assets.store.folders import Store
from assets.store.working import update_raw_reports, write_working
from pathlib import Path

write, written = reading.write_chunk, []

def write_and_die(connection, tables, version):
    if len(written) == 2:
        connection.execute("begin transaction")
        connection.register("chunk", tables["documents"])
        connection.execute("insert into documents by name select * from chunk")
        os.kill(os.getpid(), signal.SIGKILL)
    write(connection, tables, version)
    written.append(version)

reading.write_chunk = write_and_die
store = Store(Path(os.environ["GONGKAI_HOME"]), chunk_size=1)
with write_working(store) as connection:
    update_raw_reports(connection, store)
reading.reading(store=store).__next__()
"""


def test_kills_at_any_stage_give_the_same_warehouse_in_the_end(changed, tmp_path):
    clean, _ = changed
    shutil.copytree(clean / "raw", tmp_path / "raw")
    # In the middle of reading, with a transaction open.
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_READING],
        env=environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    # In the middle of building the warehouse.
    process = start(tmp_path)
    deadline = time.monotonic() + 120
    builds = tmp_path / "warehouse" / "publications"
    while not list(builds.glob("building-*/gongkai.duckdb")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    output = process.communicate()[0]
    assert process.returncode == -signal.SIGKILL, output
    assert "4 skipped" not in output
    assert "2 skipped" in output
    assert not (tmp_path / "warehouse" / "gongkai.duckdb").exists()
    output = run(tmp_path)
    assert "0 read, 6 skipped" in output
    tables, expected = published(tmp_path), published(clean)
    assert len(tables.pop("report_history")) < len(expected.pop("report_history"))  # the other folder saw changes
    assert tables == expected
    assert not list(builds.glob("building-*"))
    with duckdb.connect(tmp_path / "warehouse" / "working.duckdb", read_only=True) as connection:
        resumed = {name: connection.execute(f"from {name} order by all").fetchall() for name in TABLES}
    with duckdb.connect(clean / "warehouse" / "working.duckdb", read_only=True) as connection:
        assert resumed == {name: connection.execute(f"from {name} order by all").fetchall() for name in TABLES}


def test_a_second_run_at_the_same_time_fails_and_touches_nothing(changed):
    home, _ = changed
    before = state(home)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys; from assets.store.lock import run_lock\n"
            "with run_lock(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()",
            str(home / "warehouse" / "run.lock"),
        ],
        cwd=ROOT,
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        process = start(home)
        output, _ = process.communicate(timeout=60)
    finally:
        holder.communicate()
    assert process.returncode == 1
    assert f"another run is writing to {home / 'warehouse'}: process {holder.pid} on " in output
    assert state(home) == before
