import json
from decimal import Decimal

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from assets.store import parquet
from assets.store.exports import ExportError, export_tables

TABLES = """
create type colour as enum ('red', 'green');
create table fct_all (
    id integer primary key, year integer, big bigint, amount decimal(20, 4), share double, name varchar, flag boolean,
    day date, moment timestamp, zoned timestamptz, total hugeint, tint colour, key uuid,
    pair struct(a integer), list integer[]
);
insert into fct_all values
    (1, 2019, 9007199254740993, 77302800.5, 0.25, '信息|公开', true, '2020-03-01', '2020-03-01 12:00:00',
     '2020-03-01 12:00:00+08', 12345678901234, 'red', uuid(), {'a': 1}, [1, 2]),
    (2, 2020, null, null, null, null, null, null, null, null, null, null, null, null, null),
    (3, null, 1, 0, 0, '', false, null, null, null, 0, 'green', null, null, []);
create table dim_plain (code varchar, name varchar not null);
insert into dim_plain values ('a', '甲');
create table rollup_empty (year integer, value decimal(28, 4));
comment on table dim_plain is 'One row per code.';
comment on column dim_plain.name is 'Its name.';
"""


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "gongkai.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("set timezone = 'Asia/Shanghai'")
        connection.execute(TABLES)
    return path


@pytest.fixture
def exports(database, tmp_path):
    folder = tmp_path / "exports"
    export_tables(database, folder)
    return folder


def package(exports):
    return json.loads((exports / "datapackage.json").read_text(encoding="utf-8"))


def test_types_are_those_that_bi_tools_read(exports):
    (file,) = (exports / "fct_all" / "2019").iterdir()
    kinds = {field.name: field.type for field in pq.ParquetFile(file).schema_arrow}
    assert kinds == {
        "id": pa.int32(),
        "year": pa.int32(),
        "big": pa.int64(),
        "amount": pa.decimal128(20, 4),
        "share": pa.float64(),
        "name": pa.string(),
        "flag": pa.bool_(),
        "day": pa.date32(),
        "moment": pa.timestamp("us"),
        "zoned": pa.timestamp("us"),
        "total": pa.int64(),
        "tint": pa.string(),
        "key": pa.string(),
        "pair": pa.string(),
        "list": pa.string(),
    }
    (row,) = pq.ParquetFile(file).read().to_pylist()
    assert (row["big"], row["amount"], row["total"]) == (9007199254740993, Decimal("77302800.5000"), 12345678901234)
    assert (row["tint"], row["pair"], row["list"]) == ("red", '{"a":1}', "[1,2]")


def test_files_are_zstd(exports):
    for path in exports.rglob("*.parquet"):
        metadata = pq.ParquetFile(path).metadata
        for group in range(metadata.num_row_groups):
            assert metadata.row_group(group).column(0).compression == "ZSTD"


def test_a_table_with_a_year_is_partitioned_by_it_and_keeps_every_row(exports):
    folders = sorted(path.name for path in (exports / "fct_all").iterdir())
    assert folders == ["2019", "2020", "no-year"]
    rows = duckdb.sql(f"select id, year from read_parquet('{exports}/fct_all/*/*.parquet') order by id").fetchall()
    assert rows == [(1, 2019), (2, 2020), (3, None)]


def test_a_folder_opens_as_one_table_whatever_opens_it(exports):
    folder = exports / "fct_all"
    for table in (pq.read_table(folder), pyarrow.dataset.dataset(folder).to_table()):
        assert sorted(zip(table["id"].to_pylist(), table["year"].to_pylist(), strict=True)) == [
            (1, 2019),
            (2, 2020),
            (3, None),
        ]
    assert sorted(pandas.read_parquet(folder)["id"]) == [1, 2, 3]
    assert sorted(polars.read_parquet(folder)["id"]) == [1, 2, 3]


def test_rows_are_sorted_and_files_say_by_what(tmp_path):
    database, exports = tmp_path / "gongkai.duckdb", tmp_path / "exports"
    with duckdb.connect(database) as connection:
        connection.execute("""create table fct_many as select 2019 as year,
            case when i % 7 = 0 then null else lpad(cast(i * 7919 % 1000 as varchar), 6, '0') end as region_code, i
            from range(200000) as n(i)""")
    export_tables(database, exports)
    (file,) = (exports / "fct_many" / "2019").iterdir()
    metadata = pq.ParquetFile(file).metadata
    assert [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)] == [122_880, 77_120]
    assert [(column.column_index, column.nulls_first) for column in metadata.row_group(0).sorting_columns] == [
        (0, False),
        (1, False),
    ]
    codes = pq.read_table(file)["region_code"].to_pylist()
    known = [code for code in codes if code is not None]
    assert known == sorted(known)
    assert codes[len(known) :] == [None] * (len(codes) - len(known))


def test_row_groups_of_long_texts_have_fewer_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "_ROW_GROUP_BYTES", 1_000_000)
    database, exports = tmp_path / "gongkai.duckdb", tmp_path / "exports"
    with duckdb.connect(database) as connection:
        connection.execute("create table dim_text as select i, repeat('公', 100) as text from range(25000) as n(i)")
    export_tables(database, exports)
    metadata = pq.ParquetFile(exports / "dim_text" / "part-0.parquet").metadata
    assert [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)] == [10_240, 10_240, 4_520]


def test_a_big_partition_is_split_into_files(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "_FILE_BYTES", 1)
    database, exports = tmp_path / "gongkai.duckdb", tmp_path / "exports"
    with duckdb.connect(database) as connection:
        connection.execute("create table fct_many as select 2019 as year, i from range(200000) as n(i)")
    export_tables(database, exports)
    files = sorted((exports / "fct_many" / "2019").iterdir())
    assert [path.name for path in files] == ["part-0.parquet", "part-1.parquet"]
    assert pq.read_table(exports / "fct_many")["i"].to_pylist() == list(range(200_000))
    (resource,) = package(exports)["resources"]
    assert resource["path"] == ["fct_many/2019/part-0.parquet", "fct_many/2019/part-1.parquet"]


def test_files_say_what_their_columns_hold(exports):
    file = exports / "dim_plain" / "part-0.parquet"
    schema = pq.read_schema(file)
    assert schema.metadata[b"description"] == b"One row per code."
    assert schema.field("name").metadata == {b"title": b"", b"description": b"Its name.", b"description_zh": b""}
    ((columns,),) = duckdb.execute(
        "select decode(value) from parquet_kv_metadata(?) where decode(key) = 'columns'", [str(file)]
    ).fetchall()
    assert json.loads(columns)["name"]["description"] == "Its name."


def test_an_empty_table_is_a_file_without_rows(exports):
    table = pq.ParquetFile(exports / "rollup_empty" / "part-0.parquet").read()
    assert table.num_rows == 0
    assert table.schema.field("value").type == pa.decimal128(28, 4)


def test_the_exports_hold_what_the_tables_hold(database, exports):
    with duckdb.connect(database, read_only=True) as connection:
        stored = connection.execute("select id, year, big, amount, name, day from fct_all order by id").fetchall()
    exported = duckdb.sql(
        f"select id, year, big, amount, name, day from read_parquet('{exports}/fct_all/*/*.parquet') order by id"
    ).fetchall()
    assert exported == stored


def test_the_data_package_is_valid(exports):
    report = Package.validate_descriptor(package(exports), basepath=str(exports))
    assert report.valid, report.flatten(["type", "message"])
    made = Package(exports / "datapackage.json")
    assert [resource.name for resource in made.resources] == ["dim_plain", "fct_all", "rollup_empty"]
    for resource in made.resources:
        for path in resource.paths:
            columns = pq.ParquetFile(exports / path).schema_arrow.names
            assert columns == resource.schema.field_names


def test_the_data_package_says_what_columns_hold(exports):
    plain, everything, empty = package(exports)["resources"]
    assert plain["description"] == "One row per code."
    assert plain["schema"]["fields"][1] == {
        "name": "name",
        "type": "string",
        "title": "",
        "description": "Its name.",
        "description_zh": "",
        "constraints": {"required": True},
    }
    assert everything["schema"]["primaryKey"] == ["id"]
    assert (plain["rows"], everything["rows"], empty["rows"]) == (1, 3, 0)
    assert len(everything["path"]) == 3


def test_a_type_without_a_form_is_named(tmp_path):
    path = tmp_path / "gongkai.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create table t as select interval 1 day as span")
    with pytest.raises(ExportError, match=r"column span is INTERVAL.*cast it in sql/"):
        export_tables(path, tmp_path / "exports")
