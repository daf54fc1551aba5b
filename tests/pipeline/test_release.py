import duckdb
import pytest

from assets.release import complete, drop_notes
from assets.store.publishing import PublicationError

# Tables of the build, and those of the working database that they must have as many rows as.
ARRIVING = {
    "dim_report": "documents", "dim_text": "documents", "dim_section": "sections", "dim_block": "blocks",
    "dim_cell": "cells",
} | {name: name for name in ("observations", "quantities", "rejects", "corrections", "report_history")}  # fmt: skip
ROWS = {name: number for number, name in enumerate(dict.fromkeys(ARRIVING.values()))}


@pytest.fixture
def files(tmp_path):
    """A build and a working database with as many rows each."""
    build, working = tmp_path / "gongkai.duckdb", tmp_path / "working.duckdb"
    for path, tables in ((build, ARRIVING), (working, {name: name for name in ROWS})):
        with duckdb.connect(path) as connection:
            for name, source in tables.items():
                connection.execute(f"create table {name} as select * from range({ROWS[source]})")
    return build, working


def test_a_build_with_all_that_was_read_is_complete(files):
    assert complete(*files) == {name: ROWS[working] for name, working in ARRIVING.items()}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("delete from observations where range = 0", "observations has 3 rows, observations has 4"),
        ("drop table dim_report", "dim_report has no rows, documents has 0"),
        ("create view left_over as select 1", "the view left_over would not work"),
    ],
    ids=["rows-lost", "table-missing", "view-left"],
)
def test_a_build_that_is_not_whole_is_not_published(files, spoil, words):
    with duckdb.connect(files[0]) as connection:
        connection.execute(spoil)
    with pytest.raises(PublicationError, match=words):
        complete(*files)


@pytest.mark.parametrize(
    ("change", "is_whole"),
    [
        ("select 1", True),
        ("update observations set report_id = 'b' where report_id = 'a'", False),
        ("create or replace table observations as from observations order by report_id desc", True),
    ],
    ids=["same", "others", "order"],
)
def test_as_many_rows_of_other_reports_are_not_complete(files, change, is_whole):
    for path in files:
        with duckdb.connect(path) as connection:
            connection.execute(
                "create or replace table observations as select * from (values ('a'), ('b')) t(report_id)"
            )
    with duckdb.connect(files[0]) as connection:
        connection.execute(change)
    if is_whole:
        assert complete(*files)["observations"] == 2
    else:
        with pytest.raises(PublicationError, match="observations has not the rows of the same reports as observations"):
            complete(*files)


def test_notes_of_an_incremental_build_are_not_published(files):
    with duckdb.connect(files[0]) as connection:
        connection.execute("create schema build")
        connection.execute("create table build.changed_reports (report_id varchar)")
    for _ in range(2):  # a full build has none
        drop_notes(files[0])
    with duckdb.connect(files[0]) as connection:
        assert connection.execute("select count(*) from duckdb_schemas() where schema_name = 'build'").fetchone() == (
            0,
        )
