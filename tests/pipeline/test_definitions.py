"""The graph as Dagster sees it: a change here is a change to what operators rely on."""

import dagster as dg
import pytest

from assets.checks import CHECKS
from pipelines.definitions import build_definitions
from pipelines.settings import PROJECT, Settings

READING = {
    "raw_reports": set(),
    "documents": {"raw_reports"},
    "rejects": {"raw_reports"},
    "corrections": {"raw_reports"},
    "sections": {"documents"},
    "blocks": {"documents"},
    "cells": {"documents"},
    "section_words": {"sections"},
    "observations": {"documents", "sections"},
    "quantities": {"documents", "sections"},
    "findings": {"documents", "observations"},
    "report_history": {"documents", "rejects"},
}
CHECK_NAMES = {
    "documents": {"schema", "rejects"},
    "sections": {"schema", "titles", "references", "nesting"},
    "blocks": {"schema", "places"},
    "cells": {"schema", "grids"},
    "observations": {"schema", "evidence", "references", "codes", "values", "placement"},
    "quantities": {"schema", "clauses", "references"},
    "findings": {"schema", "references"},
    "rejects": {"schema", "spread", "faults"},
    "section_words": {"schema", "references"},
    "corrections": {"schema"},
    "report_history": {"schema"},
}
WARNINGS = {("sections", "nesting"), ("observations", "placement"), ("rejects", "faults")}
# The tables of the design, by the layer that they are models of.
TABLES = {
    "core": {
        *("dim_region", "dim_organ", "dim_report", "dim_section", "dim_measure"),
        *("dim_text", "dim_block", "dim_cell"),
        *("fct_proactive_disclosures", "fct_requests", "fct_appeals", "fct_fees", "fct_engagement", "fct_resources"),
        *("observations", "quantities", "findings", "rejects", "corrections", "report_history", "fct_problem_themes"),
    },
    "rollups": {"rollup_region_year", "rollup_national_year", "rollup_change", "rollup_problem_themes"},
}


@pytest.fixture(scope="module")
def definitions(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / "raw").mkdir()
    return build_definitions(settings=Settings.from_environment({"GONGKAI_HOME": str(home)}))


@pytest.fixture(scope="module")
def graph(definitions):
    return definitions.resolve_asset_graph()


def keys(names):
    return {dg.AssetKey(name.split("/")) for name in names}


def test_everything_loads(definitions):
    dg.Definitions.validate_loadable(definitions)


@pytest.mark.parametrize("name", READING)
def test_a_layer_of_reading_stands_on_those_before(graph, name):
    assert graph.get(dg.AssetKey(name)).parent_keys == keys(READING[name])
    assert graph.get(dg.AssetKey(name)).group_name == "reading"


@pytest.mark.parametrize(("layer", "name"), [(layer, name) for layer in TABLES for name in sorted(TABLES[layer])])
def test_every_table_of_the_design_is_a_model_that_is_published(graph, layer, name):
    key = dg.AssetKey([layer, name])
    assert graph.get(key).group_name == layer
    assert dg.AssetKey("publication") in graph.get(key).child_keys
    assert graph.get(key).description


def test_the_models_stand_on_the_working_tables_and_the_catalogue(graph):
    above = {key for key in graph.get_all_asset_keys() if key.path[0] == "staging"}
    roots = {parent.to_user_string() for key in above for parent in graph.get(key).parent_keys if parent not in above}
    assert roots >= {"documents", "sections", "observations", "quantities", "findings", "rejects"}
    assert all(root in READING or root.startswith(("catalogue/", "core/", "seeds/")) for root in roots)


def test_the_exports_come_last(graph):
    assert graph.get(dg.AssetKey("exports")).parent_keys == keys({"publication"})
    assert not graph.get(dg.AssetKey("exports")).child_keys


def test_the_checks_and_which_of_them_block(graph):
    found = {}
    for key in graph.asset_check_keys:
        if len(key.asset_key.path) == 1:
            found.setdefault(key.asset_key.to_user_string(), set()).add(key.name)
            blocking = (key.asset_key.to_user_string(), key.name) not in WARNINGS
            assert graph.get(key).blocking is blocking
    assert found == CHECK_NAMES
    assert {(check.asset, check.name) for check in CHECKS} == {
        (asset, name) for asset, names in CHECK_NAMES.items() for name in names
    }


def test_the_tests_of_dbt_are_checks_too(graph):
    models = {key.asset_key.path[0] for key in graph.asset_check_keys if len(key.asset_key.path) > 1}
    assert models >= {"core", "rollups"}
    singular = {path.stem for path in (PROJECT / "sql" / "tests" / "singular").glob("*.sql")}
    assert singular <= {key.name for key in graph.asset_check_keys}


def test_the_job_takes_everything_and_runs_in_one_process(definitions, graph):
    job = definitions.resolve_job_def("gongkai")
    assert job.executor_def.name == "in_process"
    assert job.asset_layer.executable_asset_keys == graph.executable_asset_keys
    assert [node.name for node in job.nodes_in_topological_order] == [
        "raw_reports",
        "corrections",
        "reading",
        "checks",
        "models",
        "publication",
        "exports",
    ]


def test_every_step_that_writes_stands_in_the_pool_of_one(definitions):
    job = definitions.resolve_job_def("gongkai")
    assert {node.definition.pool for node in job.nodes} == {"warehouse"}


def test_the_nightly_schedule(definitions):
    (schedule,) = definitions.schedules
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == "gongkai"
