"""The command ``gongkai sql``: questions to the published warehouse, one or as many as there are.

Where the DuckDB client is installed it is handed the file, read-only. Else there is a prompt of our own; both
print tables in which Chinese lines up.
"""

from __future__ import annotations

import csv
import json
import math
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from gongkai.frames import Warehouse

__all__ = ["Prompt", "sql"]

_CLIENT = "duckdb"
_ROWS = 200  # that a table is printed with; csv and json have them all
_CELL = 200  # characters of a cell
_HISTORY = 2000
_PROMPT, _MORE = "gongkai> ", "    ...> "
_HELP = """\
End a statement with ;  It may go over several lines.
  .tables          the tables, with their rows and names
  .schema [TABLE]  columns and types of one table, or of all
  .describe TABLE  columns of a table with what they hold
  .help            this text
  .quit            leave (so does Ctrl-D; Ctrl-C forgets what was typed)"""


@click.command()
@click.argument("query", metavar="[QUERY]", required=False)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--path", metavar="PATH", help="A published file, a folder of exports, or a data folder.")
@click.option("--prompt", "own", is_flag=True, help="The prompt of gongkai itself, also where DuckDB's is there.")
def sql(query: str | None, form: str, path: str | None, own: bool) -> None:
    """Ask the published warehouse in SQL, read-only.

    With QUERY, prints its answer. Without, opens a prompt: that of the DuckDB client where it is installed, else
    one of its own; statements from a pipe are answered one by one.
    """
    from gongkai.exceptions import GongkaiError  # noqa: PLC0415
    from gongkai.frames import Warehouse, find_warehouse  # noqa: PLC0415

    try:
        place = find_warehouse(path)
        client = shutil.which(_CLIENT)
        if query is None and client and place.is_file() and form == "table" and not own and sys.stdin.isatty():
            import subprocess  # noqa: PLC0415

            sys.exit(subprocess.call([client, "-readonly", str(place.resolve())]))
        with Warehouse(place) as opened:
            opened.keep_to_tables()
            if query is not None:
                _interruptible(opened, query, form, sys.stdout)
            else:
                sys.exit(Prompt(opened, form).run())
    except GongkaiError as error:
        click.echo(f"gongkai: {str(error).strip()}", err=True)
        sys.exit(1)


def answer(opened: Warehouse, query: str, form: str, stream: TextIO) -> None:
    """Write what a query gives: as a table, of which long ones are cut with a note, or as all of its CSV or JSON.

    JSON has one object a row, in an array; CSV is that of ``gongkai extract``: a byte-order mark, no formulas.

    Raises:
        QueryError: the database says what is wrong with the query.
    """
    names, rows = opened.rows(query)
    _WRITERS[form](names, rows, stream)


def _interruptible(opened: Warehouse, query: str, form: str, stream: TextIO) -> None:
    """Answer in a thread, so that Ctrl-C reaches us and breaks the query off: DuckDB itself does not see it."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from gongkai.exceptions import GongkaiError  # noqa: PLC0415

    with ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(answer, opened, query, form, stream)
        try:
            running.result()
        except KeyboardInterrupt:
            opened.interrupt()
            with suppress(GongkaiError):
                running.result()
            raise


class Prompt:
    """Reads statements and commands line by line, until the end of the input or ``.quit``."""

    def __init__(self, opened: Warehouse, form: str = "table", stream: TextIO | None = None) -> None:
        """Args: the warehouse, a format of :func:`answer`, where to write (standard output by default)."""
        self._opened = opened
        self._form = form
        self._stream = stream or sys.stdout
        self._failed = False

    def run(self) -> int:
        """Ask and answer. Returns the exit status: 1 where a statement from a pipe failed."""
        interactive = sys.stdin.isatty()
        if interactive:
            _remember()
            self._say(f"{self._opened.path}, read-only; .help says what can be asked")
        pending = ""
        while True:
            try:
                line = input(_MORE if pending else _PROMPT) if interactive else _next_line()
            except EOFError:
                if interactive:
                    self._say("")
                break
            except KeyboardInterrupt:
                self._say("")
                pending = ""
                continue
            if not pending and line.strip().startswith("."):
                if not self._command(line.split()):
                    break
                continue
            pending = f"{pending}\n{line}" if pending else line
            if not pending.strip():
                pending = ""
            elif self._opened.is_complete(pending):
                self._ask(pending)
                pending = ""
        if pending.strip():
            self._ask(pending)  # a last statement from a pipe may lack its ;
        return int(self._failed and not interactive)

    def _ask(self, query: str) -> None:
        from gongkai.exceptions import GongkaiError  # noqa: PLC0415

        try:
            _interruptible(self._opened, query, self._form, self._stream)
        except GongkaiError as error:
            self._failed = True
            click.echo(str(error).strip(), err=True)
        except KeyboardInterrupt:
            self._say("broken off")

    def _command(self, words: Sequence[str]) -> bool:
        """Carry out a command. Returns whether to go on."""
        from gongkai.exceptions import GongkaiError  # noqa: PLC0415

        name, arguments = words[0], words[1:]
        try:
            match name, len(arguments):
                case ((".quit" | ".exit"), 0):
                    return False
                case ".help", 0:
                    self._say(_HELP)
                case ".tables", 0:
                    self._show(self._opened.tables(), ["table", "name_zh", "rows"])
                case ".schema", 0 | 1:
                    self._say(self._opened.schema(*arguments))
                case ".describe", 1:
                    self._show(self._opened.describe(arguments[0]), ["column", "type", "name_zh", "description"])
                case _:
                    self._failed = True
                    click.echo(f"{' '.join(words)}: no such command; .help lists them", err=True)
        except GongkaiError as error:
            self._failed = True
            click.echo(str(error), err=True)
        return True

    def _show(self, frame: Any, columns: Sequence[str]) -> None:  # noqa: ANN401  pandas is known to gongkai.frames alone
        _write_table(columns, frame[list(columns)].itertuples(index=False), self._stream)

    def _say(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()


def _next_line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _remember() -> None:
    """Have the prompt know what was typed before, where Python has readline."""
    try:
        import readline  # noqa: PLC0415
    except ImportError:  # Windows
        return
    import atexit  # noqa: PLC0415

    path = Path(click.get_app_dir("gongkai")) / "sql_history"
    with suppress(OSError):  # none yet, or none to be had
        readline.read_history_file(path)
    readline.set_history_length(_HISTORY)

    def keep() -> None:
        with suppress(OSError):  # a home that cannot be written to: nothing is remembered
            path.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(path)

    atexit.register(keep)


def _write_table(names: Sequence[str], rows: Iterator[tuple[Any, ...]], stream: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from gongkai.explain.cells import visible  # noqa: PLC0415

    shown = list(islice(rows, _ROWS))
    more = sum(1 for _ in rows)
    # Beyond a terminal nobody sees how wide it is: as wide as the rows are.
    console = Console(file=stream, width=None if stream.isatty() else 10_000, highlight=False, emoji=False)
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(names):
        numbers = all(isinstance(row[place], _NUMBERS) or row[place] is None for row in shown)
        table.add_column(escape(visible(name)), justify="right" if numbers and shown else "left", overflow="fold")
    for row in shown:
        table.add_row(*(escape(visible(_cut(_plain_text(value)))) for value in row))
    if names:
        console.print(table)
    if more:
        stream.write(f"… {more} more rows; --format csv or json prints them all\n")
    elif names:
        stream.write(f"{len(shown)} {'row' if len(shown) == 1 else 'rows'}\n")


def _plain(value: object) -> object:
    """Decimals as numbers, so that 12.0000 is 12; what JSON has no number for as null; all else as it is."""
    from gongkai.serialise import json_number  # noqa: PLC0415

    if isinstance(value, float) and not math.isfinite(value):
        return None
    return json_number(value) if isinstance(value, Decimal) else value


def _plain_text(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    return str(_plain(value))


def _cut(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= _CELL else joined[: _CELL - 1] + "…"


def _write_csv(names: Sequence[str], rows: Iterator[tuple[Any, ...]], stream: TextIO) -> None:
    from gongkai.serialise import csv_cell  # noqa: PLC0415

    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if value is None else csv_cell(_plain(value)) for value in row])


def _write_json(names: Sequence[str], rows: Iterator[tuple[Any, ...]], stream: TextIO) -> None:
    lead = "[\n"
    for row in rows:
        record = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        stream.write(lead + json.dumps(record, ensure_ascii=False, default=str))
        lead = ",\n"
    stream.write("[]\n" if lead == "[\n" else "\n]\n")


_Writer = Callable[[Sequence[str], Iterator[tuple[Any, ...]], TextIO], None]
_NUMBERS = (int, float, Decimal)
_WRITERS: dict[str, _Writer] = {"table": _write_table, "csv": _write_csv, "json": _write_json}
