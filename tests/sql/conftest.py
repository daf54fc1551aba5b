"""One build of sql/ over reports written by hand, shared by the tests of what comes out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.sql.small_warehouse import SmallWarehouse, dbt_build, write_catalogue


def pytest_collection_modifyitems(items):
    """Keep these tests on one worker: they share one build."""
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("sql"))


@dataclass(frozen=True)
class Build:
    """What dbt made: status by node, manifest, and a connection to the file."""

    statuses: dict[str, str]
    manifest: dict
    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str) -> list[tuple]:
        return self.connection.execute(query).fetchall()


def requests(value, **more):
    return {"measure": "requests_received", "value": value, **more}


def disclosed(value, **more):
    return {"measure": "disclosed", "value": value, "source": "prose", **more}


def answered(value, **more):
    return {"measure": "requests_answered", "value": value, **more}


def documents(status, value):
    return {"measure": "documents", "document_type": "normative", "document_status": status, "value": value}


def decided(value):
    return {"measure": "decisions", "activity": "licence", "value": value}


# Of the bureau: what does not fit is 5 against 4 carried over, 9 instead of 8 documents, 90 since 2008 after 95,
# 640 licences three years running and then 6400.
YEARS = {
    2021: [
        requests(20), requests(11, applicant="natural_person"), {"measure": "requests_carried_out", "value": 5},
        documents("in_force", 7), disclosed(95, period="cumulative"), decided(640), {"measure": "staff", "value": 60},
    ],
    2022: [
        requests(21), requests(11, applicant="natural_person"), {"measure": "requests_carried_in", "value": 4},
        {"measure": "requests_carried_out", "value": 2}, documents("in_force", 9), documents("made", 3),
        documents("repealed", 2), disclosed(90, period="cumulative"), decided(640), {"measure": "staff", "value": 60},
    ],
    2023: [
        requests(24), {"measure": "requests_carried_in", "value": 2}, documents("in_force", 10), documents("made", 1),
        documents("repealed", 0), decided(640), {"measure": "staff", "value": 60},
    ],
    2024: [requests(23), decided(6400), {"measure": "staff", "value": 60}],
}  # fmt: skip


def reports() -> SmallWarehouse:
    made = SmallWarehouse()
    made.report(
        "city20", "甲省乙市人民政府", "910100", 2020,
        [requests(50), disclosed(1000, scope="jurisdiction"), {"measure": "staff", "value": None}],
        level="prefecture",
    )  # fmt: skip
    # 丙: under two codes and three names, in 2020 with an earlier version and a copy
    made.report("c15", "丙县人民政府", "910121", 2015, [requests(10)], form="annex_2014")
    made.report("c20early", "丙区人民政府", "910111", 2020, [requests(999)], published="2021-01-05")
    made.report(
        "c20", "乙市丙区人民政府", "910111", 2020,
        [
            requests(20), requests(19, scope="jurisdiction", source="prose", is_conflicted=True, is_primary=False),
            requests(8, applicant="natural_person"), requests(None, channel="letter"),
            disclosed(400, scope="jurisdiction"), requests(21, source="prose", is_primary=False),
            answered(2, outcome="granted"), answered(1, outcome="partially_granted"),
            answered(2, outcome="denied", reason="third_party"), answered(0, outcome="denied", reason="state_secret"),
            answered(None, outcome="unable", reason="not_held"), answered(1, outcome="other"),
        ],
        published="2021-03-01", sha256="same",
    )  # fmt: skip
    made.report("c20copy", "丙区人民政府", "910111", 2020, [requests(20)], published="2021-03-01", sha256="same")
    made.report("c21", "丙区人民政府办公室", "910111", 2021, [requests(25)], form="form_2021")
    # 丁: the county, a bureau that contradicts itself, a township
    made.report(
        "d20", "丁县人民政府", "910122", 2020,
        [
            requests(7), disclosed(30, scope="organ"), {"measure": "expenditure", "value": 50000, "qualifier": "about"},
            {"measure": "trainings", "value": 7}, {"measure": "trainees", "value": 5},
            {"measure": "meetings", "value": 1, "is_conflicted": True},
            {"measure": "meetings", "value": 2, "is_conflicted": True},
        ],
        problems="人员 不足 人员 培训 少 下一步 加强 网站",
    )  # fmt: skip
    made.report("d21", "丁县人民政府", "910122", 2021, [requests(None)], form="form_2021", problems="煤炭 煤炭 网站")
    made.correction(2, report="d20.txt", measure="expenditure", value=5000)
    made.correction(3, organ="丁县人民政府", year=2020, measure="trainings", action="withdraw")
    made.correction(4, report="d20", measure="trainees", value=5)
    made.correction(5, report="d20", measure="meetings", value=3)
    made.correction(6, report="d20", measure="meetings", value_read=1, action="withdraw")
    made.correction(7, report="nowhere.txt", measure="staff", value=3)
    made.correction(8, report="d20", measure="staff", value=3)
    made.correction(9, measure=None, breakdown=None, period=None, action=None, problem="who is empty; say who")
    made.report(
        "bureau20", "丁县财政局", "910122", 2020,
        [requests(2, qualifier="about"), *(
            disclosed(value, channel="website", scope="organ", is_conflicted=True) for value in (10, 12)
        )],
        kind="department",
    )  # fmt: skip
    made.report("town20", "丁县戊镇人民政府", "910122", 2020, [requests(1)], level="township")
    # a bureau whose years do not fit: carried over, documents in force, a running total, a repeated figure, a jump
    for year, facts in YEARS.items():
        made.report(f"water{year}", "丁县水务局", "910122", year, facts, kind="department", form="form_2021")
    # neither placed nor, the last, dated
    made.report("e20", "己县人民政府", None, 2020, [requests(5)])
    made.report("undated", "己县人民政府", None, None, [requests(100)])
    made.reject("picture")
    return made


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sql") / "catalogue"
    write_catalogue(folder)
    return folder


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory, catalogue) -> Build:
    """By hand: paths from GONGKAI_HOME, staging kept."""
    home = tmp_path_factory.mktemp("home")
    reports().write(home / "warehouse" / "working.duckdb")
    target = home / "target"
    statuses = dbt_build(target, {"GONGKAI_HOME": str(home), "GONGKAI_CATALOGUE": str(catalogue)})
    connection = duckdb.connect(str(home / "warehouse" / "dev.duckdb"), read_only=True)
    connection.execute(f"attach '{home / 'warehouse' / 'working.duckdb'}' as working (read_only)")
    return Build(statuses, json.loads((target / "manifest.json").read_text(encoding="utf-8")), connection)


@pytest.fixture(scope="session")
def empty_publication(tmp_path_factory, catalogue) -> Build:
    """As the pipeline calls it, before there is any report."""
    folder = tmp_path_factory.mktemp("publication")
    SmallWarehouse().write(folder / "read.duckdb")
    statuses = dbt_build(
        folder / "target",
        {
            "GONGKAI_WORKING_DB": str(folder / "read.duckdb"),
            "GONGKAI_BUILD_DB": str(folder / "build.duckdb"),
            "GONGKAI_CATALOGUE": str(catalogue),
        },
        "--exclude-resource-type",
        "unit_test",
    )
    return Build(statuses, {}, duckdb.connect(str(folder / "build.duckdb"), read_only=True))
