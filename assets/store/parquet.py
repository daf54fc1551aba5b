"""Tables as Parquet: typed, zstd, one folder a year where a table has one, sorted so that readers can skip.

The folders of the years are called ``2019``, not ``year=2019``, and the files keep the column: a reader that
takes ``key=value`` folders for columns (pandas, pyarrow) rejects a folder whose files have that column too, and
one that does not (Power BI, Excel) would lose the year. Either way what is skipped is told by the statistics.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from assets.store.described import DescribedColumn, DescribedTable, quote
from assets.store.partitions import Partition
from assets.store.slices import slices

__all__ = ["arrow_schema", "write_parquet"]

# Order of the rows, of those columns that a table has: what queries filter by, the coarser first.
_SORTED_BY = ("year", "region_code", "organ_id", "report_id", "measure", "section_id", "span_start")
_BATCH = 10_240  # rows fetched at once
_ROW_GROUP = 12 * _BATCH  # rows, DuckDB's own size …
_ROW_GROUP_BYTES = 64 * 1024 * 1024  # … or fewer, where texts are long; before compression
_FILE_BYTES = 256 * 1024 * 1024  # a file is closed after the row group that reaches this

_ARROW = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


def write_parquet(
    connection: duckdb.DuckDBPyConnection, table: DescribedTable, schema: pa.Schema, part: Partition, folder: Path
) -> list[Path]:
    """Write one part of a table.

    Args:
        connection: to the published database; used by nobody else meanwhile.
        table: one of its tables.
        schema: of its export.
        part: the rows.
        folder: of the table.

    Returns:
        The files, in order.
    """
    target = folder / part.folder
    target.mkdir(parents=True, exist_ok=True)
    for leftover in target.glob("part-*.parquet"):
        leftover.unlink()
    with contextlib.closing(_ahead(_rows(connection, table, part, schema))) as groups:
        return _write(groups, target, schema, _sorting(table, schema))


def arrow_schema(table: DescribedTable) -> pa.Schema:
    """Types of a table's export, with what it and its columns hold as metadata.

    The schema and each field carry ``title`` (Chinese name), ``description`` and ``description_zh``; for readers
    that see no fields' metadata (DuckDB's ``parquet_kv_metadata``) ``columns`` has those of all columns as JSON.
    """
    fields = [
        pa.field(column.name, _arrow_type(column), column.nullable, metadata=_metadata(column))
        for column in table.columns
    ]
    columns = json.dumps({column.name: _metadata(column) for column in table.columns}, ensure_ascii=False)
    return pa.schema(fields, metadata={"name": table.name, **_metadata(table), "columns": columns})


def _metadata(described: DescribedTable | DescribedColumn) -> dict[str, str]:
    chinese = described.chinese
    return {"title": chinese.name, "description": described.description, "description_zh": chinese.definition}


def _arrow_type(column: DescribedColumn) -> pa.DataType:
    if column.exported.startswith("DECIMAL("):
        precision, scale = map(int, column.exported[len("DECIMAL(") : -1].split(","))
        return pa.decimal128(precision, scale)
    return _ARROW[column.exported]


def _ahead(groups: Iterator[pa.Table]) -> Generator[pa.Table]:
    """The same row groups, the next one fetched while one is packed and written."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, groups, None)
        while (group := following.result()) is not None:
            following = pool.submit(next, groups, None)
            yield group


def _rows(
    connection: duckdb.DuckDBPyConnection, table: DescribedTable, part: Partition, schema: pa.Schema
) -> Iterator[pa.Table]:
    """The rows in order, a row group at a time."""
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in _batches(connection, table, part):
        group.append(batch.cast(schema))
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= _ROW_GROUP or size >= _ROW_GROUP_BYTES:
            yield pa.Table.from_batches(group, schema)
            group, rows, size = [], 0, 0
    if group:
        yield pa.Table.from_batches(group, schema)


def _batches(connection: duckdb.DuckDBPyConnection, table: DescribedTable, part: Partition) -> Iterator[pa.RecordBatch]:
    columns = ", ".join(column.expression for column in table.columns)
    names = _order(table)
    order = ", ".join([*map(quote, names), "rowid"])
    for condition in slices(connection, table.name, part, names):
        query = f"select {columns} from {quote(table.name)} where {condition} order by {order}"
        yield from connection.sql(query).to_arrow_reader(_BATCH)


def _order(table: DescribedTable) -> list[str]:
    return [name for name in _SORTED_BY if table.has(name)]


def _sorting(table: DescribedTable, schema: pa.Schema) -> list[pq.SortingColumn]:
    ordering = [(name, "ascending") for name in _order(table)]
    return list(pq.SortingColumn.from_ordering(schema, ordering, null_placement="at_end")) if ordering else []


def _write(rows: Iterator[pa.Table], target: Path, schema: pa.Schema, sorting: list[pq.SortingColumn]) -> list[Path]:
    """Write row groups to as many files as their size asks for, one at least."""
    files: list[Path] = []
    group = next(rows, None)
    while group is not None or not files:
        path = target / f"part-{len(files)}.parquet"
        files.append(path)
        with (
            pa.OSFile(str(path), "wb") as sink,
            pq.ParquetWriter(sink, schema, compression="zstd", sorting_columns=sorting or None) as writer,
        ):
            while group is not None:
                writer.write_table(group, row_group_size=_ROW_GROUP)
                group = next(rows, None)
                if sink.tell() >= _FILE_BYTES:
                    break
    return files
