"""Reports as JSON and CSV: keys, numbers, escapes."""

import csv
import dataclasses
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.records import Block, Document, Place, Span
from gongkai.serialise import csv_writer, json_number, jsonl_writer, observation_records, report_record
from tests import handmade


def evidence_report(words):
    """A report whose only observation has ``words`` as evidence."""
    report = handmade.report()
    observation = dataclasses.replace(report.observations[0], span=Span(0, len(words)))
    document = Document("a.txt", "00" * 32, "text/plain", "utf-8", words)
    return dataclasses.replace(report, document=document, observations=(observation,), sections=(), findings=())


def csv_rows(report):
    stream = io.StringIO()
    csv_writer(stream)(report)
    text = stream.getvalue()
    assert text.startswith("\ufeffdocument,organ,")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Decimal("77302800"), "77302800", id="whole"),
        pytest.param(Decimal("75000.00"), "75000", id="whole-with-places"),
        pytest.param(Decimal("1E+4"), "10000", id="exponent"),
        pytest.param(Decimal("7730.28"), "7730.28", id="fraction"),
        pytest.param(Decimal("-3"), "-3", id="negative"),
        pytest.param(Decimal(0), "0", id="zero"),
        pytest.param(None, "null", id="null"),
    ],
)
def test_numbers_as_json_has_them(value, expected):
    assert json.dumps(json_number(value)) == expected


def test_a_place_is_given_as_far_as_the_file_has_it():
    made = handmade.report()
    words = made.observations[0].span
    blocks = (Block(words, "cell", Place(2, (1.0, 2.0, 3.0, 4.0), score=0.9)),)
    placed = dataclasses.replace(made, document=dataclasses.replace(made.document, blocks=blocks))
    *_, lost = observation_records(placed)
    assert lost["place"] == {"page": 2, "box": [1.0, 2.0, 3.0, 4.0], "score": 0.9}
    stream = io.StringIO()
    csv_writer(stream)(placed)
    *_, row = csv.DictReader(io.StringIO(stream.getvalue().removeprefix("\ufeff")))
    assert (row["page"], row["place"]) == ("2", "")


def test_an_observation_has_its_keys_in_order():
    first, *_, lost = observation_records(handmade.report())
    assert lost == {
        "document": "reports/qinghe.txt",
        "organ": "青禾县人民政府",
        "region": None,
        "year": 2016,
        "measure": "disclosed",
        "period": "annual",
        "value": 1200,
        "unit": "item",
        "status": "reported",
        "qualifier": "over",
        "scope": "jurisdiction",
        "source": "prose",
        "method": "cue",
        "primary": False,
        "conflicted": True,
        "support": "untested",
        "evidence": "主动公开政府信息1200余条",
        "span": [32, 46],
        "place": None,
    }
    assert list(first)[:8] == ["document", "organ", "region", "year", "measure", "channel", "period", "value"]
    assert first["channel"] == "website"


def test_jsonl_is_one_object_a_line_with_the_evidence_at_its_span():
    stream = io.StringIO()
    jsonl_writer(stream)(handmade.report())
    lines = stream.getvalue().splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["value"] for record in records] == [900, 75000, 1300, None, 1200]
    assert [record["primary"] for record in records] == [True, True, True, True, False]
    assert "青禾县" in lines[0]
    for record in records:
        start, end = record["span"]
        assert handmade.TEXT[start:end] == record["evidence"]


def test_csv_has_a_column_for_every_dimension():
    rows = csv_rows(handmade.report())
    assert [row["value"] for row in rows] == ["900", "75000", "1300", "", "1200"]
    assert rows[4]["channel"] == ""
    assert rows[0]["channel"] == "website"
    assert rows[0]["evidence"] == "政府网站公开\n900条"
    assert (rows[0]["primary"], rows[4]["primary"]) == ("true", "false")
    assert rows[0]["region"] == ""
    assert (rows[2]["span_start"], rows[2]["span_end"]) == (
        str(handmade.span("1300").start),
        str(handmade.span("1300").end),
    )


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        pytest.param('=HYPERLINK("x")', '\'=HYPERLINK("x")', id="equals"),
        pytest.param("+1+cmd|x", "'+1+cmd|x", id="plus"),
        pytest.param("-无", "'-无", id="minus"),
        pytest.param("@SUM(1)", "'@SUM(1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("＝1+1", "'＝1+1", id="full-width"),
        pytest.param("-12", "-12", id="negative-number"),
        pytest.param("+3.5%", "+3.5%", id="growth"),
        pytest.param("-", "-", id="dash"),
        pytest.param("公开3条", "公开3条", id="words"),
    ],
)
def test_csv_cells_are_never_formulas(words, cell):
    assert csv_rows(evidence_report(words))[0]["evidence"] == cell


@given(st.text(min_size=1))
def test_every_text_survives_jsonl_and_csv(words):
    report = evidence_report(words)
    stream = io.StringIO()
    jsonl_writer(stream)(report)
    assert [json.loads(line)["evidence"] for line in stream.getvalue().rstrip("\n").split("\n")] == [words]
    cell = csv_rows(report)[0]["evidence"]
    assert cell in {words, "'" + words}


def test_a_report_record_says_what_the_report_is():
    record = report_record(handmade.report())
    assert json.loads(json.dumps(record, ensure_ascii=False)) == record
    assert record["tables"] == {"disclosure": "absent", "requests": "absent", "appeals": "absent", "annex": "present"}
    assert {name: record[name] for name in ("organ_kind", "level", "year_source", "published", "form")} == {
        "organ_kind": "government",
        "level": "county",
        "year_source": "title",
        "published": "2017-03-01",
        "form": "annex_2014",
    }
    assert record["sections"] == [
        {
            "index": 0,
            "parent": None,
            "level": 1,
            "number": "一、",
            "title": "一、主动公开情况",
            "topic": "proactive",
            "detection": "numeral",
            "span": [21, len(handmade.TEXT)],
            "title_span": [21, 29],
        }
    ]
    assert (record["observations"], record["quantities"]) == (5, 1)


def test_a_finding_brings_the_numbers_and_observations_of_both_sides():
    conflict, missing = report_record(handmade.report())["findings"]
    assert conflict["numbers"] == {"text": 1200, "annex": [1300, 0.5], "place": "附表"}
    assert (conflict["stated"], conflict["computed"]) == (1200, 1300)
    assert conflict["evidence"] == "主动公开政府信息1200余条"
    assert [(side["source"], side["value"]) for side in conflict["observations"]] == [("prose", 1200), ("annex", 1300)]
    assert (missing["span"], missing["evidence"], missing["stated"]) == (None, None, None)
