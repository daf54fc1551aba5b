"""The table at the end of a run: what is in the warehouse, where it is, and one question put to it."""

from __future__ import annotations

import importlib.resources
from collections.abc import Sequence

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assets.store.folders import Store

__all__ = ["print_summary"]

_QUESTION = (
    "Which organs received the most requests in their latest report, and how does that compare with the year before?"
)


def print_summary(store: Store, console: Console) -> None:
    """Print it for the published warehouse, with the queries in ``pipelines/sql``."""
    with duckdb.connect(store.published, read_only=True) as connection:
        console.print()
        _reports(connection, console)
        for title, query in (("Facts by family", "families"), ("Findings by rule", "findings")):
            _table(connection, console, title, _sql(query))
        _messages(connection, console, "Rejects", "from rejects order by source_path")
        _messages(connection, console, "Corrections not applied", "from corrections where status <> 'applied'")
        console.print(f"\n[bold]Warehouse[/]  {escape(str(store.published))}")
        console.print(f"[bold]Exports[/]    {escape(str(store.exports))}\n")
        question = _sql("example")
        _table(connection, console, _QUESTION, question)
        console.print(f"[dim]{escape(question.strip())}[/]")


def _messages(connection: duckdb.DuckDBPyConnection, console: Console, title: str, rows: str) -> None:
    """What could not be done, in the words of the table, the first ten."""
    messages = [str(message) for (message,) in connection.execute(f"select message {rows}").fetchall()]
    console.print(f"[bold]{title}[/]: {len(messages) or 'none'}")
    for message in messages[:10]:
        console.print(f"  {escape(message)}")
    if len(messages) > 10:
        console.print(f"  … and {len(messages) - 10} more, in the table {rows.split()[1]}")


def _sql(name: str) -> str:
    return (importlib.resources.files("pipelines") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def _reports(connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    """Reports by form and year: a row a year, a column a form."""
    counts = {(form, year): count for form, year, count in connection.execute(_sql("reports")).fetchall()}
    forms = sorted({form for form, _ in counts}, key=lambda form: (form == "unknown", form))
    years = sorted({year for _, year in counts}, key=lambda year: (year is None, year))
    rows = [[year or "unknown", *(counts.get((form, year)) for form in forms)] for year in years]
    rows.append(["all", *(sum(n for (f, _), n in counts.items() if f == form) for form in forms)])
    totals = [sum(n for (_, y), n in counts.items() if y == year) for year in years]
    for row, total in zip(rows, [*totals, sum(totals)], strict=True):
        row.append(total)
    _print(console, "Reports by form and year", ["year", *forms, "all"], rows)


def _table(connection: duckdb.DuckDBPyConnection, console: Console, title: str, query: str) -> None:
    result = connection.execute(query)
    names = [column[0] for column in result.description or ()]
    _print(console, title, names, result.fetchall())


def _print(console: Console, title: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    console.print(f"[bold]{title}[/]")
    if not rows:
        console.print("  none\n")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), header_style="dim")
    for place, name in enumerate(names):
        number = all(isinstance(row[place], int | float) or row[place] in (None, "") for row in rows)
        table.add_column(name.replace("_", " "), justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*("" if value is None else escape(str(value)) for value in row))
    console.print(table)
    console.print()
