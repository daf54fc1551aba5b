"""The exports: one folder a table of typed Parquet, with a data package that describes them.

Types are those that BI tools read: no enumerations, structs, UUIDs or 128-bit integers. A table that has a
year is partitioned by it, and keeps the column in its files.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets.store.queries import count

__all__ = ["ExportError", "export_tables"]

_PLAIN = {"VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"}
_CASTS = {
    "TINYINT": "INTEGER",
    "SMALLINT": "INTEGER",
    "UTINYINT": "INTEGER",
    "USMALLINT": "INTEGER",
    "UINTEGER": "BIGINT",
    "UBIGINT": "BIGINT",
    "HUGEINT": "BIGINT",
    "UHUGEINT": "BIGINT",
    "FLOAT": "DOUBLE",
    "UUID": "VARCHAR",
    "TIME": "VARCHAR",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
}
_FRICTIONLESS = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
_NESTED = re.compile(r"(STRUCT|MAP|UNION)\(|.*\[\d*\]$|JSON$")
_PARTITION = "year"


class ExportError(RuntimeError):
    """A table that has no form in the exports."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: str
    description: str
    nullable: bool

    @property
    def exported(self) -> str:
        """The type it is exported with.

        Raises:
            ExportError: no type that BI tools read can hold it.
        """
        if self.type in _PLAIN or self.type.startswith("DECIMAL("):
            return self.type
        if self.type.startswith("ENUM(") or _NESTED.match(self.type):
            return "VARCHAR"
        if self.type not in _CASTS:
            raise ExportError(f"column {self.name} is {self.type}, which no export type stands for; cast it in sql/")
        return _CASTS[self.type]

    @property
    def expression(self) -> str:
        """SQL that gives it in that type."""
        if self.exported == self.type:
            return f'"{self.name}"'
        value = f'to_json("{self.name}")' if _NESTED.match(self.type) else f'"{self.name}"'
        return f'cast({value} as {self.exported}) as "{self.name}"'


def export_tables(database: Path, folder: Path) -> None:
    """Write every table of a published database to ``folder``, with ``datapackage.json`` beside them.

    Raises:
        ExportError: a column has a type that no export type stands for.
    """
    folder.mkdir(parents=True)
    with duckdb.connect(database, read_only=True) as connection:
        tables = connection.execute(
            "select table_name, coalesce(comment, '') from duckdb_tables() where schema_name = 'main' order by all"
        ).fetchall()
        resources = [_export(connection, name, description, folder) for name, description in tables]
    package = {
        "profile": "data-package",
        "name": "gongkai",
        "title": "Annual reports on government information disclosure, figure by figure",
        "description": "Every table of the warehouse as zstd Parquet. What the tables hold is said with each of them.",
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[_Column]:
    rows = connection.execute(
        """select column_name, data_type, coalesce(comment, ''), is_nullable from duckdb_columns()
        where schema_name = 'main' and table_name = ? order by column_index""",
        [table],
    ).fetchall()
    return [_Column(*row) for row in rows]


def _primary_key(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    row = connection.execute(
        """select constraint_column_names from duckdb_constraints()
        where schema_name = 'main' and table_name = ? and constraint_type = 'PRIMARY KEY'""",
        [table],
    ).fetchone()
    return list(row[0]) if row else []


def _export(connection: duckdb.DuckDBPyConnection, name: str, description: str, folder: Path) -> dict[str, object]:
    """Write one table. Returns its resource for the data package."""
    columns = _columns(connection, name)
    rows = count(connection, f'"{name}"')
    query = f'select {", ".join(column.expression for column in columns)} from "{name}"'
    target = folder / name
    target.mkdir()
    if rows and any(column.name == _PARTITION for column in columns):
        partition = f"partition_by ({_PARTITION}), write_partition_columns true"
        _copy(connection, query, target, f"format parquet, compression zstd, {partition}")
    else:  # an empty table has no partitions, and is a file without rows
        _copy(connection, query, target / "data_0.parquet", "format parquet, compression zstd")
    files = [path.relative_to(folder).as_posix() for path in sorted(target.rglob("*.parquet"))]
    schema: dict[str, object] = {"fields": [_field(column) for column in columns]}
    key = _primary_key(connection, name)
    return {
        "name": name,
        "path": files if len(files) > 1 else files[0],
        "description": description,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": {**schema, "primaryKey": key} if key else schema,
        "rows": rows,
    }


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path, options: str) -> None:
    quoted = str(target).replace("'", "''")
    connection.execute(f"copy ({query}) to '{quoted}' ({options})")


def _field(column: _Column) -> dict[str, object]:
    kind = "number" if column.exported.startswith("DECIMAL(") else _FRICTIONLESS[column.exported]
    field: dict[str, object] = {"name": column.name, "type": kind, "description": column.description}
    if not column.nullable:
        field["constraints"] = {"required": True}
    return field
