"""The tables of the gold reports that lie beside the project are read to the last cell, and nothing wrong."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.catalogue import measures
from gongkai.records import Source
from tests.forms.reading import read, states

SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLD = sorted((SHARED / "gold").glob("*.json")) if (SHARED / "gold").is_dir() else []
TEXTS = [path for path in GOLD if (SHARED / "corpus" / f"{path.stem}.txt").is_file()]
DEFAULTS = {
    "applicant": "total", "result": "total", "staff_type": "total", "period": "annual", "outcome": "total",
    "disclosure_class": "total",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not TEXTS, reason="the gold files are not beside the project")


def key(measure, dimensions):
    return measure, *((name, dimensions.get(name) or DEFAULTS.get(name)) for name in measures()[measure].dimensions)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_gold(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    raw = (SHARED / "corpus" / f"{path.stem}.txt").read_bytes()
    text = raw.decode(gold.get("encoding") or "utf-8").removeprefix("\ufeff")
    reading = read(text)
    assert states(reading) == gold["tables"]
    wanted = {}
    for fact in gold["facts"]:
        wanted.setdefault(key(fact["measure"], fact), []).append(fact)
    found = set()
    for one in reading.observations:
        same = [
            fact
            for fact in wanted.get(key(one.measure, {**dict(one.dimensions), "period": one.period}), [])
            if (None if fact["value"] is None else Decimal(str(fact["value"]))) == one.value
        ]
        assert same, (one, one.span.of(text))
        assert same[0]["status"] == one.status
        places = [same[0]["span"], *same[0].get("also", [])]
        assert any(start < one.span.end and one.span.start < end for start, end in places)
        found.add(id(same[0]))
    in_tables = [
        fact
        for fact in gold["facts"]
        if not fact.get("optional") and (fact.get("where") or _in_annex(fact, reading.taken, gold))
    ]
    assert [fact for fact in in_tables if id(fact) not in found] == []
    if in_tables and gold["tables"]["annex"] == "present":
        assert {one.source for one in reading.observations} == {Source.ANNEX}


def _in_annex(fact, taken, gold):
    start, end = fact["span"]
    return gold["tables"]["annex"] == "present" and any(span.start <= start and end <= span.end for span in taken)
