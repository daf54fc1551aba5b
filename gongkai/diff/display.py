"""A difference as text for people, as JSON for programs, and as the lines that a run keeps."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from gongkai.diff.compare import Change, Difference, Value
from gongkai.serialise import json_number

__all__ = ["json_record", "text_lines", "totals"]

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_MESSAGES = ("message", "message_en")  # say all there is to say
_SHOWN_FIRST = ("value", "status", "organ_name", "sha256")


def totals(difference: Difference) -> dict[str, tuple[int, int, int]]:
    """Rows added, removed and changed by table, of the tables with any."""
    sums: dict[str, tuple[int, int, int]] = {}
    for count in difference.counts:
        added, removed, changed = sums.get(count.table, (0, 0, 0))
        sums[count.table] = (added + count.added, removed + count.removed, changed + count.changed)
    return sums


def text_lines(difference: Difference) -> Iterator[str]:
    """Totals by table and body, then the rows, then the tables that are only counted."""
    yield f"old  {difference.old}"
    yield f"new  {difference.new}"
    if not difference:
        yield "No differences."
        return
    sums = totals(difference)
    for table, (added, removed, changed) in sums.items():
        yield ""
        yield f"{table}: {added} added, {removed} removed, {changed} changed"
        for count in difference.counts:
            if count.table == table:
                yield f"  {count.organ or 'no body'}: +{count.added} -{count.removed} ~{count.changed}"
        rows = [change for change in difference.changes if change.table == table]
        yield from (f"    {_line(change)}" for change in rows)
        rest = added + removed + changed - len(rows)
        if rest and rows:
            yield f"    … and {rest} more (--limit)"
    others = [(n, o, w) for n, (o, w) in difference.rows.items() if o != w and n not in sums]
    if others:
        yield ""
        yield "rows of other tables"
        for name, before, now in others:
            yield f"  {name}: {_count(before)} -> {_count(now)}"


def json_record(difference: Difference) -> dict[str, object]:
    """Everything, in JSON's types; dates as text, figures as numbers."""
    return {
        "old": str(difference.old),
        "new": str(difference.new),
        "differs": bool(difference),
        "counts": [
            {"table": c.table, "organ": c.organ, "added": c.added, "removed": c.removed, "changed": c.changed}
            for c in difference.counts
        ],
        "rows": {name: {"old": before, "new": now} for name, (before, now) in difference.rows.items()},
        "changes": [
            {
                "table": c.table,
                "kind": c.kind,
                "organ": c.organ,
                "year": c.year,
                "report": c.report,
                "key": _plain(c.key),
                "old": None if c.old is None else _plain(c.old),
                "new": None if c.new is None else _plain(c.new),
            }
            for c in difference.changes
        ],
    }


def _line(change: Change) -> str:
    about = " ".join(_text(value) for name, value in change.key.items() if name != "correction_id")
    where = " ".join(part for part in (str(change.year or ""), change.report or "") if part)
    if change.old is not None and change.new is not None:
        said = ", ".join(f"{name} {_text(change.old[name])} -> {_text(change.new[name])}" for name in change.old)
    else:
        values = change.new or change.old or {}
        names = [name for name in _SHOWN_FIRST if values.get(name) is not None] or list(values)[:2]
        words = [_text(values[name]) for name in _MESSAGES if values.get(name)]
        said = words[0] if words else ", ".join(f"{name} {_text(values[name])}" for name in names)
    return f"{_SIGNS[change.kind]} {where}: {about}{': ' if about else ''}{said}"


def _text(value: Value) -> str:
    if value is None:
        return "null"
    return str(json_number(value)) if isinstance(value, Decimal) else " ".join(str(value).split())


def _plain(values: dict[str, Value]) -> dict[str, object]:
    def plain(value: Value) -> object:
        if isinstance(value, Decimal):
            return json_number(value)
        return value.isoformat() if isinstance(value, datetime.date) else value

    return {name: plain(value) for name, value in values.items()}


def _count(rows: int | None) -> str:
    return "no such table" if rows is None else str(rows)
