"""Reads a text's tables for the tests of forms, and says what was read in short words."""

from __future__ import annotations

from gongkai.forms import read_forms
from gongkai.normalise import View
from gongkai.readings import FormReading
from gongkai.records import Document, Observation, Span, Table


def read(text: str, tables: tuple[Table, ...] = (), images: tuple[Span, ...] = ()) -> FormReading:
    document = Document("report.txt", "", "text/plain", "utf-8", text, tables, images)
    return read_forms(document, View(text), ())


def short(observation: Observation) -> str:
    """``appeals(proceeding=review)=3``; the status in place of a value that is null."""
    codes = ",".join(f"{name}={code}" for name, code in observation.dimensions)
    value = observation.status.value if observation.value is None else f"{observation.value:f}"
    period = "" if observation.period == "annual" else f" {observation.period}"
    return f"{observation.measure}({codes}){period}={value}"


def facts(text: str) -> list[str]:
    """All facts of a text, sorted."""
    return sorted(short(observation) for observation in read(text).observations)


def states(reading: FormReading) -> dict[str, str]:
    return {name: state.value for name, state in reading.states.items()}
