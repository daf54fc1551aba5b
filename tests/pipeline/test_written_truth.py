"""The real graph over written reports: what the warehouse answers is what was written, figure by figure."""

from __future__ import annotations

import duckdb
import pytest

from tests.pipeline.graph import run
from tests.writing.corpus import DIMENSIONS, write_corpus

pytestmark = pytest.mark.slow

REPORTS = 204  # twelve organs with all their years
SEED = 8
FACTS = ("proactive_disclosures", "engagement", "requests", "appeals", "fees", "resources")
# Of the places of one figure the best: one with a value, then a table before the annex before prose.
_TRUTH = f"""
    create temp table truth as
    select * replace (
        case when source = 'form' then applicant else nullif(applicant, 'total') end as applicant
    )
    from '{{folder}}/truth.parquet'
    qualify row_number() over (
        partition by path, measure, period, {", ".join(DIMENSIONS)}
        order by value is null, case source when 'form' then 1 when 'annex' then 2 else 3 end
    ) = 1
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """The publication of a corpus, beside the table ``truth``."""
    home = tmp_path_factory.mktemp("written")
    write_corpus(home, REPORTS, SEED)
    run(home)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home / 'warehouse' / 'gongkai.duckdb'}' as gongkai (read_only)")
        connection.execute(_TRUTH.format(folder=home))
        connection.execute("use gongkai")
        yield connection


def dimensions(columns):
    """Columns in which a default says as much as nothing."""
    return [
        f"nullif({name}, 'total') as {name}" if name in {"applicant", "result", "staff_type"} else name
        for name in columns
    ]


def differing(connection, one, other):
    """Rows of either query that the other has not."""
    return connection.execute(f"({one} except all {other}) union all ({other} except all {one})").fetchall()


def test_every_report_is_known_for_what_it_is(warehouse):
    read = "select source_path, year, form from dim_report where is_current"
    assert not differing(warehouse, read, "select distinct path, year, form from truth")
    assert warehouse.execute("select count(*) from rejects").fetchone() == (0,)


@pytest.mark.parametrize("family", FACTS)
def test_every_fact_is_the_one_that_was_written(warehouse, family):
    table = f"fct_{family}"
    taken = [row[0] for row in warehouse.execute(f"describe {table}").fetchall()]
    columns = dimensions([name for name in DIMENSIONS if name in taken])
    columns = ", ".join(("path, measure, period", *columns, "value, status, qualifier"))
    measures = f"select distinct measure from {table}"
    read = (
        f"select {columns} from {table} join (select report_id, source_path as path from dim_report) using (report_id)"
    )
    differences = differing(warehouse, read, f"select {columns} from temp.truth where measure in ({measures})")
    assert not differences, differences[:10]
    assert warehouse.execute(f"select count(*) from {table}").fetchone() > (100,)


def test_no_family_is_left_out(warehouse):
    names = " union ".join(f"select measure from fct_{family}" for family in FACTS)
    assert not differing(warehouse, f"select distinct measure from ({names})", "select distinct measure from truth")


@pytest.mark.parametrize("column", ["received", "carried_in", "carried_out", "granted", "answered"])
def test_requests_by_organ_and_year(warehouse, column):
    where = {
        "granted": "measure = 'requests_answered' and outcome = 'granted'",
        "answered": "measure = 'requests_answered' and outcome = 'total'",
    }.get(column, f"measure = 'requests_{column}'")
    truth = f"""
        select path, value from truth
        where {where} and value is not null and channel is null and nullif(applicant, 'total') is null
            and form in ('form_2019', 'form_2021')
    """
    read = f"""
        select source_path, {column}
        from rollup_requests join dim_report using (report_id)
        where {column} is not null and {column}_basis = 'stated' and rollup_requests.form in ('form_2019', 'form_2021')
    """
    assert not differing(warehouse, read, truth)


@pytest.mark.parametrize("measure", ["requests_received", "disclosed", "expenditure", "staff", "trainees", "decisions"])
def test_sums_of_the_nation(warehouse, measure):
    columns = ", ".join(("year, period", *dimensions(DIMENSIONS)))
    sums = f"select {columns}, sum(value) as value from {{}} where measure = '{measure}' group by all"
    read = sums.format("rollup_national_year")  # each figure is in one row, whatever its scope
    truth = sums.format("truth")
    differences = differing(warehouse, read, truth)
    assert not differences, differences[:6]


def test_change_is_that_of_the_truth(warehouse):
    truth = """
        select this.path, this.value, last.value, this.value - last.value
        from truth as this join truth as last using (organ, measure)
        where measure = 'requests_carried_in' and last.year = this.year - 1 and this.form = last.form
            and nullif(this.applicant, 'total') is null and nullif(last.applicant, 'total') is null
            and this.form in ('form_2019', 'form_2021') and this.value is not null and last.value is not null
    """
    read = """
        select source_path, value, previous_value, change
        from rollup_change join dim_report using (organ_id, year)
        where measure = 'requests_carried_in' and nullif(applicant, 'total') is null and not is_form_changed
            and previous_year = rollup_change.year - 1 and dim_report.form in ('form_2019', 'form_2021')
            and value is not null and previous_value is not null
    """
    assert not differing(warehouse, read, truth)
    assert warehouse.execute(f"select count(*) from ({truth})").fetchone() > (20,)


def test_what_adds_up_is_not_called_wrong(warehouse):
    """The truth of every report agrees with itself and with the year before."""
    wrong = warehouse.execute("select rule, count(*) from findings where severity = 'error' group by 1").fetchall()
    assert not wrong
