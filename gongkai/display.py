"""Reports for people to read on a terminal; what programs read is in :mod:`gongkai.serialise`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TextIO

from gongkai.explain.cells import visible
from gongkai.places import Places, shown_place
from gongkai.records import Finding, Identity, Observation, Report, Section, Status
from gongkai.serialise import json_number

__all__ = ["list_lines", "report_lines", "table_writer"]

_WIDTH = 160  # where the table does not go to a terminal
_EVIDENCE = 60  # characters of evidence that a line has room for
_STATUS = {Status.NONE_STATED: "none stated", Status.BLANK: "blank", Status.NOT_APPLICABLE: "not applicable"}


def table_writer(stream: TextIO) -> Callable[[Report], None]:
    """A function that writes the observations of a report to ``stream`` as a table under the report's name."""
    from rich.console import Console  # noqa: PLC0415  the command's start must not pay for it
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console(file=stream, width=None if stream.isatty() else _WIDTH, highlight=False, emoji=False)

    def write(report: Report) -> None:
        table = Table(title=escape(visible(_headline(report))), title_justify="left", box=None, pad_edge=False)
        table.add_column("", no_wrap=True)
        table.add_column("measure", no_wrap=True)
        table.add_column("split by")
        table.add_column("value", justify="right", no_wrap=True)
        table.add_column("unit", no_wrap=True)
        table.add_column("status")
        table.add_column("scope", no_wrap=True)
        table.add_column("source", no_wrap=True)
        table.add_column("evidence", overflow="fold")
        for observation in report.observations:
            table.add_row(*map(escape, _row(observation, report.document.text)))
        console.print(table)
        console.print()

    return write


def report_lines(report: Report) -> Iterator[str]:
    """A report's identity, tables, sections and findings, line by line without newlines."""
    identity = report.identity
    primary = sum(observation.primary for observation in report.observations)
    conflicted = sum(observation.conflicted for observation in report.observations)
    facts = [
        ("document", report.document.path),
        ("title", identity.title),
        ("organ", _organ(identity)),
        ("region", identity.region),
        ("year", f"{identity.year} (from {identity.year_source})" if identity.year else None),
        ("published", identity.published.isoformat() if identity.published else None),
        ("form", identity.form),
        ("tables", ", ".join(f"{name} {state}" for name, state in report.tables.items())),
        ("figures", f"{len(report.observations)} observations ({primary} primary, {conflicted} conflicted)"),
        ("", f"{len(report.quantities)} other quantities"),
        *(("note" if at == 0 else "", note) for at, note in enumerate(report.document.notes)),
    ]
    for name, value in facts:
        yield f"{name:10} {visible(value or '?')}"
    yield ""
    yield f"sections ({len(report.sections)})"
    yield from map(_section_line, report.sections)
    yield ""
    yield f"findings ({len(report.findings)})"
    places = Places(report.document)
    for finding in report.findings:
        yield from _finding_lines(finding, report, places)


def list_lines(reports: Sequence[Report]) -> Iterator[str]:
    """The reports in an archive, two lines each: what it is called, and what it is."""
    for report in reports:
        identity = report.identity
        known = (identity.organ, identity.year and str(identity.year), identity.form)
        counts = f"{len(report.observations)} observations, {len(report.findings)} findings"
        yield visible(report.document.path)
        yield f"  {visible(', '.join(part or '?' for part in known))}; {counts}"


def _headline(report: Report) -> str:
    identity = report.identity
    return f"{report.document.path}: {identity.organ or '?'}, {identity.year or '?'}, {identity.form or '?'}"


def _organ(identity: Identity) -> str | None:
    known = [str(part) for part in (identity.level, identity.organ_kind) if part]
    if identity.organ is None or not known:
        return identity.organ
    return f"{identity.organ} ({', '.join(known)})"


def _row(observation: Observation, text: str) -> tuple[str, ...]:
    split = [f"{name}={visible(code)}" for name, code in observation.dimensions]
    if observation.period != "annual":
        split.append(observation.period)
    marks = ("" if observation.primary else "-") + ("!" if observation.conflicted else "")
    return (
        marks,
        observation.measure,
        " ".join(split),
        _figure(observation.value),
        observation.unit,
        _STATUS.get(observation.status, "" if observation.qualifier == "exact" else str(observation.qualifier)),
        "" if observation.scope == "unstated" else str(observation.scope),
        str(observation.source),
        _one_line(observation.span.of(text)),
    )


def _section_line(section: Section) -> str:
    topic = f"  [{section.topic}]" if section.topic else ""
    return f"{'  ' * section.level}{_one_line(section.title)}{topic}  {section.span.start}-{section.span.end}"


def _finding_lines(finding: Finding, report: Report, places: Places) -> Iterator[str]:
    yield f"  {finding.severity:8}{finding.rule}: {_one_line(finding.message_en, 0)}"
    yield f"  {'':8}{_one_line(finding.message_zh, 0)}"
    if finding.span:
        words = _one_line(finding.span.of(report.document.text))
        place = visible(shown_place(places.of(finding.span)))
        yield f"  {'':8}{place + ', ' if place else ''}{finding.span.start}-{finding.span.end} “{words}”"
    sides = [report.observations[at] for at in finding.observations]
    shown = dict.fromkeys(shown_place(places.of(side.span)) for side in sides)
    if any(shown):
        yield f"  {'':8}its figures stand at {visible(', '.join(filter(None, shown)))}"


def _figure(value: Decimal | None) -> str:
    return "" if value is None else str(json_number(value))


def _one_line(words: str, limit: int = _EVIDENCE) -> str:
    """Words without line breaks and control characters, shortened to ``limit`` characters (0: as they are)."""
    joined = visible(" ".join(words.split()))
    return joined if not limit or len(joined) <= limit else joined[: limit - 1] + "…"
