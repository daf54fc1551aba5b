"""Rows cut into runs that are sorted one after the other are in the order in which they would be sorted at once."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.store import slices as cutting
from assets.store.described import described_tables
from assets.store.parquet import arrow_schema
from assets.store.partitions import Partition, partitions
from assets.store.slices import slices

CODES = st.none() | st.sampled_from(["", "110000", "11'0000", "1\0'", "公开", "é"])
ROWS = st.lists(st.tuples(CODES, st.none() | st.integers(-2, 2), st.none() | st.text(max_size=3)), max_size=30)


def part_of(connection):
    """All rows of the one table."""
    (table,) = described_tables(connection)
    (part,) = partitions(connection, table, arrow_schema(table))
    return part


def in_order(connection, conditions, order):
    by = ", ".join([*order, "rowid"])
    return [
        row
        for condition in conditions
        for row in connection.execute(f"select rowid from t where {condition} order by {by}").fetchall()
    ]


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from([(), ("code",), ("code", "number"), ("number", "code", "text")]), st.integers(1, 8))
def test_every_row_once_and_in_order(rows, order, most):
    with duckdb.connect() as connection, pytest.MonkeyPatch.context() as patch:
        connection.execute("create table t (code varchar, number integer, text varchar)")
        if rows:
            connection.executemany("insert into t values (?, ?, ?)", rows)
        patch.setattr(cutting, "_SLICE_BYTES", most)
        count = connection.execute("select count(*) from t where code is distinct from '110000'").fetchone()[0]
        condition = "code is distinct from '110000'"
        found = slices(connection, "t", Partition(".", condition, count, count, ""), order)
        assert in_order(connection, found, order) == in_order(connection, [condition], order)
        held = [len(in_order(connection, [one], order)) for one in found]
        assert max(held) <= most or not rows


def test_what_is_small_is_one_run():
    with duckdb.connect() as connection:
        connection.execute("create table t as select i from range(1000) as n(i)")
        assert slices(connection, "t", Partition(".", "i < 500", 500, 8000, ""), ["i"]) == ["i < 500"]


def test_long_texts_make_shorter_runs():
    with duckdb.connect() as connection:
        connection.execute("create table t as select i, repeat('公开', 50000) as text from range(500) as n(i)")
        part = part_of(connection)
        assert part.size >= 500 * len("公开".encode()) * 50000
        found = slices(connection, "t", part, ["i"])
        assert len(found) > 2
        assert in_order(connection, found, ["i"]) == in_order(connection, ["true"], ["i"])


@pytest.mark.parametrize("definition", ["integer[]", "struct(a integer)", "date", "decimal(20, 4)", "boolean", "uuid"])
def test_rows_of_any_type_have_a_width(definition):
    with duckdb.connect() as connection:
        connection.execute(f"create table t (value {definition})")
        connection.execute("insert into t values (null)")
        part = part_of(connection)
        assert part.size > 0
        assert slices(connection, "t", part, []) == ["true"]
