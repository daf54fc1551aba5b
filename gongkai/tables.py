"""Reports as rows of the tables in :mod:`gongkai.schema`, and rows as Arrow tables.

Identifiers are hashes of what a row says, so that two runs over the same files give the same rows.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError
from gongkai.normalise import view_of
from gongkai.places import finite_box
from gongkai.records import Report, Span
from gongkai.schema import DIMENSION_COLUMNS, TABLES, Column
from gongkai.serialise import json_number
from gongkai.words import section_words

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Rows", "arrow_schema", "printable_path", "reject_rows", "report_id", "report_rows", "to_arrow"]

Rows = dict[str, list[tuple[object, ...]]]

_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_FOUR_DECIMALS = Decimal("0.0001")
_COMBINATIONS = 16_384  # of measure, dimensions and period that are remembered; free categories make some of them up


def report_id(path: str) -> str:
    """The report's key: first 16 hex digits of the SHA-256 of its path below data/raw, ``/`` between folders."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def printable_path(path: str) -> str:
    """The path as text; bytes of a file's name that are not UTF-8 as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def report_rows(report: Report, version: str) -> Rows:
    """Everything that was read in one report, as rows of every table but ``rejects``.

    Args:
        report: its document's path is the path below data/raw.
        version: of the code that read it.

    Raises:
        ReadError: ``figure_too_large``, a number has more digits than any count or sum of money can have.
    """
    key = report_id(report.document.path)
    observation_ids = _observation_ids(report, key)
    return {
        "documents": [_document_row(report, key, version)],
        "sections": _section_rows(report, key),
        "blocks": _block_rows(report, key),
        "cells": _cell_rows(report, key),
        "section_words": _word_rows(report, key),
        "observations": _observation_rows(report, key, observation_ids),
        "quantities": _quantity_rows(report, key),
        "findings": _finding_rows(report, key, observation_ids),
    }


def reject_rows(path: str, sha256: str | None, reason: str, message: str) -> Rows:
    """One file that could not be read."""
    return {"rejects": [(report_id(path), printable_path(path), sha256, reason, message)]}


@functools.cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of one table: DECIMAL, DATE and all as declared in :mod:`gongkai.schema`."""
    import pyarrow as pa  # noqa: PLC0415  not needed by callers that want no tables

    return pa.schema([(column.name, _arrow_type(column)) for column in TABLES[table].columns])


def to_arrow(parts: Iterable[Rows]) -> dict[str, pa.Table]:
    """Rows of many reports as one Arrow table for each table of the schema, the empty ones included."""
    import pyarrow as pa  # noqa: PLC0415

    rows: Rows = {name: [] for name in TABLES}
    for part in parts:
        for name, more in part.items():
            rows[name].extend(more)
    tables = {}
    for name, table_rows in rows.items():
        schema = arrow_schema(name)
        columns = zip(*table_rows, strict=True) if table_rows else ((),) * len(schema)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        tables[name] = pa.Table.from_arrays(arrays, schema=schema)
    return tables


class _Ids:
    """Content hashes within one report; of rows that say the very same, the later ones are numbered."""

    def __init__(self, report: str) -> None:
        self._report = _json(report)
        self._seen: dict[str, int] = {}

    def of(self, *parts: object) -> str:
        return self.of_json(", ".join(map(_json, parts)))

    def of_json(self, parts: str) -> str:
        """The identifier of parts that are written in JSON."""
        content = f"[{self._report}, {parts}]"
        again = self._seen.get(content, 0)
        self._seen[content] = again + 1
        return hashlib.sha256(f"{content}{again or ''}".encode()).hexdigest()[:16]


_json = functools.partial(json.dumps, ensure_ascii=False, default=str)


def _arrow_type(column: Column) -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415

    decimal = _DECIMAL.fullmatch(column.type)
    if decimal:
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    types = {
        "VARCHAR": pa.string(),
        "INTEGER": pa.int32(),
        "DOUBLE": pa.float64(),
        "DATE": pa.date32(),
        "BOOLEAN": pa.bool_(),
    }
    return types[column.type]


def _document_row(report: Report, key: str, version: str) -> tuple[object, ...]:
    document, identity = report.document, report.identity
    states = (report.tables.get(name, "absent") for name in ("disclosure", "requests", "appeals", "annex"))
    return (
        *(key, document.path, document.sha256, document.media_type, document.encoding, document.text),
        *(identity.organ, identity.level, identity.organ_kind, identity.region, identity.year),
        *(identity.year_source, identity.published, identity.title, identity.form),
        *states,
        "\n".join(document.notes) or None,
        version,
    )


def _section_rows(report: Report, key: str) -> list[tuple[object, ...]]:
    return [
        (
            *(_section_id(key, section.index), key, section.index, _section_id(key, section.parent), section.level),
            *(section.number, section.title, section.topic),
            *(section.span.start, section.span.end, section.title_span.start, section.title_span.end),
            section.detection,
        )
        for section in report.sections
    ]


def _word_rows(report: Report, key: str) -> list[tuple[object, ...]]:
    words = section_words(view_of(report.document.text), report.sections)
    return [
        (_section_id(key, section.index), key, " ".join(found.words), " ".join(found.prose), " ".join(found.parts))
        for section, found in zip(report.sections, words, strict=True)
    ]


def _section_id(key: str, index: int | None) -> str | None:
    return None if index is None else f"{key}-s{index}"


def _block_rows(report: Report, key: str) -> list[tuple[object, ...]]:
    return [
        (
            *(key, index, block.kind, block.span.start, block.span.end),
            *(block.place.page, *(finite_box(block.place) or (None,) * 4), block.place.path or None, block.place.score),
        )
        for index, block in enumerate(report.document.blocks)
    ]


def _cell_rows(report: Report, key: str) -> list[tuple[object, ...]]:
    return [
        (
            *(key, table_index, cell_index, cell.row, cell.column, cell.row_span, cell.column_span),
            *(cell.span.start, cell.span.end),
        )
        for table_index, table in enumerate(report.document.tables)
        for cell_index, cell in enumerate(table.cells)
    ]


def _observation_ids(report: Report, key: str) -> list[str]:
    """A key for each observation, made of what it is about, where it stands and its value."""
    ids = _Ids(key)
    found = []
    for one in report.observations:
        span = one.span
        subject = _subject(one.measure, one.dimensions, one.period)
        found.append(ids.of_json(f"{subject}, {span.start}, {span.end}, {_number(one.value)}"))
    return found


@functools.lru_cache(maxsize=_COMBINATIONS)
def _subject(measure: str, dimensions: tuple[tuple[str, str], ...], period: str) -> str:
    """What a figure is about, as it stands in the JSON that its key is made of."""
    return _json([measure, dimensions, period])[1:-1]


@functools.lru_cache(maxsize=_COMBINATIONS)
def _number(value: Decimal | None) -> str:
    """A value as it stands in that JSON."""
    return "null" if value is None else f'"{json_number(value)}"'


@functools.lru_cache(maxsize=_COMBINATIONS)
def _dimension_cells(dimensions: tuple[tuple[str, str], ...]) -> tuple[str | None, ...]:
    """The codes of a figure in the order of their columns."""
    return tuple(map(dict(dimensions).get, DIMENSION_COLUMNS))


def _observation_rows(report: Report, key: str, row_ids: Sequence[str]) -> list[tuple[object, ...]]:
    text = report.document.text
    section_id = functools.cache(functools.partial(_section_id, key))
    rows: list[tuple[object, ...]] = []
    for row_id, one in zip(row_ids, report.observations, strict=True):
        span = one.span
        rows.append(
            (
                row_id, key, section_id(one.section), one.measure, *_dimension_cells(one.dimensions), one.period,
                None if one.value is None else _fitting(report, one.value, 20, span),
                one.unit, one.status, one.qualifier, one.scope, one.source, one.method, one.support,
                text[span.start : span.end], span.start, span.end, one.primary, one.conflicted,
            )
        )  # fmt: skip
    return rows


def _quantity_rows(report: Report, key: str) -> list[tuple[object, ...]]:
    text, ids = report.document.text, _Ids(key)
    return [
        (
            *(ids.of("quantity", item.span.start, item.span.end), key, _section_id(key, item.section)),
            *(_fitting(report, item.value, 24, item.span), item.unit, item.qualifier, item.reason),
            *(item.clause.of(text), item.span.start, item.span.end),
        )
        for item in report.quantities
    ]


def _finding_rows(report: Report, key: str, observation_ids: Sequence[str]) -> list[tuple[object, ...]]:
    ids = _Ids(key)
    rows: list[tuple[object, ...]] = []
    for finding in report.findings:
        numbers = json.dumps(finding.numbers, ensure_ascii=False, sort_keys=True, default=_plain)
        start, end = (finding.span.start, finding.span.end) if finding.span else (None, None)
        rows.append(
            (
                *(ids.of("finding", finding.rule, start, end, numbers), key, finding.rule, finding.severity),
                *(finding.message_en, finding.message_zh),
                *(_fitting(report, value, 20, finding.span) for value in (finding.stated, finding.computed)),
                *(numbers, json.dumps([observation_ids[place] for place in finding.observations]), start, end),
            )
        )
    return rows


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a finding's numbers hold a {type(value).__name__}, which JSON has no form for")


def _fitting(report: Report, value: Decimal | None, precision: int, span: Span | None) -> Decimal | None:
    """The value with four decimals, as the tables hold it; the words of the source stand beside it."""
    if value is None:
        return None
    fitted = _four_decimals(value)
    if fitted.adjusted() >= precision - 4 or not fitted.is_finite():
        place = f"at character {span.start}" if span else "in a finding"
        detail = f"the figure {value} {place} has more than {precision - 4} digits"
        raise ReadError(report.document.path, "figure_too_large", detail, "correct the file; digits were run together")
    return fitted


@functools.lru_cache(maxsize=16_384)
def _four_decimals(value: Decimal) -> Decimal:
    try:
        return value.quantize(_FOUR_DECIMALS, ROUND_HALF_EVEN)
    except InvalidOperation:
        return Decimal("Infinity")
