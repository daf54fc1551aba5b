"""A few rows of a table as Markdown, for the metadata of a materialisation."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

__all__ = ["markdown_table", "preview"]

_WIDTH = 48


def preview(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> str:
    """The rows of a query as a Markdown table."""
    result = connection.execute(query, list(parameters))
    names = [column[0] for column in result.description or ()]
    return markdown_table(names, result.fetchall())


def markdown_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as a Markdown table; long values are cut, null is empty."""
    lines = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    short = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
    return short.replace("\\", "\\\\").replace("|", "\\|")
