"""What the YAML of sql/ declares, against gongkai/schema.py and the models themselves."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from gongkai.schema import DIMENSION_COLUMNS, LEDGERS, TABLES
from tests.sql.small_warehouse import CATALOGUE, SQL

MODELS = sorted((SQL / "models").rglob("*.sql"))
LAYERS = ("staging", "intermediate", "core", "rollups")


def load(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def sources(name: str) -> dict[str, dict]:
    declared = load(SQL / "models" / "staging" / "__sources.yml")["sources"]
    (source,) = (source for source in declared if source["name"] == name)
    return {table["name"]: table for table in source["tables"]}


def test_sources_are_the_tables_of_the_schema():
    assert list(sources("working")) == [*TABLES, *LEDGERS]


@pytest.mark.parametrize("table", [*TABLES, *LEDGERS])
def test_source_columns_are_those_of_the_schema(table):
    declared = [
        (column["name"], column["data_type"], column["description"]) for column in sources("working")[table]["columns"]
    ]
    assert declared == [(column.name, column.type, column.description) for column in (TABLES | LEDGERS)[table].columns]


@pytest.mark.parametrize("table", sources("catalogue"))
def test_catalogue_columns_are_in_the_files(table):
    header = (CATALOGUE / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert {column["name"] for column in sources("catalogue")[table]["columns"]} <= set(header)


def test_dimensions_are_those_of_the_schema():
    assert tuple(load(SQL / "dbt_project.yml")["vars"]["dimensions"]) == DIMENSION_COLUMNS


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_stands_in_a_layer_with_its_yaml_and_is_short(path):
    assert path.parent.name in LAYERS
    (model,) = load(path.with_suffix(".yml"))["models"]
    assert model["name"] == path.stem
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_and_columns_are_described_and_the_grain_comes_last(path):
    (model,) = load(path.with_suffix(".yml"))["models"]
    last = model["description"].strip().rstrip(".").rsplit(". ", 1)[-1]
    assert last.startswith("One row per ")
    assert [column["name"] for column in model["columns"] if not column.get("description", "").strip()] == []


def test_a_returned_row_has_a_meaning():
    for path in (SQL / "tests").rglob("*.sql"):
        assert "A returned row is" in path.read_text(encoding="utf-8").splitlines()[0], path.name


def test_models_have_the_columns_that_are_described(warehouse):
    for path in MODELS:
        (model,) = load(path.with_suffix(".yml"))["models"]
        schema = "main" if path.parent.name in ("core", "rollups") else "staging"
        found = [name for name, *_ in warehouse.rows(f'describe {schema}."{path.stem}"')]
        assert sorted(found) == sorted(column["name"] for column in model["columns"]), path.stem


def test_what_is_exported_has_an_enforced_contract(warehouse):
    made = [
        node
        for node in warehouse.manifest["nodes"].values()
        if node["config"]["materialized"] in {"table", "incremental"}
    ]
    tables = [node for node in made if node["schema"] == "main"]  # the others go before the file is published
    assert {node["name"] for node in tables} == {p.stem for p in MODELS if p.parent.name in ("core", "rollups")}
    assert all(node["config"]["contract"]["enforced"] for node in tables)
    assert all(column["data_type"] for node in tables for column in node["columns"].values())


def test_models_with_a_case_expression_have_a_unit_test(warehouse):
    tested = {test["model"] for test in warehouse.manifest["unit_tests"].values()}
    with_case = {path.stem for path in MODELS if "case" in path.read_text(encoding="utf-8").lower().split()}
    assert with_case <= tested


def test_every_code_of_the_forms_has_a_class():
    """Each outcome, reason, channel, applicant, proceeding and result of the catalogue is in harmonised_classes."""
    with (SQL / "seeds" / "harmonised_classes.csv").open(encoding="utf-8", newline="") as file:
        parts = {part for row in csv.DictReader(file) for part in row["breakdown"].split(";")}
    with (CATALOGUE / "dimensions.csv").open(encoding="utf-8", newline="") as file:
        codes = [(row["dimension"], row["code"]) for row in csv.DictReader(file)]
    dimensions = {"outcome", "reason", "channel", "applicant", "proceeding", "result"}
    defaults = {"applicant=total", "result=total"}
    used = {f"{dimension}={code}" for dimension, code in codes if dimension in dimensions} - defaults
    assert used - parts == set()
    assert parts - used == {""}


def test_classes_agree_on_from_when_they_are_comparable():
    with (SQL / "seeds" / "harmonised_classes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    years = {(row["grouping"], row["class"], row["comparable_from"]) for row in rows}
    assert len(years) == len({(grouping, name) for grouping, name, _ in years})
    wholes = {(row["grouping"], row["measure"], row["breakdown"]) for row in rows if not row["part_of"]}
    held = {(row["grouping"], row["measure"], row["part_of"]) for row in rows if row["part_of"]}
    assert held - wholes == set()


def test_nothing_is_sent_anywhere():
    assert load(SQL / "dbt_project.yml")["flags"]["send_anonymous_usage_stats"] is False
    assert not (SQL / "packages.yml").exists()
