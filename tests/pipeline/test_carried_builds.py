"""What is built from the last publication and what changed since is what a whole build gives, table by table."""

from __future__ import annotations

import json
import random
import re
import shutil

import duckdb
import pytest

from assets.store.carrying import carry_over, write_down
from assets.store.folders import Store
from assets.store.queries import connect
from tests.pipeline.graph import published, run
from tests.writing.corpus import write_corpus

SEED = 5
_CORRECTION = "report,measure,value,who,when,why\n{path},requests_received,{value},甲,2025-03-01,核对\n"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A data folder that was published, and reports that it has not."""
    spare = tmp_path_factory.mktemp("spare")
    write_corpus(spare, 90, SEED)
    home = tmp_path_factory.mktemp("carried")
    shutil.copytree(spare / "raw", home / "raw")
    for path in reports(home)[::6]:
        path.unlink()
    run(home)
    return home, spare


def reports(home):
    return sorted((home / "raw").rglob("*.txt"))


def change_figures(home, spare, chance):
    """Another digit in each figure of some reports, at random: what they say no longer adds up."""
    for path in chance.sample(reports(home), 4):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"(?<=\d)[0-8](?!\d)", lambda found: str(int(found[0]) + 1), text), encoding="utf-8", newline=""
        )


def take_away(home, spare, chance):
    for path in chance.sample(reports(home), 2):
        path.unlink()


def add(home, spare, chance):
    """Reports that were not there, one of them as another version of one that is."""
    missing = [path for path in reports(spare) if not (home / "raw" / path.relative_to(spare / "raw")).exists()]
    for path in chance.sample(missing, 3):
        target = home / "raw" / path.relative_to(spare / "raw")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    path = chance.choice(reports(home))
    text = path.read_text(encoding="utf-8")
    path.with_name(f"again-{path.name}").write_text(text.replace("1", "2", 1) + "\n", encoding="utf-8", newline="")


def change_years(home, spare, chance):
    """The report of one year as that of another body's folder: bodies lose and gain years."""
    one, other = chance.sample(reports(home), 2)
    shutil.copyfile(one, other)


def correct(home, spare, chance):
    folder = home / "corrections"
    folder.mkdir(exist_ok=True)
    with duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        rows = connection.execute(
            """select source_path from fct_requests join dim_report using (report_id)
            where measure = 'requests_received' and fct_requests.is_current order by all"""
        ).fetchall()
    path = chance.choice([name for (name,) in rows if (home / "raw" / name).exists()])
    (folder / f"{chance.randrange(10**6)}.csv").write_text(
        _CORRECTION.format(path=path, value=chance.randrange(900)), encoding="utf-8"
    )


def take_corrections_away(home, spare, chance):
    shutil.rmtree(home / "corrections", ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        (change_figures, correct, take_away, add),
        pytest.param((change_years, take_away), marks=pytest.mark.long),
        pytest.param((take_corrections_away, change_figures, add), marks=pytest.mark.long),
    ],
    ids=lambda changes: "-".join(change.__name__ for change in changes),
)
def test_a_carried_build_is_a_whole_build(folders, changes):
    home, spare = folders
    chance = random.Random(f"{SEED} {changes[0].__name__}")
    for change in changes:
        change(home, spare, chance)
    assert "carried over" in run(home, GONGKAI_REBUILD_PERCENT="100")
    carried = published(home)
    assert "carried over" not in run(home, "--rebuild")
    whole = published(home)
    assert carried.keys() == whole.keys()
    differing = {name: set(carried[name]) ^ set(whole[name]) for name in whole if carried[name] != whole[name]}
    assert not differing
    assert not list((home / "warehouse").rglob("*.wal"))


@pytest.fixture
def store(tmp_path):
    """A data folder with a publication of three reports, of which nothing was read again since."""
    store = Store(tmp_path)
    store.warehouse.mkdir()
    version = store.publications / "20260101T000000000Z-aaaa"
    version.mkdir(parents=True)
    with duckdb.connect(store.working) as working:
        working.execute(
            "create table readings as select 'r' || n as report_id, 'first' as reading_id from range(3) t(n)"
        )
    build = version / store.published.name
    with duckdb.connect(build) as database:
        database.execute("create table dim_report as select 'r0' as report_id")
    carry_over(store, build, "code")
    write_down(store, build)
    store.published.symlink_to(build.relative_to(store.warehouse))
    return store


def new_build(store):
    folder = store.publications / "building-1"
    folder.mkdir()
    return folder / store.published.name


def read_again(store, *names):
    with duckdb.connect(store.working) as working:
        working.execute("update readings set reading_id = 'second' where list_contains(?, report_id)", [names])
        working.execute("insert into readings values ('new', 'third')")


def test_what_was_read_since_is_named(store):
    read_again(store, "r1")
    with duckdb.connect(store.working) as working:
        working.execute("delete from readings where report_id = 'r2'")
    store = Store(store.home, rebuild_percent=100)
    build = new_build(store)
    assert carry_over(store, build, "code") == store.published.resolve()
    with connect(build) as copy:
        assert copy.execute("from build.reread_reports order by all").fetchall() == [("new",), ("r1",), ("r2",)]
        assert copy.execute("from dim_report").fetchall() == [("r0",)]


@pytest.mark.parametrize(
    ("code", "percent", "spoil"),
    [
        pytest.param("other", 100, None, id="other code"),
        pytest.param("code", 0, None, id="carrying switched off"),
        pytest.param("code", 40, None, id="too much changed"),
        pytest.param("code", 100, "built_from.json", id="not told from what it was built"),
        pytest.param("code", 100, "readings.parquet", id="not told from which readings"),
        pytest.param("code", 100, "gongkai.duckdb", id="damaged"),
    ],
)
def test_all_is_built_where_it_cannot_be_carried_over(store, code, percent, spoil):
    read_again(store, "r1")
    if spoil:
        (store.published.resolve().parent / spoil).write_text("x", encoding="utf-8")
    build = new_build(store)
    assert carry_over(Store(store.home, rebuild_percent=percent), build, code) is None
    assert not build.exists()
    assert json.loads((build.parent / "built_from.json").read_text(encoding="utf-8")) == {"code": code, "replaced": 0}


def test_what_was_replaced_adds_up_until_all_is_built(store):
    read_again(store, "r1")
    build = new_build(store)
    assert carry_over(Store(store.home, rebuild_percent=50), build, "code")
    assert json.loads((build.parent / "built_from.json").read_text(encoding="utf-8")) == {"code": "code", "replaced": 2}
