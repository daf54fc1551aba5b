"""Figures written into a table in any layout are read back: each under its row and column, nothing besides."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.forms.build import parse_dimensions
from gongkai.forms.catalogue import form_table
from gongkai.forms.labels import squeeze
from gongkai.records import Observation, TableState
from tests.forms import layouts
from tests.forms.reading import read

BEFORE = "一、总体情况\n全年受理咨询31次,行政许可窗口办件52件。\n\n"
AFTER = "\n\n五、存在的主要问题及改进情况\n一是公开不够及时,二是解读不多。\n"
APPLICANT_CODES = dict(
    zip(
        layouts.APPLICANTS,
        (
            "natural_person", "commercial_enterprise", "research_institution", "social_organization", "legal_service",
            "other_organization", "",
        ),
        strict=True,
    )
)  # fmt: skip
PROCEEDING_CODES = dict(
    zip(layouts.PROCEEDINGS, ("review", "litigation_direct", "litigation_after_review"), strict=True)
)
RESULT_CODES = dict(zip(layouts.RESULTS, ("upheld", "corrected", "other", "pending", ""), strict=True))
Key = tuple[str, tuple[tuple[str, str], ...]]


def key(measure: str, **dimensions: str) -> Key:
    return measure, tuple(sorted((name, code) for name, code in dimensions.items() if code))


def request_key(label: str, applicant: str) -> Key:
    name = squeeze(re.sub(r"^(?:[一二三四]、|\([一二六七]\)|\d\.)|\(区分.*", "", label))
    row = form_table("requests").rows_by_label[name]
    dimensions = dict(row.dimensions)
    measure = dimensions.pop("measure", "requests_answered")
    return key(measure, **dimensions, applicant=APPLICANT_CODES[applicant])


@st.composite
def request_figures(draw, blanks: bool):
    generation = draw(st.sampled_from(("2019", "2021")))
    figures = {}
    for label in layouts.requests_rows(generation):
        row = draw(st.lists(st.integers(0, 60), min_size=6, max_size=6))
        words = [str(number) for number in (*row, sum(row))]
        if blanks:
            words = [draw(st.sampled_from((word, word, word, "", "/"))) for word in words]
        figures.update({(label, name): word for name, word in zip(layouts.APPLICANTS, words, strict=True)})
    return generation, figures


def check(observations: tuple[Observation, ...], expected: dict[Key, tuple[object, str]], text: str) -> None:
    found = {(one.measure, one.dimensions): (one.value, one.status.value) for one in observations}
    assert found == expected
    assert len(observations) == len(expected)
    for one in observations:
        words = one.span.of(text)
        assert words, one
        if one.value is not None:
            assert "".join(char for char in words if char.isdigit()), one


def written(layout: str, grid: layouts.Grid) -> str:
    return BEFORE + {**layouts.SHOWS_BLANKS, **layouts.LOSES_BLANKS}[layout](grid) + AFTER


LAYOUTS = [
    *(pytest.param(name, True, id=f"{name}-blanks") for name in layouts.SHOWS_BLANKS),
    *(pytest.param(name, False, id=name) for name in (*layouts.SHOWS_BLANKS, *layouts.LOSES_BLANKS)),
]


@pytest.mark.parametrize(("layout", "blanks"), LAYOUTS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_requests(layout, blanks, data):
    generation, figures = data.draw(request_figures(blanks))
    if not any(word.isdigit() for word in figures.values()):
        return
    text = written(layout, layouts.requests_grid(figures, generation))
    reading = read(text)
    expected = {request_key(*place): layouts.expected(word) for place, word in figures.items()}
    check(reading.observations, expected, text)
    assert reading.states["requests"] is TableState.PRESENT
    assert all(one.method == "cell_label" for one in reading.observations)


@pytest.mark.parametrize(("layout", "blanks"), LAYOUTS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_disclosure(layout, blanks, data):
    form = data.draw(st.sampled_from((layouts.DISCLOSURE_2019, layouts.DISCLOSURE_2021)))
    table = form_table("disclosure")
    figures, expected = {}, {}
    for _, columns, rows in form:
        for row in rows:
            for column in columns:
                signed = ("减3", "增2", "+30", "-2", "0") if "增" in column else ("0", "7", "1,204", "35")
                word = data.draw(st.sampled_from((*signed, "", "/") if blanks else (*signed, "/")))
                figures[row, column] = word
                meaning = table.columns_by_label[squeeze(column.split("(")[0])]
                takes = {**table.rows_by_label[row].dimensions, **meaning.dimensions}
                kept = {name: code for name, code in takes.items() if _takes(meaning.measure, name)}
                expected[key(meaning.measure, **kept)] = layouts.expected(word, 10_000 if "万元" in column else 1)
    text = written(layout, layouts.disclosure_grid(figures, form))
    reading = read(text)
    if any(figures.values()):
        check(reading.observations, expected, text)
        assert reading.states["disclosure"] is TableState.PRESENT
    else:
        assert not reading.observations


def _takes(measure: str, dimension: str) -> bool:
    return {
        "documents": {"document_type", "document_status"},
        "decisions": {"activity"},
        "items_last_year": {"activity"},
        "items_change": {"activity"},
    }.get(measure, set()) >= {dimension}


@pytest.mark.parametrize(("layout", "blanks"), LAYOUTS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_appeals(layout, blanks, data):
    choice = ("0", "1", "2", "13", "", "/") if blanks else ("0", "1", "2", "13", "/")
    figures = {
        (proceeding, result): data.draw(st.sampled_from(choice))
        for proceeding in layouts.PROCEEDINGS
        for result in layouts.RESULTS
    }
    text = written(layout, layouts.appeals_grid(figures))
    reading = read(text)
    expected = {
        key("appeals", proceeding=PROCEEDING_CODES[proceeding], result=RESULT_CODES[result]): layouts.expected(word)
        for (proceeding, result), word in figures.items()
    }
    if any(figures.values()):
        check(reading.observations, expected, text)
    else:
        assert not reading.observations


@pytest.mark.parametrize(("layout", "blanks"), LAYOUTS)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_annex(layout, blanks, data):
    rows = [row for row in layouts.ANNEX_2014 if row[2]]
    words = data.draw(
        st.lists(
            st.sampled_from(("0", "3", "1286", "14.5", *(("",) if blanks else ()))),
            min_size=len(rows),
            max_size=len(rows),
        )
    )
    text = "附表\n政府信息公开情况统计表\n(2014年度)\n" + {**layouts.SHOWS_BLANKS, **layouts.LOSES_BLANKS}[layout](
        layouts.annex_grid(words)
    )
    reading = read(text + "\n\n单位负责人:某甲 审核人:某乙 联系电话:5213077\n")
    expected = {
        key(measure, **parse_dimensions(codes)): layouts.expected(word, 10_000 if unit == "万元" else 1)
        for (_, unit, measure, codes), word in zip(rows, words, strict=True)
    }
    if any(words):
        check(reading.observations, expected, text)
        assert reading.states["annex"] is TableState.PRESENT
        assert all(one.source == "annex" for one in reading.observations)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), layout=st.sampled_from(sorted({**layouts.SHOWS_BLANKS, **layouts.LOSES_BLANKS})))
def test_taken_covers_the_table_and_no_sentence(data, layout):
    generation, figures = data.draw(request_figures(blanks=False))
    text = written(layout, layouts.requests_grid(figures, generation))
    reading = read(text)
    (span,) = reading.taken
    assert span.start >= len(BEFORE)
    assert span.end <= text.index("五、存在")
    assert all(span.covers(one.span) for one in reading.observations)
