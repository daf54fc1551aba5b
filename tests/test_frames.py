import datetime
import subprocess
import sys
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

import gongkai
from assets.store.exports import export_tables
from gongkai.frames import QueryError, WarehouseError, find_warehouse

TABLES = """
create table fct_requests (year integer, value decimal(20, 4), evidence varchar, is_current boolean, day date);
insert into fct_requests values
    (2019, 12, '收到申请12件', true, '2020-03-01'), (2020, 0.5, '约 "半" 件|', false, null),
    (null, null, '', true, null);
create table dim_code (code varchar, name_zh varchar);
comment on table fct_requests is 'Requests for information (依申请公开).';
comment on column fct_requests.value is 'The figure''s value.';
"""


@pytest.fixture
def data(tmp_path):
    """A data folder with a published file and its export."""
    warehouse = tmp_path / "data" / "warehouse"
    warehouse.mkdir(parents=True)
    with duckdb.connect(warehouse / "gongkai.duckdb") as connection:
        connection.execute(TABLES)
    export_tables(warehouse / "gongkai.duckdb", warehouse / "exports")
    return tmp_path / "data"


@pytest.fixture(params=["gongkai.duckdb", "exports"])
def opened(request, data):
    with gongkai.warehouse(data / "warehouse" / request.param) as warehouse:
        yield warehouse


def test_a_table_is_a_frame_of_arrow_types_with_exact_values(opened):
    frame = opened.table("fct_requests")
    assert [str(kind) for kind in frame.dtypes] == [
        "int32[pyarrow]",
        "decimal128(20, 4)[pyarrow]",
        "string[pyarrow]",
        "bool[pyarrow]",
        "date32[day][pyarrow]",
    ]
    assert all(isinstance(kind, pd.ArrowDtype) for kind in frame.dtypes)
    first, second, third = frame.astype(object).itertuples(index=False)
    assert tuple(first) == (2019, Decimal("12.0000"), "收到申请12件", True, datetime.date(2020, 3, 1))
    assert tuple(second)[:4] == (2020, Decimal("0.5000"), '约 "半" 件|', False)
    assert pd.isna(third.year)
    assert pd.isna(third.value)
    assert third.evidence == ""


def test_columns_can_be_chosen(opened):
    assert list(opened.table("fct_requests", ["evidence", "year"]).columns) == ["evidence", "year"]


def test_tables_and_columns_are_described_in_both_languages(opened):
    tables = opened.tables()
    assert tables.to_dict("records") == [
        {"table": "dim_code", "name_zh": "维度代码表", "rows": 0, "description": ""},
        {
            "table": "fct_requests",
            "name_zh": "依申请公开事实表",
            "rows": 3,
            "description": "Requests for information (依申请公开).",
        },
    ]
    value = opened.describe("fct_requests").set_index("column").loc["value"]
    assert (value["type"], value["name_zh"], value["description"]) == ("DECIMAL(20,4)", "数值", "The figure's value.")
    assert "零" in value["definition_zh"]


def test_sql_takes_parameters(opened):
    frame = opened.sql("select evidence from fct_requests where year = ?", [2019])
    assert frame["evidence"].tolist() == ["收到申请12件"]
    assert opened.sql("select count(*) as n from fct_requests where year = $year", {"year": 1999})["n"].tolist() == [0]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda opened: opened.table("fct_request"), "no table fct_request; there are dim_code, fct_requests"),
        (lambda opened: opened.table('x" --'), "no table"),
        (lambda opened: opened.describe("nothing"), "no table nothing"),
        (lambda opened: opened.table("fct_requests", ["valeu"]), "valeu"),
        (lambda opened: opened.sql("selec 1"), "syntax error"),
        (lambda opened: opened.sql("delete from fct_requests"), "read-only|Can only delete from base table"),
    ],
    ids=["table", "quoted", "describe", "column", "syntax", "write"],
)
def test_what_cannot_be_answered_says_why(opened, ask, words):
    with pytest.raises(QueryError, match=words):
        ask(opened)


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("select 1;", True),
        ("select 1", False),
        ("select '信息';  -- done", True),
        ("select 'a;", False),
        ("select ';'", False),
        ("select '--';", True),
        ("select 1 -- no;", False),
        ("select 1 /* ;", False),
        ('select ";', False),
        ("select 1\n;\n", True),
        ("selec 1;", True),
        ("", False),
    ],
)
def test_a_statement_ends_with_a_semicolon_of_its_own(opened, text, complete):
    assert opened.is_complete(text) is complete


@pytest.mark.parametrize("place", [".", "warehouse", "warehouse/gongkai.duckdb", "warehouse/exports"])
def test_any_folder_of_the_data_folder_will_do(data, place):
    found = find_warehouse(data / place)
    assert found == data / "warehouse" / ("exports" if place.endswith("exports") else "gongkai.duckdb")


def test_the_default_is_the_data_folder(data, monkeypatch):
    monkeypatch.setenv("GONGKAI_HOME", str(data))
    assert find_warehouse() == data / "warehouse" / "gongkai.duckdb"
    monkeypatch.delenv("GONGKAI_HOME")
    monkeypatch.chdir(data.parent)
    assert find_warehouse().resolve() == data / "warehouse" / "gongkai.duckdb"


def test_nothing_published_is_said_with_the_next_step(tmp_path, monkeypatch):
    with pytest.raises(WarehouseError, match=rf"{tmp_path}: nothing is published there; publish with `make run`"):
        gongkai.warehouse(tmp_path)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "none"))
    with pytest.raises(WarehouseError, match="nothing is published"):
        gongkai.warehouse()


def test_a_file_that_is_no_warehouse_is_named(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("政府信息公开", encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"report\.txt: .*is it a published warehouse"):
        gongkai.warehouse(path)


@pytest.mark.parametrize("spoil", ["gone", "outside", "no json"])
def test_a_spoilt_export_is_named(data, spoil):
    exports = data / "warehouse" / "exports"
    package = exports / "datapackage.json"
    if spoil == "gone":
        (exports / "dim_code" / "part-0.parquet").unlink()
    elif spoil == "outside":
        package.write_text(package.read_text().replace("dim_code/part-0.parquet", "../../../secret.parquet"))
    else:
        package.write_text("{")
    with pytest.raises(WarehouseError, match="export anew"):
        gongkai.warehouse(exports)


def test_an_open_warehouse_keeps_its_version_and_shuts_nobody_out(data):
    path = data / "warehouse" / "gongkai.duckdb"
    with gongkai.warehouse(path) as first, gongkai.warehouse(path) as second:
        assert len(first.table("fct_requests")) == len(second.table("fct_requests")) == 3


WITHOUT = """
import sys
sys.modules[{missing!r}] = None
import gongkai
try:
    gongkai.warehouse({path!r}).table("fct_requests")
except gongkai.frames.WarehouseError as error:
    print(error)
"""


@pytest.mark.parametrize("missing", ["duckdb", "pandas"])
def test_without_the_extra_it_says_what_to_install(data, missing):
    code = WITHOUT.format(missing=missing, path=str(data))
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.startswith(f"{missing} is not installed; ")
    assert "pip install 'gongkai[query]'" in output


def test_importing_the_package_and_reading_a_report_loads_neither():
    code = (
        "import sys, gongkai, gongkai.cli, gongkai.corpus\n"
        "gongkai.extract_text('某县2019年政府信息公开工作年度报告')\n"
        "print([name for name in ('duckdb', 'pandas', 'gongkai.frames') if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output == "[]\n"
