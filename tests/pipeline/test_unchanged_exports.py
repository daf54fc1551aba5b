"""Exports beside those of the version before: what changed is written, all else is the same file."""

import json
import shutil
from collections import Counter

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.store import earlier, exports, partitions
from assets.store.exports import Exported, export_tables

TABLES = """
create table fct_figures (id integer, year integer, region_code varchar, value decimal(20, 4), share double,
    note varchar, flag boolean, day date);
insert into fct_figures select i, case when i % 5 = 4 then null else 2019 + i % 5 end, lpad(cast(i as varchar), 6, '0'),
    i * 1.5, i / 7, 'note ' || i, i % 2 = 0, date '2020-01-01' + i::integer from range(40) as n(i);
create table dim_plain as select i as code, 'name ' || i as name from range(5) as n(i);
create table rollup_years as select year, sum(value) as value from fct_figures group by year order by year;
comment on table dim_plain is 'One row per code.';
"""
FILES = 12  # five years of two tables each, a table without years, the workbook
COLUMNS = ("id", "year", "region_code", "value", "share", "note", "flag", "day")


def change(database, script):
    with duckdb.connect(database) as connection:
        connection.execute(script)


@pytest.fixture
def database(tmp_path):
    change(tmp_path / "gongkai.duckdb", TABLES)
    return tmp_path / "gongkai.duckdb"


@pytest.fixture
def first(database, tmp_path):
    assert export_tables(database, tmp_path / "first") == Exported(written=FILES, taken=0)
    return tmp_path / "first"


def rows(database, table):
    with duckdb.connect(database, read_only=True) as connection:
        return Counter(connection.execute(f"from {table}").fetchall())


def exported(folder, table):
    with duckdb.connect() as connection:  # a new one, for DuckDB remembers the blocks of a path that was written anew
        return Counter(connection.execute("from read_parquet(?)", [f"{folder}/{table}/**/*.parquet"]).fetchall())


def assert_whole(database, folder):
    """The exports hold what the database holds, and say so."""
    for table in ("fct_figures", "dim_plain", "rollup_years"):
        assert exported(folder, table) == rows(database, table)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    told = {path: size for parts in package["parts"].values() for part in parts for path, size in part["files"].items()}
    there = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in folder.rglob("*")
        if path.suffix in {".parquet", ".xlsx"}
    }
    assert told == there


def changed_files(first, second):
    """Files of the second exports that are not the very files of the first."""
    return {
        path.relative_to(second).as_posix()
        for path in second.rglob("*")
        if path.suffix in {".parquet", ".xlsx"} and not path.samefile(first / path.relative_to(second))
    }


def test_without_a_change_every_file_is_that_of_the_version_before(database, first, tmp_path):
    assert export_tables(database, tmp_path / "second", first) == Exported(written=0, taken=FILES)
    assert changed_files(first, tmp_path / "second") == set()
    assert_whole(database, tmp_path / "second")


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("update fct_figures set value = value + 0.0001 where id = 6", {"fct_figures/2020/part-0.parquet"}),
        ("update fct_figures set note = null where id = 9", {"fct_figures/no-year/part-0.parquet"}),
        (
            "update fct_figures set year = 2021 where id = 5",
            {"fct_figures/2019/part-0.parquet", "fct_figures/2021/part-0.parquet"},
        ),
        ("insert into fct_figures from fct_figures where id = 5", {"fct_figures/2019/part-0.parquet"}),
        ("delete from dim_plain where code = 3", {"dim_plain/part-0.parquet"}),
        ("comment on column dim_plain.name is 'Its name.'", {"dim_plain/part-0.parquet"}),
        ("alter table dim_plain alter column code type bigint using code + 0", set()),
        ("alter table dim_plain alter column code type integer", {"dim_plain/part-0.parquet"}),
        (
            "update rollup_years set value = 0 where year = 2019",
            {"rollup_years/2019/part-0.parquet", "rollups.xlsx"},
        ),
        ("comment on table rollup_years is 'Sums.'", {*(f"rollup_years/{year}/part-0.parquet" for year in
            (2019, 2020, 2021, 2022, "no-year")), "rollups.xlsx"}),
    ],
    ids=[
        "value", "null", "year", "doubled", "deleted", "description", "same-type", "type", "rollup", "rollup-described",
    ],
)  # fmt: skip
def test_what_changed_is_written_and_nothing_else(database, first, tmp_path, script, written):
    change(database, script)
    export_tables(database, tmp_path / "second", first)
    assert changed_files(first, tmp_path / "second") == written
    assert_whole(database, tmp_path / "second")


def test_the_order_of_the_rows_in_the_table_does_not_matter(database, first, tmp_path):
    change(database, "create or replace table fct_figures as from fct_figures order by random()")
    assert export_tables(database, tmp_path / "second", first).written == 0


VALUES = st.one_of(
    st.tuples(st.just("note"), st.none() | st.text(alphabet=st.characters(exclude_categories=["Cs"], min_codepoint=1))),
    st.tuples(st.just("value"), st.none() | st.decimals(-1000, 1000, places=4)),
    st.tuples(st.just("share"), st.none() | st.floats(allow_nan=False)),
    st.tuples(st.just("flag"), st.none() | st.booleans()),
    st.tuples(st.just("year"), st.none() | st.integers(2015, 2025)),
    st.tuples(st.just("day"), st.none() | st.dates()),
)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(0, 39), VALUES),
        st.tuples(st.just("swap"), st.integers(0, 39), st.integers(0, 39)),
        st.tuples(st.just("delete"), st.integers(0, 39), st.none()),
        st.tuples(st.just("double"), st.integers(0, 39), st.none()),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(CHANGES)
def test_no_changed_row_is_missed(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("changes")
    database = folder / "gongkai.duckdb"
    change(database, TABLES)
    export_tables(database, folder / "first")
    before = rows(database, "fct_figures")
    with duckdb.connect(database) as connection:
        for kind, row, what in changes:
            if kind == "set":
                connection.execute(f"update fct_figures set {what[0]} = $value where id = {row}", {"value": what[1]})
            elif kind == "swap":  # the same values in other rows
                connection.execute(
                    f"""update fct_figures set note = (select any_value(o.note) from fct_figures o
                        where o.id = {row + what} - fct_figures.id) where id in ({row}, {what})"""
                )
            elif kind == "delete":
                connection.execute(f"delete from fct_figures where id = {row}")
            else:
                connection.execute(f"insert into fct_figures from fct_figures where id = {row}")
    done = export_tables(database, folder / "second", folder / "first")
    now = rows(database, "fct_figures")
    assert exported(folder / "second", "fct_figures") == now
    years = {row[1] for row in (now - before) + (before - now)} & {row[1] for row in now}
    assert done.written == len(years)
    shutil.rmtree(folder)


def test_a_file_that_is_not_as_it_was_written_is_written_again(database, first, tmp_path):
    (first / "dim_plain" / "part-0.parquet").write_bytes(b"PAR1")
    (first / "fct_figures" / "2019" / "part-0.parquet").unlink()
    export_tables(database, tmp_path / "second", first)
    assert_whole(database, tmp_path / "second")


@pytest.mark.parametrize(
    "package",
    ["", "[]", "{}", '{"parts": {"dim_plain": [{"folder": ".", "digest": "1", "files": 3}]}}', None],
    ids=["cut", "list", "without-parts", "other-form", "missing"],
)
def test_exports_that_do_not_say_what_they_hold_are_not_used(database, first, tmp_path, package):
    (first / "datapackage.json").unlink()
    if package is not None:
        (first / "datapackage.json").write_text(package, encoding="utf-8")
    assert export_tables(database, tmp_path / "second", first) == Exported(written=FILES, taken=0)


def test_files_outside_of_the_exports_are_not_taken(database, first, tmp_path):
    (tmp_path / "secret").write_text("words", encoding="utf-8")
    package = json.loads((first / "datapackage.json").read_text(encoding="utf-8"))
    package["parts"]["dim_plain"][0]["files"] = {"../secret": 5}
    (first / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert export_tables(database, tmp_path / "second", first).taken == 0


def test_other_code_writes_everything(database, first, tmp_path, monkeypatch):
    monkeypatch.setattr(partitions, "_code", lambda: b"newer")
    assert export_tables(database, tmp_path / "second", first) == Exported(written=FILES, taken=0)


def test_where_there_are_no_links_files_are_copied(database, first, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("no links on this disk")

    monkeypatch.setattr(earlier.os, "link", fail)
    assert export_tables(database, tmp_path / "second", first) == Exported(written=0, taken=FILES)
    assert len(changed_files(first, tmp_path / "second")) == FILES
    assert_whole(database, tmp_path / "second")


def test_exports_outlive_those_they_took_files_from(database, first, tmp_path):
    export_tables(database, tmp_path / "second", first)
    export_tables(database, tmp_path / "third", tmp_path / "second")
    shutil.rmtree(first)
    shutil.rmtree(tmp_path / "second")
    assert_whole(database, tmp_path / "third")
    assert (tmp_path / "third" / "dim_plain" / "part-0.parquet").stat().st_nlink == 1


def test_what_fails_stops_the_rest(database, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assets.store.exports.write_parquet", fail)
    with pytest.raises(OSError, match="No space left"):
        export_tables(database, tmp_path / "exports")


def test_a_part_for_which_memory_was_short_is_written_alone(database, tmp_path, monkeypatch):
    write, asked = exports.write_parquet, []

    def short(connection, table, schema, part, folder):
        asked.append((table.name, part.folder))
        if asked[-1] == ("fct_figures", "2020") and asked.count(asked[-1]) == 1:
            raise duckdb.OutOfMemoryException("could not allocate block")
        return write(connection, table, schema, part, folder)

    monkeypatch.setattr(exports, "write_parquet", short)
    assert export_tables(database, tmp_path / "exports") == Exported(written=FILES, taken=0)
    assert asked[-1] == ("fct_figures", "2020")
    assert_whole(database, tmp_path / "exports")


def test_memory_that_does_not_suffice_at_all_is_told(database, tmp_path, monkeypatch):
    def short(*_):
        raise duckdb.OutOfMemoryException("could not allocate block")

    monkeypatch.setattr(exports, "write_parquet", short)
    with pytest.raises(duckdb.OutOfMemoryException):
        export_tables(database, tmp_path / "exports")
