import duckdb
import pytest

from assets.release import complete
from assets.store.publishing import PublicationError

ARRIVING = {"dim_report": "documents", "dim_section": "sections"} | {
    name: name for name in ("observations", "quantities", "rejects", "corrections", "report_history")
}


@pytest.fixture
def files(tmp_path):
    """A build and a working database with as many rows each."""
    build, working = tmp_path / "gongkai.duckdb", tmp_path / "working.duckdb"
    for path, names in ((build, ARRIVING.keys()), (working, ARRIVING.values())):
        with duckdb.connect(path) as connection:
            for number, name in enumerate(names):
                connection.execute(f"create table {name} as select * from range({number})")
    return build, working


def test_a_build_with_all_that_was_read_is_complete(files):
    assert complete(*files) == {name: number for number, name in enumerate(ARRIVING)}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("delete from observations where range = 0", "observations has 1 rows, observations has 2"),
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
