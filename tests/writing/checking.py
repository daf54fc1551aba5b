"""Compares what was read in a written report with what was written: every fact at its place, nothing besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.extract import extract_text
from gongkai.records import Observation, Report
from tests.writing.report import Written
from tests.writing.templates import Fact


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was read otherwise than it was written.

    Attributes:
        kind: ``missing``, ``extra``, ``value``, ``evidence``, or the field of a fact or a report that differs.
        words: where it stands, with the words around.
        written, read: both sides, "" for nothing.
    """

    kind: str
    words: str
    written: str
    read: str

    def __str__(self) -> str:
        return f"{self.kind:10}{self.words}\n{'':10}written {self.written or 'nothing'}\n{'':10}read    {self.read or 'nothing'}"


def differences(written: Written, report: Report | None = None) -> list[Difference]:
    """Everything that was read otherwise than it was written, in no order."""
    report = report or extract_text(written.text, f"{written.name}.txt")
    return [*_facts(written, report), *_report(written, report)]


def explained(written: Written) -> str:
    """The differences of a report as text, with how to write it again."""
    found = "\n".join(str(each) for each in differences(written))
    return f"python -m tests.writing --replay {written.name}\n{found or 'read as written'}"


def _facts(written: Written, report: Report) -> Iterator[Difference]:
    left = list(report.observations)
    by_key: dict[object, list[Observation]] = {}
    for one in left:
        by_key.setdefault(_key_read(one), []).append(one)
    unread: list[Fact] = []
    for fact in written.facts:
        found = next((one for one in by_key.get(_key(fact), ()) if _at(one, fact) and _same(one, fact)), None)
        if found is None:
            unread.append(fact)
            continue
        by_key[_key(fact)].remove(found)
        left = [one for one in left if one is not found]
        yield from _fields(written, fact, found)
    for fact in unread:
        yield Difference("missing", _around(written.text, *fact.span), _brief(fact), "")
    for one in left:
        yield Difference("extra", _around(written.text, one.span.start, one.span.end), "", _brief_read(one))


def _key(fact: Fact) -> object:
    return fact.measure, fact.dimensions, fact.period


def _key_read(one: Observation) -> object:
    return one.measure, one.dimensions, one.period


def _same(one: Observation, fact: Fact) -> bool:
    return one.value == (None if fact.value is None else Decimal(fact.value))


def _at(one: Observation, fact: Fact) -> bool:
    """Whether the words that were read hold the figure; those of an absence and of a blank cell at least touch it."""
    begin, end = fact.figure
    if fact.status in {"none_stated", "blank"}:
        return one.span.start <= max(end, begin + 1) and begin <= one.span.end
    return one.span.start <= begin and end <= one.span.end


def _fields(written: Written, fact: Fact, one: Observation) -> Iterator[Difference]:
    pairs = [("status", fact.status, str(one.status)), ("qualifier", fact.qualifier, str(one.qualifier))]
    pairs.append(("source", fact.source, str(one.source)))
    if fact.scope:
        pairs.append(("scope", fact.scope, str(one.scope)))
    for name, wanted, read in pairs:
        if wanted != read:
            yield Difference(name, _around(written.text, *fact.span), wanted, f"{read} ({one.method})")
    words = one.span.of(written.text)
    if fact.source == "prose" and "。" in words:
        yield Difference("evidence", _around(written.text, *fact.span), written.text[slice(*fact.span)], words)


def _report(written: Written, report: Report) -> Iterator[Difference]:
    identity = report.identity
    organ = written.year.organ
    pairs = [
        ("year", written.year.year, identity.year),
        ("form", written.year.form, identity.form and str(identity.form)),
        ("kind", organ.kind, identity.organ_kind and str(identity.organ_kind)),
        ("region", None, identity.region),
        ("tables", sorted(written.tables), sorted(name for name, state in report.tables.items() if state == "present")),
    ]
    if organ.level != "prefecture":  # that a city that nobody knows is no county's, its name does not tell
        pairs.append(("level", organ.level, identity.level and str(identity.level)))
    if written.style.script == "simplified":
        pairs.append(("organ", organ.name, identity.organ))
    if written.published:
        pairs.append(("published", written.published, identity.published))
    for name, wanted, read in pairs:
        if wanted != read:
            yield Difference(name, written.text[:60].replace("\n", "⏎"), str(wanted), str(read))


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 12) : start], text[end : end + 12]
    return f"{before}«{text[start:end]}»{after}".replace("\n", "⏎")


def _brief(fact: Fact) -> str:
    dimensions = ",".join(f"{name}={code}" for name, code in fact.dimensions)
    return f"{fact.measure}({dimensions}) {fact.period} {fact.value} {fact.status}"


def _brief_read(one: Observation) -> str:
    dimensions = ",".join(f"{name}={code}" for name, code in one.dimensions)
    return f"{one.measure}({dimensions}) {one.period} {one.value} {one.status} by {one.method}"
