"""The sample reports as paragraphs and tables with merged cells, for tests that save them in another format.

The prose of a sample stands as it does in its text; a table that the text holds is drawn anew in the layout of its
form, with the figures that were read from the text. What is read from a file made so must be what was read from the
text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.extract import extract_file
from gongkai.forms import read_forms
from gongkai.forms.build import parse_dimensions
from gongkai.forms.catalogue import form_table
from gongkai.forms.labels import squeeze
from gongkai.normalise import View
from gongkai.records import Observation, Report, Source, Status
from tests.forms import layouts
from tests.forms.test_round_trip import PROCEEDING_CODES, RESULT_CODES, key, request_key

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
Block = str | layouts.Grid
Fact = tuple[str, tuple[tuple[str, str], ...], str, object, str]


@dataclass(frozen=True)
class Drawn:
    """One sample: blocks in reading order, each a paragraph or a grid."""

    name: str
    report: Report
    blocks: tuple[Block, ...]


@functools.cache
def drawn(name: str) -> Drawn:
    """A sample as blocks.

    Raises:
        LookupError: one of its tables is not a whole one of a standard form, and cannot be drawn.
    """
    report = extract_file(RAW / name)
    text = report.document.text
    blocks: list[Block] = []
    position = 0
    for span in read_forms(report.document, View(text), report.sections).taken:
        blocks.extend(_paragraphs(text[position : span.start]))
        inside = [one for one in report.observations if span.covers(one.span) and one.source is not Source.PROSE]
        if not inside:
            raise LookupError("a blank table")
        blocks.extend(_grids(inside))
        position = span.end
    blocks.extend(_paragraphs(text[position:]))
    return Drawn(name, report, tuple(blocks))


def samples() -> list[str]:
    """The samples that can be drawn."""
    names = sorted(path.relative_to(RAW).as_posix() for path in RAW.rglob("*") if path.suffix in {".txt", ".md"})
    return [name for name in names if not name.startswith("examples/") and _can_be_drawn(name)]


def _can_be_drawn(name: str) -> bool:
    try:
        drawn(name)
    except LookupError:
        return False
    return True


def facts(report: Report) -> list[Fact]:
    """What was read, without where: measure, dimensions, period, value, status; sorted."""
    found = [
        (one.measure, one.dimensions, one.period, one.value, one.status.value) for one in report.observations
    ]  # fmt: skip
    return sorted(found, key=str)


def _paragraphs(text: str) -> Iterator[str]:
    """Lines as paragraphs; in a text whose paragraphs are indented, the lines of one joined."""
    lines = [line for line in text.splitlines() if not re.fullmatch(r"\s*- \d+ -\s*", line)]
    indented = sum(line.startswith("    ") for line in lines) > 2
    joined = ""
    for line in (*lines, ""):
        if indented and line and not line.startswith(" ") and joined:
            joined += line.strip()
            continue
        if joined:
            yield joined
        joined = line.strip(" \t#|\u3000")


def _grids(observations: Sequence[Observation]) -> Iterator[layouts.Grid]:
    """The tables that these figures stand in, in the order of the report."""
    shown = {(one.measure, one.dimensions): _words(one) for one in observations}
    makers: list[Callable[[dict[object, str]], layouts.Grid]] = []
    measures = {measure for measure, _ in shown}
    if any(one.source is Source.ANNEX for one in observations):
        makers.append(_annex)
    else:
        if measures & {"documents", "decisions"}:
            makers.append(_disclosure)
        if measures & {"requests_received", "requests_answered"}:
            makers.append(_requests)
        if "appeals" in measures:
            makers.append(_appeals)
    figures: dict[object, str] = dict(shown)
    for make in makers:
        yield make(figures)
    if figures:
        raise LookupError(f"no place for {next(iter(figures))}")


def _words(observation: Observation) -> str:
    if observation.status is Status.BLANK:
        return ""
    if observation.value is None:
        return "/"
    value = observation.value / 10_000 if observation.unit == "yuan" else observation.value
    return f"{value.normalize():f}"


def _annex(figures: dict[object, str]) -> layouts.Grid:
    rows = [key(measure, **parse_dimensions(codes)) for _, _, measure, codes in layouts.ANNEX_2014 if measure]
    return layouts.annex_grid([figures.pop(row) for row in rows])


def _requests(figures: dict[object, str]) -> layouts.Grid:
    for generation in ("2021", "2019"):
        keys = {
            (label, applicant): request_key(label, applicant)
            for label in layouts.requests_rows(generation)
            for applicant in layouts.APPLICANTS
        }
        if set(keys.values()) <= set(figures):
            return layouts.requests_grid({place: figures.pop(each) for place, each in keys.items()}, generation)
    raise LookupError("not the table of requests")


def _disclosure(figures: dict[object, str]) -> layouts.Grid:
    table = form_table("disclosure")
    for form in (layouts.DISCLOSURE_2021, layouts.DISCLOSURE_2019):
        keys = {}
        for _, columns, rows in form:
            for row in rows:
                for column in columns:
                    meaning = table.columns_by_label[squeeze(column.split("(")[0])]
                    takes = {**table.rows_by_label[row].dimensions, **meaning.dimensions}
                    kept = [each for each in figures if each[0] == meaning.measure]  # type: ignore[index]
                    names = {name for each in kept for name, _ in each[1]}  # type: ignore[index]
                    keys[row, column] = key(meaning.measure, **{n: c for n, c in takes.items() if n in names})
        if set(keys.values()) <= set(figures):
            words = {place: figures.pop(each) for place, each in keys.items()}
            for place, written in words.items():
                if "金额" in place[1] and "万元" not in place[1] and written not in {"", "/"}:
                    words[place] += "万元"
            return layouts.disclosure_grid(words, form)
    raise LookupError("not the table of article 20")


def _appeals(figures: dict[object, str]) -> layouts.Grid:
    places = {
        (proceeding, result): key("appeals", proceeding=PROCEEDING_CODES[proceeding], result=RESULT_CODES[result])
        for proceeding in layouts.PROCEEDINGS
        for result in layouts.RESULTS
    }
    return layouts.appeals_grid({place: figures.pop(each) for place, each in places.items()})
