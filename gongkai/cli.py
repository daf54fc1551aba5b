"""The command ``gongkai``: reports in, observations or an overview out, or the report itself explained.

Only click is imported at the top: the rest of the package is loaded when a report is read, so that the
command starts at once. Exit status: 0, everything was read; 1, something could not be read, and one line on
standard error says what (the rest is done all the same); 2, the command was not understood.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, TextIO

import click

from gongkai import __version__
from gongkai.console import sql

if TYPE_CHECKING:
    from gongkai.records import Report

__all__ = ["cli", "main"]

_PROGRESS_FROM = 10  # files; fewer are done before a bar could be read
_UTF8 = {"encoding": "utf-8", "errors": "backslashreplace", "newline": "\n"}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Read annual reports on government information disclosure (政府信息公开工作年度报告).

    Exit status: 0 everything was read, 1 something could not be read (the rest is done all the same),
    2 the command was not understood.
    """


@cli.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "table"]), default="jsonl", show_default=True)
@click.option("--output", metavar="FILE", default="-", help="Write to FILE instead of standard output.")
def extract(paths: tuple[str, ...], form: str, output: str) -> None:
    """Print every observation of the reports, one a line.

    PATH is a report or a folder, which is searched for reports (hidden files are left out). Observations
    that lost to a better source of the same report are printed too, with "primary" false.
    """
    failures = Failures()
    files = find_reports(paths, failures)
    if os.path.realpath(output) in map(os.path.realpath, files):
        raise click.UsageError(f"{output} is one of the reports to read; write elsewhere")
    with _output(output) as stream, _Reader() as reader:
        write = _writer(form, stream)
        with _progress(files, stream) as watched:
            for path in watched:
                for report in reader.read(path, failures):
                    write(report)
    sys.exit(failures.status)


@cli.command()
@click.argument("path", metavar="PATH")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def inspect(path: str, form: str) -> None:
    """Print what one report is: organ, region, year, form, tables, sections and findings.

    Of an archive with several reports it prints a list; 'archive.zip!member.docx' names one of them.
    """
    from gongkai.display import list_lines, report_lines  # noqa: PLC0415
    from gongkai.serialise import report_record  # noqa: PLC0415

    failures = Failures()
    with _Reader() as reader:
        reports = list(reader.read(path, failures))
    if form == "json":
        for report in reports:
            click.echo(json.dumps(report_record(report), ensure_ascii=False, allow_nan=False, indent=2))
    else:
        lines = report_lines(reports[0]) if len(reports) == 1 else list_lines(reports)
        click.echo("".join(f"{line}\n" for line in lines), nl=False)
    sys.exit(failures.status)


@cli.command()
@click.argument("path", metavar="PATH")
@click.option("--section", "topic", metavar="TOPIC", help="Only the sections on TOPIC: requests, appeals, fees …")
@click.option("--no-text", is_flag=True, help="Leave out the text.")
@click.option("--facts-only", is_flag=True, help="Leave out the text, the other figures and the findings.")
def explain(path: str, topic: str | None, no_text: bool, facts_only: bool) -> None:
    """Show one report: its text with the facts marked, what each was read as, and what is left over.

    Colours are for terminals; FORCE_COLOR=1 keeps them in a pipe (less -R), NO_COLOR=1 switches them off.
    """
    from gongkai.records import Topic  # noqa: PLC0415

    if topic is not None and topic not in set(Topic):
        raise click.BadParameter(f"{topic!r} is none of {', '.join(Topic)}.", param_hint="--section")
    failures = Failures()
    from gongkai.explain import Choice, explain  # noqa: PLC0415

    with _Reader() as reader:
        for report in reader.read(path, failures):
            explain(report, sys.stdout, Choice(topic, text=not (no_text or facts_only), rest=not facts_only))
    sys.exit(failures.status)


cli.add_command(sql)


@cli.command()
@click.argument("old", metavar="[OLD]", required=False)
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--table", metavar="NAME", help="Only this table.")
@click.option("--organ", metavar="NAME", help="Only bodies whose name holds NAME.")
@click.option("--limit", metavar="N", type=click.IntRange(0), help="Rows of each table: 20 as text, all as JSON.")
def diff(
    *, old: str | None, new: str | None, form: str, table: str | None, organ: str | None, limit: int | None
) -> None:
    """Print what changed between two publications, by table and body.

    OLD and NEW are database files, folders that hold a gongkai.duckdb, or names of publications kept in the data
    folder (GONGKAI_HOME). Without NEW, OLD is compared with the newest; without both, the last two are compared.

    Exit status: 0 no differences, 1 differences, 2 they cannot be compared.
    """
    from gongkai.diff import DiffError, compare, find_publication, last_two, newest  # noqa: PLC0415
    from gongkai.diff.display import json_record, text_lines  # noqa: PLC0415

    try:
        if old is None:
            before, now = last_two()
        else:
            before, now = find_publication(old), find_publication(new) if new else newest()
        most = 20 if limit is None and form == "text" else limit
        difference = compare(before, now, table=table, organ=organ, limit=most)
    except DiffError as error:
        Failures.note(str(error))
        sys.exit(2)
    except ModuleNotFoundError as error:
        Failures.note(f"this needs the package {error.name}; install it: pip install 'gongkai[pipeline]'")
        sys.exit(2)
    if form == "json":
        click.echo(json.dumps(json_record(difference), ensure_ascii=False, allow_nan=False, indent=1))
    else:
        click.echo("\n".join(text_lines(difference)))
    sys.exit(1 if difference else 0)


@cli.command()
@click.option("--max-age", metavar="HOURS", type=float, help="What is published must be found up to date so lately.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(max_age: float | None, form: str) -> None:
    """Look whether the pipeline is sound, and say what to do where it is not.

    Settings, versions, disk, lock, working and published files, the age of the publication, optional programs.
    Nothing is written. Exit status: 0 sound (warnings can wait), 1 something needs somebody.
    """
    from importlib import import_module  # noqa: PLC0415

    try:
        # By name: the pipeline knows this package, not the other way round, and is not there without its clone.
        findings = import_module("pipelines.doctor").examine(max_age_hours=max_age)
    except ModuleNotFoundError as error:
        Failures.note(f"this looks at a clone of the project and needs {error.name}; run `make run` in the clone")
        sys.exit(2)
    if form == "json":
        rows = [{name: getattr(found, name) for name in ("topic", "state", "words", "step")} for found in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for found in findings:
            click.echo(f"{found.state:<8} {found.topic:<12} {found.words}")
            if found.step:
                click.echo(f"{'':<21} → {found.step}")
    sys.exit(any(found.state == "fault" for found in findings))


class Failures:
    """What could not be read: says it at once on standard error, and remembers that it did."""

    def __init__(self) -> None:
        self.status = 0

    def add(self, message: str) -> None:
        """Report one fault, in one line."""
        self.status = 1
        self.note(message)

    @staticmethod
    def note(message: str) -> None:
        """Say something that is no fault, in one line."""
        click.echo(f"gongkai: {' '.join(message.split())}", err=True)


def find_reports(paths: Sequence[str], failures: Failures) -> list[str]:
    """The files to read: files as given, and the reports below folders, in order of name; each file once."""
    found: dict[str, str] = {}
    for path in paths:
        for file in _reports_below(path, failures) if os.path.isdir(path) else [path]:  # noqa: PTH112
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def read_report(path: str, failures: Failures) -> Report | None:
    """The report at ``path``, or None after a line on standard error."""
    from gongkai.exceptions import GongkaiError  # noqa: PLC0415
    from gongkai.extract import extract_file  # noqa: PLC0415

    try:
        return extract_file(path)
    except GongkaiError as error:
        failures.add(str(error))
    except Exception as error:  # one report never stops the others
        failures.add(
            f"{path}: gongkai failed on it ({type(error).__name__}: {error}); the file may be sound, "
            "please report the fault with the file"
        )
    return None


class _Reader:
    """Reads plain text here, and what a library has to open in a process apart, under the limits of the settings."""

    def __init__(self) -> None:
        from gongkai.apart import ReadApart  # noqa: PLC0415
        from gongkai.limits import Limits  # noqa: PLC0415

        try:
            self._apart = ReadApart(Limits.from_environment())
        except ValueError as error:
            raise click.UsageError(str(error)) from error

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self._apart.close()

    def read(self, path: str, failures: Failures) -> Iterator[Report]:
        """The reports in a file: one, or those in an archive; a line on standard error for what cannot be read."""
        from gongkai.apart import needs_opening  # noqa: PLC0415

        if not needs_opening(path):
            report = read_report(path, failures)
            if report is not None:
                yield report
            return
        for part in self._apart.read(path):
            if isinstance(part, str):
                failures.add(part)
            else:
                yield part


def main() -> None:
    """Entry point of the command."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end quietly under `| head`, as other commands do
    for stream in (sys.stdout, sys.stderr):
        # Chinese in any locale; a byte of a file name that is no character becomes \udcXX, an escape JSON knows.
        stream.reconfigure(**_UTF8)  # type: ignore[union-attr]
    cli(prog_name="gongkai")


def _reports_below(folder: str, failures: Failures) -> list[str]:
    """Reports in a folder and its subfolders; what is left out or cannot be opened is told."""
    from pathlib import Path  # noqa: PLC0415

    from gongkai.readers import PICTURES, SUFFIXES, page_folders  # noqa: PLC0415
    from gongkai.readers.inserted import report_of  # noqa: PLC0415

    reports: list[str] = []
    parts: set[str] = set()  # folders that hold the parts of pages saved whole
    others: dict[str, int] = {}

    def unreadable(error: OSError) -> None:
        failures.add(f"{error.filename}: {error.strerror}; check the folder's permissions")

    for here, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = here in parts
        own = folders if inside else page_folders(folders, names)
        parts.update(os.path.join(here, name) for name in own)  # noqa: PTH118
        for name in sorted(names):
            suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122
            if name.startswith(".") or (inside and suffix not in SUFFIXES):
                continue
            if _leads_out(os.path.join(here, name), folder):  # noqa: PTH118
                failures.add(
                    f"{os.path.join(here, name)}: a link to something outside of {folder}; "  # noqa: PTH118
                    "name the file itself to have it read"
                )
            elif suffix in PICTURES and report_of(Path(here, name)) is not None:
                continue  # it is read with the report beside it
            elif suffix in SUFFIXES:
                reports.append(os.path.join(here, name))  # noqa: PTH118  a Path would drop a leading ./
            else:
                others[suffix or "no suffix"] = others.get(suffix or "no suffix", 0) + 1
    if others:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(others.items()))
        failures.note(f"{folder}: left out files of other kinds ({kinds})")
    if not reports:
        failures.add(f"{folder}: no report in this folder; reports end in {', '.join(sorted(SUFFIXES))}")
    return reports


def _leads_out(path: str, folder: str) -> bool:
    """Whether a file is a link to something outside of the folder."""
    if not os.path.islink(path):  # noqa: PTH114
        return False
    root = os.path.realpath(folder)
    return os.path.commonpath([root, os.path.realpath(path)]) != root


@contextmanager
def _output(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdout
        return
    try:
        stream = open(name, "w", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: PTH123, SIM115
    except OSError as error:
        raise click.UsageError(f"cannot write {name}: {error.strerror}") from error
    with stream:
        yield stream


def _writer(form: str, stream: TextIO) -> Callable[[Report], None]:
    if form == "table":
        from gongkai.display import table_writer  # noqa: PLC0415

        return table_writer(stream)
    from gongkai.serialise import csv_writer, jsonl_writer  # noqa: PLC0415

    return csv_writer(stream) if form == "csv" else jsonl_writer(stream)


def _progress(files: Sequence[str], stream: TextIO) -> AbstractContextManager[Iterator[str]]:
    """The files, with a bar on standard error where it is a terminal that the output leaves free."""
    if len(files) < _PROGRESS_FROM or not sys.stderr.isatty() or stream.isatty():
        return nullcontext(iter(files))
    return _bar(files)


@contextmanager
def _bar(files: Sequence[str]) -> Iterator[Iterator[str]]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield iter(progress.track(files, description="reading"))
