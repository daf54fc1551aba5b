import datetime

import duckdb
import pytest

from assets.store.damage import WorkingDamagedError, aside
from assets.store.ledgers import record_history
from assets.store.publishing import new_build, publish_database
from assets.store.working import read_working, write_working
from tests.pipeline.test_working import read_all


@pytest.mark.parametrize("place", [10, 4100, 8200, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("fault", ["flip", "cut"])
def test_a_damaged_working_database_is_set_aside_and_read_anew(store, fault, place):
    read_all(store)
    data = bytearray(store.working.read_bytes())
    offset = int(place * len(data)) if isinstance(place, float) else place
    if fault == "cut":
        del data[offset:]
    else:
        data[offset] ^= 0x10
    store.working.write_bytes(data)
    if not is_readable(store):
        assert aside(store).read_bytes() == data
    read_all(store)
    with read_working(store) as connection:
        assert connection.execute("select count(*) from documents").fetchone() == (3,)


def is_readable(store):
    """Whether all tables can be read; what cannot is set aside with words that say so."""
    try:
        with write_working(store) as connection:
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall():
                connection.execute(f"from {name}").fetchall()
    except WorkingDamagedError as error:
        assert "has been set aside as working.damaged.duckdb" in str(error)
        assert "run again" in str(error)
        return False
    return True


def publish_history(store):
    """A published file with the history that the working database has."""
    with duckdb.connect(build := new_build(store, "f")) as connection:
        connection.execute(f"attach '{store.working}' as working (read_only)")
        connection.execute(
            "create table report_history as select * rename (path as source_path), true as is_present "
            "from working.report_history"
        )
    publish_database(store, build)


def history(store):
    with read_working(store) as connection:
        return connection.execute("from report_history order by all").fetchall()


@pytest.mark.parametrize("fault", ["damaged", "removed"])
def test_the_history_comes_back_from_the_published_file(store, fault):
    read_all(store)
    with write_working(store) as connection:
        record_history(connection, datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC))
    before = history(store)
    assert len(before) == 4
    publish_history(store)
    if fault == "damaged":
        store.working.write_bytes(store.working.read_bytes()[:5000])
        with pytest.raises(WorkingDamagedError), write_working(store):
            pass
    else:
        store.working.unlink()
    read_all(store)
    assert history(store) == before


def test_an_error_that_tells_of_no_damage_leaves_the_file(store):
    read_all(store)
    with pytest.raises(duckdb.CatalogException), write_working(store) as connection:
        connection.execute("from nowhere")
    assert not aside(store).exists()


def test_a_clock_that_was_set_back_ends_no_reading(store):
    read_all(store)
    late, early = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2040, 2024))
    for now in (late, early):
        with write_working(store) as connection:
            record_history(connection, now)
    assert {row[-1].year for row in history(store)} == {2040}
