"""Every query of docs/cookbook.md gives the answer that stands below it."""

import pytest

import gongkai
from tests.published.cookbook import PAGE, answer, answered, questions

TEXT = PAGE.read_text(encoding="utf-8")
QUESTIONS = list(questions(TEXT))


def test_there_are_twenty_five_questions_of_three_kinds_of_users():
    assert [question.number for question in QUESTIONS] == list(range(1, 26))
    assert TEXT.count("\n### ") == 25
    assert TEXT.count("```sql") == 25
    assert [line for line in TEXT.splitlines() if line.startswith("## For")] == [
        "## For a researcher",
        "## For a journalist",
        "## For an oversight office",
    ]


@pytest.fixture(scope="module")
def warehouse(sample_home):
    with gongkai.warehouse(sample_home) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_the_answer_is_that_of_the_samples(question, warehouse):
    assert answer(warehouse, question.query) == question.answer, "see it, then run `make cookbook`"
    assert len(question.answer.splitlines()) > 2, "an answer without a row shows nothing"


@pytest.mark.slow
def test_refreshing_a_page_that_is_right_changes_nothing(warehouse):
    assert answered(TEXT, warehouse) == TEXT
    spoilt = TEXT.replace(QUESTIONS[0].answer, "| no |\n").replace("\n" + QUESTIONS[-1].answer, "")
    assert answered(spoilt, warehouse) == TEXT
