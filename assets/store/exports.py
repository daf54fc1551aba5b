"""The exports of a published database: Parquet, data package, data dictionary, and a workbook of the rollups."""

from __future__ import annotations

from pathlib import Path

from assets.store.described import ExportError, described_tables
from assets.store.package import write_dictionary, write_package
from assets.store.parquet import write_parquet
from assets.store.queries import connect
from assets.store.workbook import write_workbook

__all__ = ["ExportError", "export_tables"]

_WORKBOOK = "rollups.xlsx"
_IN_WORKBOOK = "rollup_"


def export_tables(database: Path, folder: Path) -> None:
    """Write every table of a published database to ``folder``, with what describes them beside them.

    Raises:
        ExportError: a column has a type that no export type stands for.
    """
    folder.mkdir(parents=True)
    with connect(database, read_only=True) as connection:
        tables = described_tables(connection)
        files = {table.name: write_parquet(connection, table, folder) for table in tables}
        write_package(tables, files, folder)
        write_dictionary(tables, folder)
        rollups = [table for table in tables if table.name.startswith(_IN_WORKBOOK)]
        write_workbook(connection, rollups, folder / _WORKBOOK)
