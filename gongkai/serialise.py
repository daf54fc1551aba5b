"""A report as plain data and as lines of JSON or CSV: what other programs read.

The shapes here are a public interface: keys are added, never renamed. What people read on a terminal is in
:mod:`gongkai.display`, what the warehouse loads in :mod:`gongkai.tables`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TextIO

from gongkai.places import Places, finite_box
from gongkai.records import Finding, Observation, Place, Report, Section, Span
from gongkai.schema import DIMENSION_COLUMNS

__all__ = ["csv_cell", "csv_writer", "json_number", "jsonl_writer", "observation_records", "report_record"]

Record = dict[str, object]

# Spreadsheets run a cell that starts with one of these as a formula, the full-width ones too in Chinese settings.
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
# … unless it is a signed number or a lone sign, which cannot do harm.
_PLAIN = re.compile(r"[+\-＋－]+[\d.,]*[%％]?")

_CSV_COLUMNS = (
    *("document", "organ", "region", "year", "measure", *DIMENSION_COLUMNS, "period", "value", "unit", "status"),
    *("qualifier", "scope", "source", "method", "primary", "conflicted", "support", "evidence"),
    *("span_start", "span_end", "page", "place"),
)


def json_number(value: Decimal | None) -> int | float | None:
    """A figure as JSON has it: an integer where it is whole, so that 77302800 is not 77302800.0."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def observation_records(report: Report) -> Iterator[Record]:
    """Every observation of a report: those that stand, then those that lost to a better source, as they come.

    Each has the keys document, organ, region, year, measure, one key a dimension that it is split by, period,
    value, unit, status, qualifier, scope, source, method, primary, conflicted, support, evidence, span
    (``[start, end]``, half-open, in characters of the decoded text) and place (where that is in the file: page, box,
    path; null for plain text).
    """
    identity = report.identity
    about: Record = {
        "document": report.document.path,
        "organ": identity.organ,
        "region": identity.region,
        "year": identity.year,
    }
    places = Places(report.document)
    for observation in _in_order(report):
        yield {**about, **_observation_record(observation, report.document.text, places)}


def _in_order(report: Report) -> list[Observation]:
    return sorted(report.observations, key=lambda observation: not observation.primary)


def report_record(report: Report) -> Record:
    """What a report is and what was found in it: identity, tables, sections, findings, and counts of its figures.

    ``published`` is an ISO date. A finding carries the observations of both its sides, with their evidence.
    """
    identity, places = report.identity, Places(report.document)
    return {
        "document": report.document.path,
        "sha256": report.document.sha256,
        "media_type": report.document.media_type,
        "encoding": report.document.encoding,
        "organ": identity.organ,
        "organ_kind": identity.organ_kind,
        "level": identity.level,
        "region": identity.region,
        "year": identity.year,
        "year_source": identity.year_source,
        "published": identity.published.isoformat() if identity.published else None,
        "title": identity.title,
        "form": identity.form,
        "tables": {name: str(state) for name, state in report.tables.items()},
        "sections": [_section_record(section) for section in report.sections],
        "findings": [_finding_record(finding, report, places) for finding in report.findings],
        "observations": len(report.observations),
        "quantities": len(report.quantities),
        "blocks": len(report.document.blocks),
        "notes": list(report.document.notes),
    }


def jsonl_writer(stream: TextIO) -> Callable[[Report], None]:
    """A function that writes the observations of a report to ``stream``, one JSON object a line."""

    def write(report: Report) -> None:
        for record in observation_records(report):
            stream.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")

    return write


def csv_writer(stream: TextIO) -> Callable[[Report], None]:
    """A function that writes the observations of a report to ``stream`` as CSV; the header is written at once.

    Made for spreadsheets, after RFC 4180: a byte-order mark comes first, without which they garble Chinese,
    every dimension has its column, and a text that they would run as a formula is led in by an apostrophe.
    """
    stream.write("\ufeff")
    writer = csv.DictWriter(stream, _CSV_COLUMNS, restval="")
    writer.writeheader()

    def write(report: Report) -> None:
        places = Places(report.document)
        for observation, record in zip(_in_order(report), observation_records(report), strict=True):
            del record["span"]
            place = places.of(observation.span) or Place()
            record |= {"span_start": observation.span.start, "span_end": observation.span.end}
            record |= {"page": place.page, "place": place.path or None}
            writer.writerow({name: csv_cell(value) for name, value in record.items()})

    return write


def csv_cell(value: object) -> object:
    """A value as a CSV cell: null empty, truth in lower case, no formulas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and _FORMULA.match(value) and not _PLAIN.fullmatch(value):
        return "'" + value
    return value


def _observation_record(observation: Observation, text: str, places: Places) -> Record:
    return {
        "measure": observation.measure,
        **dict(observation.dimensions),
        "period": observation.period,
        "value": json_number(observation.value),
        "unit": observation.unit,
        "status": observation.status,
        "qualifier": observation.qualifier,
        "scope": observation.scope,
        "source": observation.source,
        "method": observation.method,
        "primary": observation.primary,
        "conflicted": observation.conflicted,
        "support": observation.support,
        "evidence": observation.span.of(text),
        "span": _span(observation.span),
        "place": _place_record(places.of(observation.span)),
    }


def _place_record(place: Place | None) -> Record | None:
    """Page, box and path of a place, as far as it has them."""
    if place is None:
        return None
    box = finite_box(place)
    known = {"page": place.page, "box": box and list(box), "path": place.path or None, "score": place.score}
    return {name: value for name, value in known.items() if value is not None}


def _section_record(section: Section) -> Record:
    return {
        "index": section.index,
        "parent": section.parent,
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "topic": section.topic,
        "detection": section.detection,
        "span": _span(section.span),
        "title_span": _span(section.title_span),
    }


def _finding_record(finding: Finding, report: Report, places: Places) -> Record:
    text, observations = report.document.text, report.observations
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message_en": finding.message_en,
        "message_zh": finding.message_zh,
        "stated": json_number(finding.stated),
        "computed": json_number(finding.computed),
        "numbers": _plain(finding.numbers),
        "evidence": finding.span.of(text) if finding.span else None,
        "span": _span(finding.span) if finding.span else None,
        "place": _place_record(places.of(finding.span)) if finding.span else None,
        "observations": [_observation_record(observations[place], text, places) for place in finding.observations],
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _plain(value: object) -> object:
    """Decimals inside mappings and sequences as JSON numbers."""
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
