"""Runs of rows, one after the other in an order, each small enough to be sorted in little memory.

DuckDB sorts what does not fit into its memory on disk, but not in any memory: a million rows with the words they
come from fail where it may take 300 MB. So what is exported in order is cut by that order before it is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from assets.store.described import quote
from assets.store.partitions import Partition
from assets.store.queries import quoted, scalar

__all__ = ["slices"]

_SLICE_BYTES = 64 * 1024 * 1024  # what DuckDB sorts of it takes about three times as much


def slices(connection: duckdb.DuckDBPyConnection, table: str, part: Partition, order: Sequence[str]) -> list[str]:
    """Conditions for runs of rows that are, one after the other, all rows, as they follow in an order.

    Args:
        connection: to the database of the table.
        table: its name.
        part: which of its rows.
        order: columns that they are to be sorted by, nulls last; rows that are equal in all stay as they stand.
    """
    most = max(1, _SLICE_BYTES * part.rows // max(part.size, 1))
    return [*_Cutter(connection, quote(table), most).cut(part.condition, part.rows, [*map(quote, order)])]


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts rows of one table into runs of no more than so many."""

    connection: duckdb.DuckDBPyConnection
    table: str
    most: int

    def cut(self, condition: str, rows: int, order: Sequence[str]) -> Iterator[str]:
        if rows <= self.most:
            yield condition
        elif not order:
            past = int(scalar(self.connection, f"select max(rowid) + 1 from {self.table} where {condition}"))
            for first in range(0, past, self.most):
                yield f"{condition} and rowid between {first} and {first + self.most - 1}"
        else:
            column, *others = order
            values = f"select {column}, count(*) from {self.table} where {condition} group by all order by 1 nulls last"
            for low, high, held in _runs(self.connection.execute(values).fetchall(), self.most):
                within = f"{condition} and {_between(column, low, high)}"
                yield from self.cut(within, held, others) if low == high else [within]


def _runs(counted: Iterable[tuple[object, int]], most: int) -> Iterator[tuple[object, object, int]]:
    """Values that follow each other and have no more rows together: the first, the last, and their rows."""
    low = high = None
    held = 0
    for value, rows in counted:
        if held and (value is None or held + rows > most):
            yield low, high, held
            held = 0
        if not held:
            low = value
        high, held = value, held + rows
    if held:
        yield low, high, held


def _between(column: str, low: object, high: object) -> str:
    if low is None:
        return f"{column} is null"
    if low == high:
        return f"{column} = {quoted(str(low))}"
    return f"{column} between {quoted(str(low))} and {quoted(str(high))}"
