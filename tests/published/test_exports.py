"""The exports of the samples in other tools: everything that the published file holds, row by row."""

import csv
import functools
import json
import re
from collections import Counter

import duckdb
import openpyxl
import pandas
import polars
import pyarrow.parquet as pq
import pytest
from frictionless import Package

import gongkai

pytestmark = pytest.mark.slow

BI_TYPES = re.compile(r"VARCHAR|INTEGER|BIGINT|DOUBLE|BOOLEAN|DATE|TIMESTAMP|DECIMAL\(\d+,\d+\)")


@pytest.fixture(scope="module")
def exports(sample_home):
    return sample_home / "warehouse" / "exports"


@pytest.fixture(scope="module")
def package(exports):
    return json.loads((exports / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def published(sample_home):
    """Table → its columns and how often each row stands in the published file."""
    with duckdb.connect(sample_home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall()
        tables = {}
        for (name,) in names:
            result = connection.execute(f'from "{name}"')
            tables[name] = ([column[0] for column in result.description], Counter(result.fetchall()))
        return tables


def by_pyarrow(folder):
    table = pq.read_table(folder)
    return table.column_names, Counter(zip(*(column.to_pylist() for column in table.columns), strict=True))


def by_pandas(folder):
    frame = pandas.read_parquet(folder, dtype_backend="pyarrow")
    columns = (column.astype(object).where(column.notna(), None) for _, column in frame.items())
    return list(frame.columns), Counter(zip(*columns, strict=True))


def by_polars(folder):
    frame = polars.read_parquet(folder)
    return frame.columns, Counter(frame.rows())


def by_duckdb(folder):
    result = duckdb.execute("from read_parquet(?)", [f"{folder}/**/*.parquet"])
    return [column[0] for column in result.description], Counter(result.fetchall())


@functools.cache
def opened(exports):
    return gongkai.warehouse(exports)


def by_gongkai(folder):
    names, rows = opened(folder.parent).rows(f"from {folder.name}")
    return names, Counter(rows)


@pytest.mark.parametrize("read", [by_pyarrow, by_pandas, by_polars, by_duckdb, by_gongkai])
def test_every_table_opens_with_every_row(exports, published, read):
    assert len(published) > 20
    for name, (columns, rows) in published.items():
        found_columns, found = read(exports / name)
        assert (name, found_columns) == (name, columns)
        assert found == rows, name


def test_types_of_the_warehouse_are_those_that_bi_tools_read(sample_home):
    with duckdb.connect(sample_home / "warehouse" / "gongkai.duckdb", read_only=True) as connection:
        columns = connection.execute(
            """select table_name, column_name, data_type from duckdb_columns()
            where schema_name = 'main' and not internal"""
        ).fetchall()
    assert len(columns) > 300
    assert [column for column in columns if not BI_TYPES.fullmatch(column[2])] == []


def test_tables_with_a_year_have_a_folder_a_year(exports, published):
    for name, (columns, rows) in published.items():
        folders = {path.name for path in (exports / name).iterdir() if path.is_dir()}
        if "year" in columns and rows:
            years = {row[columns.index("year")] for row in rows}
            assert folders == {"no-year" if year is None else str(year) for year in years}, name
        else:
            assert folders == set(), name


def test_everything_is_described_in_both_languages(package, exports):
    described = [
        *package["resources"],
        *(field for table in package["resources"] for field in table["schema"]["fields"]),
    ]
    assert [
        entry["name"] for entry in described if not all(map(entry.get, ("title", "description", "description_zh")))
    ] == []
    schema = pq.read_schema(next((exports / "fct_requests").rglob("*.parquet")))
    assert schema.field("value").metadata[b"title"].decode() == "数值"
    with (exports / "data-dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(described)
    assert all(row["name_zh"] and row["definition_zh"] and row["description"] for row in rows)
    page = (exports / "data-dictionary.md").read_text(encoding="utf-8")
    assert all(f"`{row['column'] or row['table']}`" in page for row in rows)


def test_the_rows_keep_to_what_the_data_package_says(package, exports):
    """Types, required fields, primary and foreign keys, by frictionless over the rows themselves.

    Its own reader of Parquet turns whole numbers with a null into floating point, so the rows are given to it.
    """
    star = [table for table in package["resources"] if table["name"].startswith(("dim_", "fct_"))]
    inline = []
    for table in star:
        data = pq.read_table(exports / table["name"]).to_pylist()
        if data:  # plain text, as the samples are, has neither blocks nor cells
            inline.append({"name": table["name"], "data": data, "schema": table["schema"]})
    assert len(inline) > 10
    report = Package.from_descriptor({"name": "rows", "resources": inline}).validate(limit_errors=3)
    assert report.valid, report.flatten(["rowNumber", "fieldNumber", "type", "message"])


def test_facts_are_joined_by_the_keys_of_the_star(package):
    keys = {
        table["name"]: {
            key["fields"][0]: key["reference"]["resource"] for key in table["schema"].get("foreignKeys", [])
        }
        for table in package["resources"]
    }
    star = {
        "report_id": "dim_report",
        "organ_id": "dim_organ",
        "region_code": "dim_region",
        "measure": "dim_measure",
        "section_id": "dim_section",
    }
    for table in package["resources"]:
        if table["name"].startswith("fct_"):
            fields = {field["name"] for field in table["schema"]["fields"]}
            expected = {field: dimension for field, dimension in star.items() if field in fields}
            assert keys[table["name"]].items() >= expected.items() and len(expected) >= 3


def test_the_workbook_has_the_rollups_as_they_are(exports, published):
    book = openpyxl.load_workbook(exports / "rollups.xlsx", read_only=True)
    rollups = sorted(name for name in published if name.startswith("rollup_"))
    assert book.sheetnames == ["说明 About", "字段 Columns", *rollups]
    for name in rollups:
        columns, rows = published[name]
        header, *cells = book[name].iter_rows()
        assert [cell.value.split("\n")[0] for cell in header] == columns
        assert len(cells) == sum(rows.values())
        value = columns.index("year" if "year" in columns else "first_year")
        assert sorted(row[value].value or 0 for row in cells) == sorted(row[value] or 0 for row in rows.elements())
        assert {cell.data_type for row in cells for cell in row} <= {"n", "s", "b", "d", "inlineStr"}
