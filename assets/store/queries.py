"""Databases opened within bounds, and small questions to them: one value, a number of rows, a few as Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

__all__ = ["connect", "count", "markdown_table", "memory", "preview", "quoted", "scalar"]

_MEMORY = "850MB"  # as in sql/profiles.yml
# What is freed goes back to the system at once; DuckDB keeps half a gigabyte else. It costs no time.
_ALLOCATOR = ("allocator_flush_threshold", "allocator_bulk_deallocation_flush_threshold")
_FLUSHED = "1MB"
_SIZE = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[A-Za-z]+)\s*")

_WIDTH = 48


def connect(database: Path, *, read_only: bool = False, share: float = 1) -> duckdb.DuckDBPyConnection:
    """A database of the pipeline, which takes no more memory than ``GONGKAI_SQL_MEMORY`` and then goes to disk.

    DuckDB's own bound is four fifths of the machine. What it cannot hold it writes beside the database.

    Args:
        database: the file.
        read_only: others may have it open meanwhile.
        share: of that memory, where what is done with the rows takes some as well.
    """
    connection = duckdb.connect(database, read_only=read_only)
    try:
        connection.execute("set memory_limit = $limit", {"limit": memory(share)})
        for setting in _ALLOCATOR:
            connection.execute(f"set {setting} = '{_FLUSHED}'")
    except duckdb.Error:
        connection.close()
        raise
    return connection


def memory(share: float = 1) -> str:
    """A share of ``GONGKAI_SQL_MEMORY``, as DuckDB reads it."""
    limit = os.environ.get("GONGKAI_SQL_MEMORY") or _MEMORY
    match = _SIZE.fullmatch(limit)
    # what is written otherwise is left to DuckDB, which says what is wrong with it
    return f"{float(match['number']) * share:.3f}{match['unit']}" if match else limit


def quoted(text: str | Path) -> str:
    """A text as a literal of SQL, for statements that take no parameters."""
    parts = ["'" + part.replace("'", "''") + "'" for part in str(text).split("\0")]
    return parts[0] if len(parts) == 1 else f"({' || chr(0) || '.join(parts)})"  # no literal holds that character


def scalar(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """The one value that a query gives, as text."""
    row = connection.execute(query).fetchone()
    if row is None:
        raise ValueError(f"the query gives no row: {query}")
    return str(row[0])


def count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Rows of a table, or of a query in brackets."""
    return int(scalar(connection, f"select count(*) from {relation}"))


def preview(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> str:
    """The rows of a query as a Markdown table."""
    result = connection.execute(query, list(parameters))
    names = [column[0] for column in result.description or ()]
    return markdown_table(names, result.fetchall())


# Words of reports stand in cells: no markup, link or picture may come of them on a page.
_AS_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", **{sign: f"\\{sign}" for sign in "\\|[]`"}})


def markdown_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as a Markdown table; long values are cut, null is empty."""
    lines = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    short = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
    return short.translate(_AS_TEXT)
