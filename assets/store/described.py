"""What the published tables are, for those who open the exports: types, keys, names and meaning in two languages.

Types are those that BI tools read: no enumerations, structs, UUIDs or 128-bit integers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from assets.store.queries import count
from gongkai.dictionary import ChineseEntry, chinese_entry

__all__ = ["DescribedColumn", "DescribedTable", "ExportError", "described_tables", "quote"]

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
_NESTED = re.compile(r"(STRUCT|MAP|UNION)\(|.*\[\d*\]$|JSON$")

# The star: by which column a table is joined to a dimension, and what identifies a row.
_REFERENCES = {
    "report_id": ("dim_report", "report_id"),
    "previous_report_id": ("dim_report", "report_id"),
    "organ_id": ("dim_organ", "organ_id"),
    "region_code": ("dim_region", "region_code"),
    "measure": ("dim_measure", "measure"),
    "section_id": ("dim_section", "section_id"),
}
_KEYS = {
    "dim_code": ("dimension", "code"),
    "fct_problem_themes": ("report_id", "theme"),
    "findings": ("finding_id",),
    "observations": ("observation_id",),
    "quantities": ("quantity_id",),
    "rejects": ("report_id",),
    **{table: (column,) for table, column in _REFERENCES.values()},
}
_WITHOUT_REPORT = {"rejects", "report_history"}  # their report_id may name a file that is no report (any more)


class ExportError(RuntimeError):
    """A table that has no form in the exports."""


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """One column as the published file has it."""

    name: str
    type: str
    description: str
    nullable: bool
    chinese: ChineseEntry

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
    def value(self) -> str:
        """SQL that gives it in that type, without a name."""
        if self.exported == self.type:
            return quote(self.name)
        value = f"to_json({quote(self.name)})" if _NESTED.match(self.type) else quote(self.name)
        return f"cast({value} as {self.exported})"

    @property
    def expression(self) -> str:
        """SQL that gives it in that type, under its name."""
        return quote(self.name) if self.exported == self.type else f"{self.value} as {quote(self.name)}"


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """One published table.

    Attributes:
        key: columns that identify a row; empty where nothing shorter than the grain does.
        rows: how many it has.
    """

    name: str
    description: str
    chinese: ChineseEntry
    columns: tuple[DescribedColumn, ...]
    key: tuple[str, ...]
    rows: int

    @property
    def references(self) -> Mapping[str, tuple[str, str]]:
        """Columns that name a row of a dimension: column → (dimension, its column)."""
        names = [column.name for column in self.columns]
        return {
            name: _REFERENCES[name]
            for name in names
            if name in _REFERENCES and _REFERENCES[name][0] != self.name and self.name not in _WITHOUT_REPORT
        }

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return any(each.name == column for each in self.columns)


def described_tables(connection: duckdb.DuckDBPyConnection) -> list[DescribedTable]:
    """Every table of a published database, by name."""
    names = connection.execute(
        "select table_name, coalesce(comment, '') from duckdb_tables() where schema_name = 'main' order by all"
    ).fetchall()
    return [
        DescribedTable(
            name,
            _one_line(description),
            chinese_entry(name),
            _columns(connection, name),
            _key(connection, name),
            count(connection, quote(name)),
        )
        for name, description in names
    ]


def quote(name: str) -> str:
    """A name as SQL takes it whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[DescribedColumn, ...]:
    rows = connection.execute(
        """select column_name, data_type, coalesce(comment, ''), is_nullable from duckdb_columns()
        where schema_name = 'main' and table_name = ? order by column_index""",
        [table],
    ).fetchall()
    return tuple(
        DescribedColumn(name, kind, _one_line(description), nullable, chinese_entry(table, name))
        for name, kind, description, nullable in rows
    )


def _key(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[str, ...]:
    row = connection.execute(
        """select constraint_column_names from duckdb_constraints()
        where schema_name = 'main' and table_name = ? and constraint_type = 'PRIMARY KEY'""",
        [table],
    ).fetchone()
    if row:
        return tuple(row[0])
    return _KEYS.get(table, ("observation_id",) if table.startswith("fct_") else ())


def _one_line(text: str) -> str:
    return " ".join(text.split())
