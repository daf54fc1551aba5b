"""What comes out of the build, against results worked out by hand."""

from __future__ import annotations

import re

import duckdb
import pytest

from tests.sql.small_warehouse import SQL

CORE = {
    "corrections", "dim_block", "dim_cell", "dim_code", "dim_measure", "dim_organ", "dim_organ_name", "dim_region",
    "dim_region_name", "dim_report", "dim_rule", "dim_section", "dim_text", "fct_appeals", "fct_engagement", "fct_fees",
    "fct_problem_themes", "fct_proactive_disclosures", "fct_requests", "fct_resources", "findings",
    "harmonised_classes", "observations", "problem_themes", "quantities", "rejects", "report_history", "steady_figures",
}  # fmt: skip


def test_every_model_is_built_and_every_test_passes(warehouse):
    warned = {node.split(".")[2] for node, status in warehouse.statuses.items() if status == "warn"}
    assert set(warehouse.statuses.values()) == {"success", "pass", "warn"}
    assert warned == {"every_correction_is_applied"}
    assert sum(node.startswith("unit_test.") for node in warehouse.statuses) >= 8


def test_empty_warehouse_has_every_table_and_nothing_that_needs_the_working_database(empty_publication):
    tables = {name for (name,) in empty_publication.rows("select table_name from duckdb_tables()")}
    rollups = {path.stem for path in (SQL / "models" / "rollups").glob("*.sql")}
    assert tables == CORE | rollups
    assert empty_publication.rows("select schema_name || view_name from duckdb_views() where not internal") == []
    assert empty_publication.rows("select count(*) from fct_requests") == [(0,)]
    assert empty_publication.rows("select count(*) from rollup_national_year") == [(0,)]


def test_types_are_those_that_other_tools_read(warehouse):
    query = "select distinct data_type from duckdb_columns() where schema_name = 'main' and not internal"
    kinds = {kind.split("(")[0] for (kind,) in warehouse.rows(query)}
    assert kinds == {"VARCHAR", "INTEGER", "BIGINT", "DECIMAL", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"}


def test_descriptions_are_in_the_file(warehouse):
    ((comment,),) = warehouse.rows("select comment from duckdb_tables() where table_name = 'fct_requests'")
    assert "依申请公开" in comment
    missing = "select table_name, column_name from duckdb_columns() where database_name = current_database()"
    assert warehouse.rows(f"{missing} and schema_name = 'main' and comment is null") == []


def test_the_query_in_the_docs_shows_where_a_fact_stands(warehouse):
    text = (SQL.parent / "docs" / "extraction.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```sql\n(.*?)```", text, re.S)
    rows = warehouse.rows(query)
    assert len(rows) == warehouse.rows("select count(*) from fct_requests")[0][0] > 10
    # of the table and the cell around a figure the cell, the shorter one
    (city,) = (row for row in rows if row[1] == 50)
    assert city[3:] == (2, 72.0, 81.5, 300.0, 97.0, None)


def test_text_of_a_report_is_there_whole(warehouse):
    query = """select text[b.span_start + 1:b.span_end] = text, c.column_span, text[c.span_start + 1:c.span_end]
        from dim_text join dim_block b using (report_id) join dim_cell c using (report_id)
        where report_id = 'd20' and b.block_kind = 'table'"""
    assert warehouse.rows(query) == [(True, 2, "报告")]


def test_section_text_is_cut_by_code_points(warehouse):
    query = "select text[:6], length(text) = span_end - span_start from dim_section where section_id = 'd20-s0'"
    assert warehouse.rows(query) == [("报告\r\n00", True)]


def test_facts_hold_what_stands_and_say_whose_it_is(warehouse):
    query = """select channel, applicant, value, status, scope, is_current, year, region_code
        from fct_requests where report_id = 'c20' and measure = 'requests_received' order by span_start"""
    assert warehouse.rows(query) == [
        (None, "total", 20, "reported", "unstated", True, 2020, "910111"),
        (None, "natural_person", 8, "reported", "unstated", True, 2020, "910111"),
        ("letter", "total", None, "blank", "unstated", True, 2020, "910111"),
    ]
    assert warehouse.rows("select count(*) from observations where report_id = 'c20'") == [(12,)]


def test_one_body_under_two_codes_and_three_names(warehouse):
    query = """select organ_name, names, join_rule, body_class, region_code, first_year, last_year, years_reported
        from dim_organ where organ_id = (select organ_id from dim_report where report_id = 'c15')"""
    assert warehouse.rows(query) == [
        (
            "丙区人民政府办公室", "丙区人民政府; 丙区人民政府办公室; 丙县人民政府; 乙市丙区人民政府",
            "government_of_region", "government", "910111", 2015, 2021, 3,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        pytest.param("c20early", (3, False, "c20", None), id="earlier"),
        pytest.param("c20", (3, True, None, None), id="stands"),
        pytest.param("c20copy", (3, False, "c20", "c20"), id="copy"),
        pytest.param("undated", (1, True, None, None), id="no year"),
    ],
)
def test_which_version_stands(warehouse, report, expected):
    query = f"select versions, is_current, superseded_by, copy_of from dim_report where report_id = '{report}'"
    assert warehouse.rows(query) == [expected]


SUM = """value, basis, reports, parts_valued, parts_blank, parts_ambiguous, parts_conflicted, parts_approximate,
    parts_held"""


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        pytest.param(("910111", 2020, "requests_received", "comparable", "government"),
                     (20, "stated", 1, 1, 0, 0, 0, 0, 0), id="county states it"),
        pytest.param(("910100", 2020, "requests_received", "comparable", "government"),
                     (50, "stated", 1, 1, 0, 0, 0, 0, 2), id="city holds its counties"),
        pytest.param(("910000", 2020, "requests_received", "comparable", "government"),
                     (50, "sum_of_parts", 1, 1, 0, 0, 0, 0, 2), id="province has the city"),
        pytest.param(("910100", 2021, "requests_received", "comparable", "government"),
                     (25, "sum_of_parts", 2, 1, 1, 0, 0, 0, 0), id="no city, one county blank"),
        pytest.param(("910122", 2021, "requests_received", "comparable", "government"),
                     (None, "not_stated", 1, 0, 1, 0, 0, 0, 0), id="blank is not zero"),
        pytest.param(("910100", 2020, "disclosed", "comparable", "government"),
                     (1000, "stated", 1, 1, 0, 0, 0, 0, 1), id="city's jurisdiction"),
        pytest.param(("910100", 2020, "disclosed", "organ", "government"),
                     (30, "sum_of_parts", 1, 1, 0, 0, 0, 0, 0), id="organ figures are held by none"),
        pytest.param(("910100", 2020, "requests_received", "comparable", "department"),
                     (2, "sum_of_parts", 1, 1, 0, 0, 0, 1, 0), id="departments apart"),
        pytest.param(("910122", 2020, "requests_received", "comparable", "township"),
                     (1, "sum_of_parts", 1, 1, 0, 0, 0, 0, 0), id="townships apart"),
        pytest.param(("910121", 2015, "requests_received", "comparable", "government"),
                     (10, "stated", 1, 1, 0, 0, 0, 0, 0), id="code of the year"),
        pytest.param((None, 2020, "requests_received", "comparable", "government"),
                     (5, "sum_of_parts", 1, 1, 0, 0, 0, 0, 0), id="unplaced"),
    ],
)  # fmt: skip
def test_rollup_region_year(warehouse, series, expected):
    query = f"""select {SUM} from rollup_region_year
        where region_code is not distinct from ? and year = ? and measure = ? and scope = ? and body_class = ?
            and breakdown = '' and period = 'annual'"""
    found = warehouse.connection.execute(query, list(series)).fetchall()
    assert found == [expected]


def test_two_values_that_nothing_tells_apart_are_not_added(warehouse):
    query = f"select {SUM} from rollup_region_year where breakdown = 'channel=website' and scope = 'comparable'"
    assert set(warehouse.rows(query)) == {(None, "not_stated", 1, 0, 0, 1, 1, 0, 0)}


@pytest.mark.parametrize(
    ("year", "body_class", "expected"),
    [
        pytest.param(2015, "government", (10, 1, 1, 0), id="2015"),
        pytest.param(2020, "government", (55, 2, 2, 2), id="2020: the city and the unplaced county"),
        pytest.param(2021, "government", (25, 2, 1, 0), id="2021"),
        pytest.param(2020, "department", (2, 1, 1, 0), id="department"),
        pytest.param(2020, "township", (1, 1, 1, 0), id="township"),
    ],
)
def test_rollup_national_year(warehouse, year, body_class, expected):
    query = f"""select value, reports, parts_valued, parts_held from rollup_national_year
        where year = {year} and body_class = '{body_class}' and measure = 'requests_received' and breakdown = ''
            and scope = 'comparable'"""
    assert warehouse.rows(query) == [expected]


def test_rollup_change(warehouse):
    query = """select year, previous_year, previous_value, value, change, relative_change, is_form_changed,
            is_scope_changed, has_year_gap, is_outlier, previous_report_id
        from rollup_change where measure = 'requests_received' and breakdown = '' and body_class = 'government'
        order by year"""
    assert warehouse.rows(query) == [
        (2020, 2015, 10, 20, 10, 1.0, True, False, True, None, "c15"),
        (2021, 2020, 20, 25, 5, 0.25, True, False, False, None, "c20"),
    ]


def test_rollup_requests(warehouse):
    query = """select year, received, received_basis, answered, answered_basis, refused, refused_basis, granted_rate,
            parts_without_value
        from rollup_requests where region_code = '910111' order by year"""
    assert warehouse.rows(query) == [
        (2020, 20, "stated", 6, "sum_of_parts", 2, "sum_of_parts", 0.5, 1),
        (2021, 25, "stated", None, "not_stated", None, "not_stated", None, 0),
    ]


def test_names_of_one_body_and_how_each_was_led_to_it(warehouse):
    query = """select organ_name, name_rule, first_year, last_year, reports from dim_organ_name
        where organ_id = (select organ_id from dim_report where report_id = 'c15') order by first_year, organ_name"""
    assert warehouse.rows(query) == [
        ("丙县人民政府", "government", 2015, 2015, 1),
        ("丙区人民政府", "government", 2020, 2020, 2),
        ("乙市丙区人民政府", "government", 2020, 2020, 1),
        ("丙区人民政府办公室", "office_of_government", 2021, 2021, 1),
    ]


def test_names_of_a_division_with_their_years(warehouse):
    query = "select region_name, valid_from, valid_to, successor_code, is_latest from dim_region_name"
    assert warehouse.rows(f"{query} where region_code = '910121'") == [("丙县", 1983, 2016, "910111", True)]


def test_what_does_not_fit_between_the_years(warehouse):
    query = """select rule, severity, year, compared_year, stated, computed, json_array_length(observation_ids)
        from findings where compares = 'years' order by all"""
    assert warehouse.rows(query) == [
        ("carried_over", "error", 2022, 2021, 4, 5, 2),
        ("cumulative_falls", "error", 2022, 2021, 90, 95, 2),
        ("documents_in_force", "warning", 2022, 2021, 9, 8, 4),
        ("jump", "warning", 2024, 2023, 6400, 640, 2),
        ("repeated", "info", 2022, 2021, 640, 640, 2),
        ("repeated", "warning", 2023, 2022, 640, 640, 2),
    ]


def test_findings_between_the_years_are_told_in_words(warehouse):
    query = "select message_zh, message_en, numbers from findings where rule = 'documents_in_force'"
    assert warehouse.rows(query) == [
        (
            "“规章和规范性文件(现行有效、规范性文件)”:2021年现行有效7件,加2022年制发3件减废止2件应为8件,年报为9件。",
            "Documents (in force, normative): 7 at the end of 2021, 3 made and 2 repealed in 2022 leave 8, "
            "the report has 9.",
            '{"in_force": 9, "in_force_before": 7, "made": 3, "repealed": 2}',
        )
    ]


def test_rollup_quality(warehouse):
    query = """select year, findings, errors, warnings, infos, within_report, between_years, rules
        from rollup_quality where organ_name = '丁县水务局' order by year"""
    assert warehouse.rows(query) == [
        (2021, 1, 0, 0, 1, 1, 0, "region_unknown"),
        (2022, 5, 2, 1, 2, 1, 4, "carried_over; cumulative_falls; documents_in_force; region_unknown; repeated"),
        (2023, 2, 0, 1, 1, 1, 1, "region_unknown; repeated"),
        (2024, 2, 0, 1, 1, 1, 1, "jump; region_unknown"),
    ]


def test_rollup_benchmark(warehouse):
    query = """select organ_name, value, peers, peer_rank, percentile, province_peers, province_rank
        from rollup_benchmark where measure = 'requests_received' and breakdown = '' and year = 2020
            and organ_level = 'county'
            and body_class = 'government' order by value"""
    assert warehouse.rows(query) == [
        ("己县人民政府", 5, 3, 3, 0.0, None, None),
        ("丁县人民政府", 7, 3, 2, 0.5, 2, 2),
        ("丙区人民政府办公室", 20, 3, 1, 1.0, 2, 1),
    ]


def test_rollup_classes(warehouse):
    query = """select grouping, class, value, basis, is_comparable from rollup_classes
        where report_id = 'c20' and grouping in ('outcomes', 'reasons') order by all"""
    assert warehouse.rows(query) == [
        ("outcomes", "granted", 2, "stated", True),
        ("outcomes", "other", 1, "stated", True),
        ("outcomes", "partly_granted", 1, "stated", True),
        ("outcomes", "refused", 2, "sum_of_parts", True),
        ("outcomes", "unable", None, "not_stated", True),
        ("reasons", "not_held", None, "not_stated", True),
        ("reasons", "state_secret", 0, "stated", True),
        ("reasons", "third_party", 2, "stated", True),
    ]


def test_provinces_and_the_unplaced_make_the_nation(warehouse):
    query = """select province_name, value, reports from rollup_province_year where year = 2020 and breakdown = ''
        and measure = 'requests_received' and scope = 'comparable' and body_class = 'government' order by all"""
    assert warehouse.rows(query) == [("甲省", 50, 1), (None, 5, 1)]


def test_rollup_coverage(warehouse):
    query = """select year, coverage, versions from rollup_coverage
        where organ_id = (select organ_id from dim_report where report_id = 'c15') and year in (2015, 2019, 2020)"""
    assert sorted(warehouse.rows(query)) == [(2015, "reported", 1), (2019, "gap", 0), (2020, "reported", 3)]
    query = "select year, coverage from rollup_coverage where organ_name = '甲省乙市人民政府' and year < 2022"
    assert sorted(warehouse.rows(query)) == [(2020, "reported"), (2021, "none_since")]


def test_what_becomes_of_corrections(warehouse):
    assert dict(warehouse.rows("select correction_line, status from corrections")) == {
        2: "applied", 3: "applied", 4: "no_difference", 5: "several_figures", 6: "applied", 7: "no_report",
        8: "no_figure", 9: "invalid",
    }  # fmt: skip
    ((message,),) = warehouse.rows("select message from corrections where correction_line = 7")
    assert message.startswith("corrections/corrections.csv, line 7: there is no report nowhere.txt;")
    assert all(message for (message,) in warehouse.rows("select message from corrections"))


def test_facts_are_as_corrected_and_observations_as_read(warehouse):
    columns = "value, status, qualifier, is_conflicted, is_corrected, correction_id"
    facts = "(from fct_fees union all by name from fct_resources)"
    query = f"select measure, {columns} from {facts} where report_id = 'd20' order by measure"
    assert warehouse.rows(query) == [
        ("expenditure", 5000, "reported", "exact", False, True, "k2"),
        ("meetings", 2, "reported", "exact", False, False, None),
        ("trainees", 5, "reported", "exact", False, False, None),
    ]
    query = (
        "select measure, value from observations where report_id = 'd20' and measure in ('expenditure', 'trainings')"
    )
    assert sorted(warehouse.rows(query)) == [("expenditure", 50000), ("trainings", 7)]
    query = """select value, parts_corrected from rollup_national_year
        where measure in ('expenditure', 'trainees') and scope = 'comparable' order by measure"""
    assert warehouse.rows(query) == [(5000, 1), (5, 0)]


def test_history_is_said_with_each_report(warehouse):
    query = """select cast(first_seen_at as date)::varchar, cast(last_seen_at as date)::varchar, content_versions,
        code_versions from dim_report where report_id = 'c20'"""
    assert warehouse.rows(query) == [("2025-01-01", "2025-02-01", 1, "0")]
    query = "select count(*) = (select count(*) from dim_report), bool_and(is_present) from report_history"
    assert warehouse.rows(query) == [(True, True)]


def test_themes_of_problems(warehouse):
    query = "select theme, mentions, words from fct_problem_themes where report_id = 'd20' order by theme"
    assert warehouse.rows(query) == [("skills", 1, "培训"), ("staffing", 2, "人员")]
    query = """select year, theme, reports, reports_with_section, share, mentions, top_words
        from rollup_problem_themes where reports > 0 order by year, theme"""
    assert warehouse.rows(query) == [
        (2020, "skills", 1, 1, 1.0, 1, "培训"),
        (2020, "staffing", 1, 1, 1.0, 2, "人员"),
        (2021, "channels", 1, 1, 1.0, 1, "网站"),
    ]
    query = "select term, reports, mentions, mentions_elsewhere, first_year from rollup_problem_terms"
    assert warehouse.rows(query) == [("煤炭", 1, 2, 0, 2021)]


def test_contract_stops_a_null_key(warehouse):
    query = "select column_name from duckdb_columns() where table_name = 'fct_requests' and not is_nullable"
    required = {name for (name,) in warehouse.rows(query)}
    assert {"observation_id", "report_id", "measure", "period", "status", "scope", "evidence"} <= required
    assert not {"value", "year", "organ_id"} & required


def test_the_file_is_let_go(warehouse, empty_publication):
    """Another process can read what was built; here another connection with other settings."""
    ((path,),) = empty_publication.rows("select path from duckdb_databases() where not internal")
    empty_publication.connection.close()
    with duckdb.connect(path, read_only=False) as connection:
        assert connection.execute("select count(*) from dim_report").fetchone() == (0,)
