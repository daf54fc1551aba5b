"""Questions that a user asks in SQL, over a thousand written reports: the answers are those of the truth."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from gongkai.schema import DIMENSION_COLUMNS
from tests.pipeline.graph import run
from tests.writing.corpus import write_corpus

pytestmark = [pytest.mark.slow, pytest.mark.long]

QUESTIONS = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))["question"]
_DEFAULTED = ("applicant", "result", "staff_type")  # a figure that is not split by them is the total

# One row a figure, however often a report tells it.
_SPLIT = ", ".join(f"'{name}=' || nullif({name}, 'total')" if name in _DEFAULTED else f"'{name}=' || {name}"
                   for name in DIMENSION_COLUMNS)  # fmt: skip
_FIGURES = f"""create table figures as
    select
        report, any_value(organ) as organ, any_value(level) as level, any_value(year) as year,
        any_value(case when kind = 'department' then kind when level = 'township' then level else 'government' end)
            as class,
        measure, concat_ws(';', {_SPLIT}) as split, period,
        {", ".join(f"coalesce(any_value({n}), 'total') as {n}" if n in _DEFAULTED else f"any_value({n}) as {n}"
                   for n in DIMENSION_COLUMNS)},
        max(value) as value
    from read_parquet($path) group by report, measure, split, period"""  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Rows of a query to the warehouse, and of one to the truth."""
    home = tmp_path_factory.mktemp("written")
    write_corpus(home, 1000, 11, workers=2)
    run(home)
    with (
        duckdb.connect(home / "warehouse" / "gongkai.duckdb", read_only=True) as warehouse,
        duckdb.connect() as truth,
    ):
        truth.execute(_FIGURES, {"path": str(home / "truth.parquet")})
        truth.execute("create table reports as from read_parquet($path)", {"path": str(home / "reports.parquet")})
        yield {"warehouse": warehouse, "truth": truth}


def rows(connection, query):
    """The rows of a query with how often each is there; numbers of all types compare."""
    return Counter(tuple(map(plain, row)) for row in connection.execute(query).fetchall())


def plain(value):
    """A number without its type, to nine digits."""
    return float(f"{value:.9g}") if isinstance(value, int | float | Decimal) and math.isfinite(value) else value


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["title"])
def test_the_warehouse_answers_as_the_truth_does(answers, question):
    found, true = (rows(answers[side], question[side]) for side in ("warehouse", "truth"))
    assert {"wrong": list(found - true)[:5], "missing": list(true - found)[:5]} == {"wrong": [], "missing": []}


def test_most_questions_have_answers(answers):
    empty = [question["title"] for question in QUESTIONS if not rows(answers["truth"], question["truth"])]
    assert empty == [title for title in empty if title.startswith("Where is what was carried in")]
