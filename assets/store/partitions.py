"""The parts that a table's export is written in, one a year, and what tells whether a part is as it was.

The digest of a part is taken over its rows as they are exported, over names, types and descriptions of the columns,
and over the code that writes them. Of the rows it has the number and the sum of a 64-bit hash each, so that it does
not depend on their order and takes one pass over the table. Changing a single value always changes the row's hash,
but for the chance of one in 2**64 that two texts have the same one; that the differences of many rows cancel in
the sum is as unlikely. (It is no proof against somebody who seeks two texts of one hash: what he gains is that
exports, not the database, show the older of his own two texts until anything else in that year changes.)
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from assets.store.described import DescribedTable, quote

__all__ = ["PARTITION", "Partition", "partitions"]

PARTITION = "year"
_NO_YEAR = "no-year"
_CELL_BYTES = 16  # of a value, beside its text
_WRITERS = ("described.py", "parquet.py", "partitions.py", "slices.py")


@dataclass(frozen=True, slots=True)
class Partition:
    """Rows of a table that are exported together.

    Attributes:
        folder: below the table's own; ``.`` for the rows of a table without years.
        condition: SQL that is true for these rows.
        rows: how many they are.
        size: about how many bytes they take, before compression.
        digest: the same for the same rows written in the same way.
    """

    folder: str
    condition: str
    rows: int
    size: int
    digest: str


def partitions(connection: duckdb.DuckDBPyConnection, table: DescribedTable, schema: pa.Schema) -> list[Partition]:
    """The parts of a table, by year; an empty table is one part without rows.

    Args:
        connection: to the published database.
        table: one of its tables.
        schema: types and metadata that it is exported with.
    """
    in_years = table.rows > 0 and table.has(PARTITION)
    year = quote(PARTITION) if in_years else "null"
    values = ", ".join(column.value for column in table.columns)
    texts = [f"coalesce(strlen({column.value}), 0)" for column in table.columns if column.exported == "VARCHAR"]
    width = " + ".join([str(_CELL_BYTES * len(table.columns)), *texts])
    found = connection.execute(
        f"select {year} as part, count(*), sum({width}), coalesce(sum(hash({values})), 0) from {quote(table.name)} "
        f"group by part order by part nulls last"
        if table.rows
        else "select null, 0, 0, 0"
    ).fetchall()
    way = _way_of_writing(schema)
    return [
        Partition(
            *_place(part, in_years=in_years),
            rows,
            int(size),
            hashlib.sha256(f"{way} {rows} {total}".encode()).hexdigest(),
        )
        for part, rows, size, total in found
    ]


def _place(year: int | None, *, in_years: bool) -> tuple[str, str]:
    if not in_years:
        return ".", "true"
    return (_NO_YEAR, f"{PARTITION} is null") if year is None else (str(year), f"{PARTITION} = {year}")


def _way_of_writing(schema: pa.Schema) -> str:
    """Hash of all but the rows that decides what is in a file."""
    return hashlib.sha256(_code() + bytes(schema.serialize())).hexdigest()


@functools.cache
def _code() -> bytes:
    versions = f"{pa.__version__} {duckdb.__version__}".encode()
    return b"\0".join([versions, *(Path(__file__).with_name(name).read_bytes() for name in _WRITERS)])
