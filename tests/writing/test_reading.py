"""What is written is read back: every fact with its evidence, nothing besides, whatever the manner of the report."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.writing.checking import differences, explained
from tests.writing.report import Written, write
from tests.writing.truth import history

# More examples are drawn where this is set: GONGKAI_WRITTEN_EXAMPLES=2000 pytest tests/writing -k slow.
MANY = int(os.environ.get("GONGKAI_WRITTEN_EXAMPLES", "250"))
FORMS = ("prose_2008", "annex_2014", "form_2019", "form_2021")


@st.composite
def written(draw: st.DrawFn, form: str) -> Written:
    """A report of one generation, of any organ of any corpus."""
    seed = draw(st.integers(0, 999_999))
    years = [year for year in history(seed, draw(st.integers(0, 9_999))) if year.form == form]
    return write(seed, draw(st.sampled_from(years))) if years else draw(written(form))


def check(report: Written) -> None:
    note(f"python -m tests.writing --replay {report.name}")
    assert not differences(report), "\n" + explained(report)


# The same examples each time: a run must not fail for a draw that another run has not seen. The slow test draws more.
@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=30, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_written_report_is_read_back(form, data):
    check(data.draw(written(form)))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=MANY, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_many_written_reports_are_read_back(form, data):
    check(data.draw(written(form)))
