import dataclasses
from decimal import Decimal

import pytest

from gongkai.contract import breaches
from gongkai.records import Finding, Severity, Span, Status
from tests.handmade import TEXT, report

END = len(TEXT)


def with_observation(**changes):
    made = report()
    return dataclasses.replace(made, observations=(dataclasses.replace(made.observations[1], **changes),), findings=())


def with_section(**changes):
    made = report()
    return dataclasses.replace(made, sections=(dataclasses.replace(made.sections[0], **changes),))


def with_quantity(**changes):
    made = report()
    return dataclasses.replace(made, quantities=(dataclasses.replace(made.quantities[0], **changes),))


def with_finding(**changes):
    finding = dataclasses.replace(Finding("balance", Severity.ERROR, "", ""), **changes)
    return dataclasses.replace(report(), findings=(finding,))


def test_a_sound_report_breaks_nothing():
    assert list(breaches(report())) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (with_observation(span=Span(5, 5)), "evidence is empty"),
        (with_observation(span=Span(END, END + 4)), "outside the text"),
        (with_observation(section=1), "no section 1"),
        (with_observation(measure="disclosures"), "no measure disclosures"),
        (with_observation(unit="case"), "counted in item, not case"),
        (with_observation(dimensions=(("outcome", "denied"),)), "not split by outcome"),
        (with_observation(dimensions=(("channel", "teletext"),)), "no code teletext"),
        (with_observation(status=Status.BLANK), "does not go with the status blank"),
        (with_observation(value=None), "does not go with the status reported"),
        (with_observation(status=Status.NONE_STATED), "does not go with the status none_stated"),
        (with_section(title="二、主动公开情况"), "is not at its span"),
        (with_section(parent=0), "does not come before"),
        (with_section(span=Span(0, 10)), "outside the section"),
        (with_quantity(clause=Span(0, 3)), "outside its clause"),
        (with_quantity(clause=Span(0, END + 1)), "outside the text"),
        (with_finding(observations=(5,)), "not there"),
        (with_finding(span=Span(0, END + 1)), "outside the text"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_what_breaks_the_contract_is_named(broken, words):
    faults = list(breaches(broken))
    assert len(faults) == 1
    assert words in faults[0]


@pytest.mark.parametrize(
    "sound",
    [
        with_observation(dimensions=(("category", "机构职能"),)),
        with_observation(status=Status.NONE_STATED, value=Decimal(0)),
        with_observation(status=Status.NOT_APPLICABLE, value=None),
        with_observation(section=None),
    ],
    ids=["free-category", "stated-none", "not-applicable", "preamble"],
)
def test_what_keeps_to_it_passes(sound):
    assert list(breaches(sound)) == []
