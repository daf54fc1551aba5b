"""Corrections by people: files of ``data/corrections`` to rows that say what they mean, or what is wrong with them.

A file is CSV with a header, one correction a line. Nothing in it can stop the rest: a file or a line that cannot
be used becomes a row with its problem. What a correction applies to is decided when the facts are built, in sql/.
"""

from __future__ import annotations

import csv
import datetime
import functools
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from gongkai.catalogue import measures, read_rows
from gongkai.schema import DIMENSION_COLUMNS

__all__ = ["COLUMNS", "Correction", "read_corrections"]

#: Columns of a file; those that begin a line with ``report`` or with ``organ`` and ``year`` may lack the other.
COLUMNS = ("report", "organ", "year", "measure", "dimensions", "value_read", "value", "who", "when", "why")
_REQUIRED = ("measure", "value", "who", "when", "why")
_WITHDRAWN = {"withdrawn", "撤回"}
_MOST_BYTES = 16 * 1024 * 1024
_LONGEST_LINE = 10_000
_LONGEST_CELL = 2_000
_SHOWN = 200
_NUMBER = re.compile(r"(-?\d{1,16}|-?\d{1,3}(?:,\d{3}){1,5})(\.\d{1,4})?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SIGNED = {"items_change"}  # the one measure whose figures may be below zero
_SCOPES = ("jurisdiction", "organ", "unstated")


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of a file; with ``problem``, only ``file``, ``line`` and what could be made out.

    Attributes:
        file: path below the folder of corrections.
        line: in the file, the header being 1; None where the file as a whole has the problem.
        report: path of the report below data/raw, or its report_id; None where organ and year name it.
        organ: name of the body, without white space.
        year: of the report.
        measure: code of the measure.
        breakdown: the dimensions as in the column ``breakdown`` of the rollups: ``outcome=denied;reason=repeated``.
        period: annual or cumulative.
        scope: whose figure, None for any.
        value_read: the value that was read, to tell one of several figures; None for any.
        value: the right value in the measure's unit; None where the figure is withdrawn.
        action: ``replace`` or ``withdraw``, None with a problem.
        who: who corrected it.
        when: the day.
        why: on what grounds.
        problem: what is wrong, and the next step.
        key: hash of what it says.
    """

    file: str
    line: int | None
    report: str | None = None
    organ: str | None = None
    year: int | None = None
    measure: str | None = None
    breakdown: str | None = None
    period: str | None = None
    scope: str | None = None
    value_read: Decimal | None = None
    value: Decimal | None = None
    action: str | None = None
    who: str | None = None
    when: datetime.date | None = None
    why: str | None = None
    problem: str | None = None
    key: str = ""


class _ProblemError(ValueError):
    """What is wrong with a line or a file, and the next step."""


def read_corrections(folder: Path) -> Iterator[Correction]:
    """Every correction in the CSV files below a folder, in order of path and line; nothing where there is no folder.

    Hidden files and notes (.md) are left out; any other file that is no CSV is a row with a problem.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in name.parts)
        if hidden or path.suffix.lower() == ".md" or (path.is_dir() and not path.is_symlink()):
            continue
        for correction in _read_file(folder, path):
            said = tuple(getattr(correction, field) for field in Correction.__slots__ if field not in {"line", "key"})
            seen[said] += 1
            content = repr((*said, seen[said]))
            yield replace(correction, key=hashlib.sha256(content.encode("utf-8", "backslashreplace")).hexdigest()[:16])


def _read_file(folder: Path, path: Path) -> Iterator[Correction]:
    name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    try:
        lines = _lines(folder, path)
        header = _header(lines[0])
    except _ProblemError as error:
        yield Correction(name, None, problem=str(error))
        return
    for number, line in enumerate(lines[1:], start=2):
        try:
            cells = dict(zip(header, _cells(line, len(header)), strict=True))
            if any(cells.values()):
                yield _correction(name, number, cells)
        except _ProblemError as error:
            yield Correction(name, number, problem=str(error))


def _lines(folder: Path, path: Path) -> list[str | bytes]:
    """The lines of a file; one that cannot be decoded as bytes, for its own row to say so."""
    if path.suffix.lower() != ".csv":
        raise _ProblemError("not a CSV file; save the table as CSV (UTF-8), one correction a line")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _ProblemError("a link that leads out of the folder; put the file itself there")
    try:
        if not path.is_file():
            raise _ProblemError("not a plain file; put the file itself there")
        if path.stat().st_size > _MOST_BYTES:
            raise _ProblemError(f"larger than {_MOST_BYTES // 1024**2} MiB; split it into several files")
        data = path.read_bytes()
    except OSError as error:
        raise _ProblemError(f"cannot be read ({error.strerror}); check its permissions") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _ProblemError("UTF-16 text; save it as CSV UTF-8")
    if not data.strip():
        raise _ProblemError(f"empty; the first line must name the columns: {', '.join(COLUMNS)}")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n"))
        except UnicodeDecodeError:
            continue
    return [_decoded(line.rstrip(b"\r")) for line in data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\n").split(b"\n")]


def _decoded(line: bytes) -> str | bytes:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line


def _header(line: str | bytes) -> list[str]:
    cells = [cell.lower() for cell in _cells(line, None)]
    unknown = [cell for cell in cells if cell not in COLUMNS]
    missing = [name for name in _REQUIRED if name not in cells]
    if "report" not in cells and not {"organ", "year"} <= set(cells):
        missing.insert(0, "report (or organ and year)")
    if unknown or missing or len(set(cells)) < len(cells):
        faults = [f"unknown column {_shown(cell)!r}" for cell in unknown[:5]]
        faults += [f"no column {name}" for name in missing]
        fault = "; ".join(faults) or "a column is there twice"
        raise _ProblemError(f"{fault}; the first line must name columns of {', '.join(COLUMNS)}")
    return cells


def _cells(line: str | bytes, width: int | None) -> list[str]:
    """The cells of a line, each checked to be text that may stand in a table."""
    if isinstance(line, bytes):
        raise _ProblemError("neither UTF-8 nor GB18030; save the file as CSV UTF-8")
    if len(line) > _LONGEST_LINE:
        raise _ProblemError(f"{len(line)} characters; at most {_LONGEST_LINE} are allowed on a line")
    if line.count('"') % 2:
        raise _ProblemError("a quotation mark is not closed, or a cell has a line break; write each row on one line")
    try:
        cells = next(csv.reader([line], strict=True), [""])
    except csv.Error as error:
        raise _ProblemError(f"not CSV ({error}); put cells with commas or quotation marks in quotation marks") from None
    cells = [cell.strip() for cell in cells]
    if width is not None and not any(cells):
        return [""] * width
    if width is not None and len(cells) != width:
        raise _ProblemError(
            f"{len(cells)} cells where the header has {width}; put cells with commas in quotation marks"
        )
    for cell in cells:
        if len(cell) > _LONGEST_CELL:
            raise _ProblemError(f"a cell has {len(cell)} characters; {_LONGEST_CELL} are allowed")
        if _CONTROLS.search(cell):
            raise _ProblemError(f"a control character in {_shown(cell)!r}; remove it")
        opening = _plain(cell[:1])
        if opening in {"=", "+", "@"} or (opening == "-" and not _NUMBER.fullmatch(_plain(cell))):
            raise _ProblemError(f"{_shown(cell)!r} begins like a formula; write what it says")
    return cells


def _plain(text: str) -> str:
    """Full-width digits and signs as their ASCII twins."""
    return unicodedata.normalize("NFKC", text).strip()


def _correction(file: str, line: int, cells: Mapping[str, str]) -> Correction:
    report, organ, year = cells.get("report", ""), cells.get("organ", ""), _plain(cells.get("year", ""))
    for name in _REQUIRED:
        if not cells[name]:
            raise _ProblemError(f"{name} is empty; every correction says what, by whom, when and why")
    if bool(report) == bool(organ or year) or (not report and not (organ and _YEAR.fullmatch(year))):
        raise _ProblemError("name either the report (path below data/raw, or report_id) or organ and year (2024)")
    measure = cells["measure"]
    if measure not in measures():
        raise _ProblemError(f"there is no measure {_shown(measure)!r}; dim_measure lists them")
    breakdown, period, scope = _dimensions(measure, cells.get("dimensions", ""))
    withdrawn = cells["value"].lower() in _WITHDRAWN
    value_read = cells.get("value_read", "")
    return Correction(
        file,
        line,
        report=report.replace("\\", "/").removeprefix("./").removeprefix("data/raw/") or None,
        organ="".join(organ.split()) or None,
        year=int(year) if year else None,
        measure=measure,
        breakdown=breakdown,
        period=period,
        scope=scope,
        value_read=_number(measure, value_read) if value_read else None,
        value=None if withdrawn else _number(measure, cells["value"]),
        action="withdraw" if withdrawn else "replace",
        who=cells["who"],
        when=_date(cells["when"]),
        why=cells["why"],
    )


def _dimensions(measure: str, text: str) -> tuple[str, str, str | None]:
    """Breakdown, period and scope that ``channel=website;period=cumulative`` says."""
    taken = {**dict.fromkeys(measures()[measure].dimensions), "scope": None}
    said: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, code = (piece.strip() for piece in part.partition("="))
        if not equals or not code or name in said:
            raise _ProblemError(f"dimensions are written channel=website;applicant=total, not {_shown(text)!r}")
        if name not in taken:
            raise _ProblemError(f"{measure} is not split by {_shown(name)!r}, but by {', '.join(taken)}")
        codes = _SCOPES if name == "scope" else _codes(name)
        if code not in codes and "*" not in codes:
            raise _ProblemError(f"{name} has no code {_shown(code)!r}, but {', '.join(codes)}")
        said[name] = code
    period, scope = said.pop("period", "annual"), said.pop("scope", None)
    # a code that is its dimension's default is left out, as in the rollups
    parts = [
        f"{name}={said[name]}" for name in DIMENSION_COLUMNS if said.get(name) not in {None, _defaults().get(name)}
    ]
    return ";".join(parts), period, scope


@functools.cache
def _codes(dimension: str) -> tuple[str, ...]:
    return tuple(row["code"] for row in read_rows("dimensions.csv") if row["dimension"] == dimension)


@functools.cache
def _defaults() -> Mapping[str, str]:
    return {row["dimension"]: row["code"] for row in read_rows("dimensions.csv") if row["notes"] == "the default"}


def _number(measure: str, text: str) -> Decimal:
    if not _NUMBER.fullmatch(_plain(text)):
        raise _ProblemError(f"{_shown(text)!r} is no number; write digits (1234.5), or withdrawn as the value")
    number = Decimal(_plain(text).replace(",", ""))
    if number < 0 and measure not in _SIGNED:
        raise _ProblemError(f"{measure} cannot be below zero, as {text} is")
    if measures()[measure].unit != "yuan" and number != int(number):
        raise _ProblemError(f"{measure} is counted in whole numbers, and {text} is none")
    return number


def _date(text: str) -> datetime.date:
    match = _DATE.fullmatch(_plain(text))
    try:
        if match:
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        raise ValueError(text)
    except ValueError:
        raise _ProblemError(f"{_shown(text)!r} is no date; write it as 2025-03-01") from None


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
