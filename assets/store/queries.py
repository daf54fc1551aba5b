"""Small questions to a database: one value, a number of rows, a few rows as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

__all__ = ["count", "markdown_table", "preview", "scalar"]

_WIDTH = 48


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
