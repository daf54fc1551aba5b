"""What does not fit between the years of the sample reports (tests/samples/between_years.json), and nothing else."""

from __future__ import annotations

import json

import duckdb
import pytest

from gongkai.corpus import Corpus, extract_batch
from gongkai.schema import LEDGERS, TABLES
from tests.sql.small_warehouse import PROJECT, dbt_build

RAW = PROJECT / "data" / "raw"
LISTED = json.loads((PROJECT / "tests" / "samples" / "between_years.json").read_text(encoding="utf-8"))
RULES = {"carried": "carried_over", "repeated": "repeated", "jump": "jump"}
# True besides: the column of natural persons behind the total carried over, the sum since 2008 that is an error of its
# own year, and figures of a real organ that did jump.
BESIDES = {
    ("carried_over", "云渚县人民政府", 2019, 2020, 3, 2),
    ("cumulative_falls", "云渚县人民政府", 2009, 2012, 4415, 3980),
    ("jump", "淮安市洪泽区人民政府", 2023, 2024, 550, 9487),
}


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """The models over the sample reports."""
    home = tmp_path_factory.mktemp("samples")
    (home / "warehouse").mkdir()
    paths = sorted(path.relative_to(RAW).as_posix() for path in RAW.rglob("*") if path.is_file())
    tables = extract_batch(Corpus(str(RAW), "0"), paths)
    with duckdb.connect(str(home / "warehouse" / "working.duckdb")) as connection:
        for schema in (TABLES | LEDGERS).values():
            columns = ", ".join(f"{column.name} {column.type}" for column in schema.columns)
            connection.execute(f"create table {schema.name} ({columns})")
            if schema.name in tables:
                connection.register("read", tables[schema.name])
                connection.execute(f"insert into {schema.name} by name select * from read")
                connection.unregister("read")
    selected = ("--select", "+findings", "+rollup_coverage", "observations")
    dbt_build(home / "target", {"GONGKAI_HOME": str(home)}, *selected, "--resource-types", "model", "seed")
    with duckdb.connect(str(home / "warehouse" / "dev.duckdb"), read_only=True) as connection:
        yield connection


def test_findings_are_those_that_are_listed(samples):
    query = """select rule, organ_name, compared_year, findings.year, computed, stated
        from findings inner join dim_organ using (organ_id) where compares = 'years'"""
    found = sorted(samples.execute(query).fetchall())
    listed = [
        (RULES[one["kind"]], one["organ"], *one["years"], *one["values"]) for one in LISTED if one["kind"] in RULES
    ]
    assert found == sorted([*listed, *BESIDES])


def test_figures_are_those_that_are_listed(samples):
    """The observations of a finding are those of the measure and the split that the list names."""
    query = """select rule, findings.year, stated, measure, activity, applicant
        from findings inner join observations
            on list_contains(cast(observation_ids as varchar[]), observation_id)
        where compares = 'years'"""
    found = {(rule, year, stated, measure, activity) for rule, year, stated, measure, activity, applicant
             in samples.execute(query).fetchall() if applicant in {None, "total"}}  # fmt: skip
    for one in LISTED:
        if one["kind"] in RULES:
            for fact in one["facts"]:
                key = (one["years"][-1], one["values"][-1], fact["measure"], fact.get("activity"))
                assert (RULES[one["kind"]], *key) in found


def test_gaps_are_those_that_are_listed(samples):
    query = "select organ_name, year from rollup_coverage where coverage = 'gap'"
    gaps = set(samples.execute(query).fetchall())
    listed = {(one["organ"], year) for one in LISTED if one["kind"] == "gap" for year in one["years"]}
    # the county's samples begin with single years
    assert gaps == listed | {("云渚县人民政府", year) for year in (2010, 2011, 2013, 2014, 2015)}
