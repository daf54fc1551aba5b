"""Databases opened within bounds, and small questions to them: one value, a number of rows, a few as Markdown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import duckdb

__all__ = ["connect", "count", "markdown_table", "preview", "scalar"]

_MEMORY = "1GB"  # as in sql/profiles.yml

_WIDTH = 48


def connect(database: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A database of the pipeline, which takes no more memory than ``GONGKAI_SQL_MEMORY`` and then goes to disk.

    DuckDB's own bound is four fifths of the machine.
    """
    connection = duckdb.connect(database, read_only=read_only)
    try:
        connection.execute("set memory_limit = $limit", {"limit": os.environ.get("GONGKAI_SQL_MEMORY") or _MEMORY})
    except duckdb.Error:
        connection.close()
        raise
    return connection


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
