"""What describes the exports: a data package for programs, a data dictionary for people.

The package follows the Data Package standard, version 1; https://specs.frictionlessdata.io.
"""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from assets.store.described import DescribedColumn, DescribedTable
from assets.store.earlier import PACKAGE, Files

__all__ = ["DICTIONARY_COLUMNS", "dictionary_rows", "write_dictionary", "write_package"]

_FRICTIONLESS = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
DICTIONARY_COLUMNS = ("table", "column", "name_zh", "type", "nullable", "references", "definition_zh", "description")


def write_package(
    tables: Sequence[DescribedTable], parts: Mapping[str, Sequence[tuple[str, str, Files]]], folder: Path
) -> None:
    """Write ``datapackage.json``.

    Args:
        tables: all that are exported.
        parts: of each table, and of the workbook: folder, digest of what is in it, files with their sizes. Beside
            the standard's properties they tell the next exports what need not be written again.
        folder: of the exports.
    """
    names = {table.name for table in tables}
    files = {name: [path for _, _, part in told for path in part] for name, told in parts.items()}
    package = {
        "profile": "data-package",
        "name": "gongkai",
        "title": "政府信息公开工作年度报告数据",
        "description": "Annual reports on government information disclosure, figure by figure. Every table of the "
        "warehouse as zstd Parquet; what tables and columns hold is said with each of them. The same in one "
        "table: data-dictionary.csv and data-dictionary.md; the rollups for spreadsheets: rollups.xlsx.",
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "resources": [_resource(table, files[table.name], names) for table in tables],
        "parts": {
            name: [{"folder": place, "digest": digest, "files": part} for place, digest, part in told]
            for name, told in parts.items()
        },
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / PACKAGE).write_text(text + "\n", encoding="utf-8")


def dictionary_rows(tables: Sequence[DescribedTable]) -> list[dict[str, str]]:
    """The data dictionary: of each table a row for itself, then one a column, by DICTIONARY_COLUMNS."""
    rows = []
    for table in tables:
        rows.append(_dictionary_row(table, {"table": table.name}))
        for column in table.columns:
            more = {"table": table.name, "column": column.name, "type": column.exported}
            more["nullable"] = "yes" if column.nullable else "no"
            if column.name in table.references:
                more["references"] = ".".join(table.references[column.name])
            rows.append(_dictionary_row(column, more))
    return rows


def write_dictionary(tables: Sequence[DescribedTable], folder: Path) -> None:
    """Write ``data-dictionary.csv``, with a byte-order mark for spreadsheets, and ``data-dictionary.md``."""
    rows = dictionary_rows(tables)
    with (folder / "data-dictionary.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, DICTIONARY_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    lines = ["# 数据字典 Data dictionary", ""]
    for row in rows:
        if not row["column"]:
            lines += ["", f"## {row['name_zh']} `{row['table']}`", "", row["definition_zh"], "", row["description"], ""]
            lines += ["| 字段 column | 名称 | 类型 type | 说明 | description |", "|---|---|---|---|---|"]
            continue
        kind = row["type"] + (f" → {row['references']}" if row["references"] else "")
        cells = [f"`{row['column']}`", row["name_zh"], kind, row["definition_zh"], row["description"]]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    (folder / "data-dictionary.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _dictionary_row(described: DescribedTable | DescribedColumn, more: Mapping[str, str]) -> dict[str, str]:
    chinese = {"name_zh": described.chinese.name, "definition_zh": described.chinese.definition}
    return {**dict.fromkeys(DICTIONARY_COLUMNS, ""), **chinese, "description": described.description, **more}


def _resource(table: DescribedTable, paths: Sequence[str], names: set[str]) -> dict[str, object]:
    # No text stands for a missing value in Parquet; the standard's default, the empty text, is a value here.
    schema: dict[str, object] = {"fields": [_field(column) for column in table.columns], "missingValues": []}
    if table.key:
        schema["primaryKey"] = list(table.key)
    foreign = [
        {"fields": [column], "reference": {"resource": dimension, "fields": [key]}}
        for column, (dimension, key) in table.references.items()
        if dimension in names
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.name,
        "path": list(paths) if len(paths) > 1 else paths[0],
        "title": table.chinese.name,
        "description": table.description,
        "description_zh": table.chinese.definition,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
        "rows": table.rows,
    }


def _field(column: DescribedColumn) -> dict[str, object]:
    kind = "number" if column.exported.startswith("DECIMAL(") else _FRICTIONLESS[column.exported]
    field: dict[str, object] = {
        "name": column.name,
        "type": kind,
        "title": column.chinese.name,
        "description": column.description,
        "description_zh": column.chinese.definition,
    }
    if not column.nullable:
        field["constraints"] = {"required": True}
    return field
