"""One file of a corpus to rows: its hash, its members, and for each of them a reading or a reject.

Whatever goes wrong with a file becomes a reject that says where and why, and what to do.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError
from gongkai.limits import Limits, OutOfTimeError, hard_time_limit, require_within, time_limit
from gongkai.machine import depends_on, recognition_state
from gongkai.tables import Rows, printable_path, reject_rows, report_rows, to_arrow
from gongkai.workers import may_die, note_file

if TYPE_CHECKING:
    from gongkai.readers.archive import Member
    from gongkai.records import Report

__all__ = [
    "TRANSIENT_REASONS",
    "Reading",
    "death",
    "died",
    "fault",
    "file_hash",
    "guard",
    "one_line",
    "part_names",
    "read_parts",
    "read_within",
    "storable",
    "unfetched",
]

# Rejects that say more about the machine, or the moment, than about the file: worth another try in the next run.
TRANSIENT_REASONS = (
    "changed",
    "missing",
    "out_of_memory",
    "out_of_time",
    "outside",
    "unreadable",
    "worker_died",
)
_BLOCK = 1 << 16  # bytes that are read at once; most reports have fewer
_REPORT_IT = "please report it, with the file"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file, or of one member of an archive.

    Attributes:
        file: path of the file below the root.
        path: of the report: that of the file, or ``archive.zip!/member``; for a picture that belongs to a report beside
            it, that of this report, which is read with it.
        sha256: of the file's bytes; None where it is worth another try.
        rows: of the tables of the schema.
        machine: what it depends on of what is installed here (:mod:`gongkai.machine`); None for nothing.
    """

    file: str
    path: str
    sha256: str | None
    rows: Rows
    machine: str | None = None


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a report comes from: the file, its own path, the hash of the file, the hash of its own bytes."""

    file: str
    path: str
    sha256: str | None
    content: str | None


def read_parts(root: str, file: str, version: str, limits: Limits, only: str | None = None) -> list[Reading]:
    """Everything in one file; one reading or reject for each report in it.

    Args:
        root: folder of the reports.
        file: path below it.
        version: of the code.
        limits: for each member of an archive, and for opening it.
        only: the one member to read.
    """
    path = Path(root) / file
    digest = file_hash(path)
    origin = _Origin(file, file, digest, digest)
    found: list[Reading] = []
    try:
        with guard(limits):
            members = _members(root, file)
            owner = _owner(root, file)
    except Exception as error:  # a fault of ours must not cost the files beside this one
        return [_failed(origin, error, limits)]
    if owner is not None:
        return [Reading(file, owner, digest, {})]
    for member in members:
        if only in {None, member.path}:
            found.append(_read_member(Path(root), origin, member, version, limits))
    if file_hash(path) != digest:
        return [_reject(origin, "changed", "the file was changed while it was read; run again when it is complete")]
    return found


def _owner(root: str, file: str) -> str | None:
    """The report that a picture belongs to, which is read with it; None for what is a report of its own."""
    from gongkai.readers import PICTURES  # noqa: PLC0415
    from gongkai.readers.inserted import report_of  # noqa: PLC0415

    path = Path(root) / file
    if path.suffix.lower() not in PICTURES or not path.is_file():
        return None
    report = report_of(path)
    return None if report is None else report.relative_to(root).as_posix()


def part_names(root: str, file: str, limits: Limits) -> list[str]:
    """Paths of the members of a file; none where it cannot be opened."""
    try:
        with guard(limits):
            return [member.path for member in _members(root, file)]
    except (ReadError, OutOfTimeError, MemoryError):  # it is told by whoever reads the file as a whole
        return []


def died(root: str, file: str, path: str, limits: Limits, *, out_of_time: bool) -> Reading:
    """The reject for a file, or a member of it, that ended the process that read it."""
    digest = file_hash(Path(root) / file)
    origin = _Origin(file, path, digest, digest if file == path else None)
    return _reject(origin, *death(limits, out_of_time=out_of_time))


def unfetched(file: str, detail: str) -> Reading:
    """The reject for a file that is in the object store and could not be brought here."""
    return _reject(_Origin(file, file, None, None), "unreadable", f"it cannot be fetched: {detail}")


def death(limits: Limits, *, out_of_time: bool) -> tuple[str, str]:
    """Reason and message for a file that ended the process that read it."""
    if out_of_time:
        return fault(OutOfTimeError(), limits)
    hint = "take the file away or report it; GONGKAI_FILE_MEMORY_MIB allows more memory"
    return "worker_died", f"the process that read it died, twice (it crashed, or the system ended it); {hint}"


def storable(reading: Reading) -> Reading:
    """The reading itself, or a reject where it holds what no table can."""
    try:
        to_arrow([reading.rows])
    except (ArithmeticError, TypeError, ValueError) as error:
        sha256 = reading.rows["documents"][0][2] if reading.rows.get("documents") else None
        origin = _Origin(reading.file, reading.path, reading.sha256, str(sha256) if sha256 else None)
        return _reject(origin, "unstorable", f"{error}; {_REPORT_IT}")
    return reading


def file_hash(path: Path) -> str | None:
    """SHA-256 of a file's bytes; None where they cannot be had."""
    try:
        digest = hashlib.sha256()
        with path.open("rb", buffering=0) as handle:
            while data := handle.read(_BLOCK):
                digest.update(data)
        return digest.hexdigest()
    except OSError:  # no bytes, no hash: that is what the column says
        return None


def _members(root: str, file: str) -> list[Member]:
    from gongkai.readers import expand  # noqa: PLC0415

    if printable_path(file) != file:
        raise ReadError(file, "bad_name", "the file's name is not UTF-8", "rename it, with convmv for instance")
    try:
        target = (Path(root) / file).resolve()
    except (OSError, RuntimeError) as error:  # Python 3.11 and 3.12 raise the latter
        detail = "it is a link that leads to itself"
        raise ReadError(file, "unreadable", detail, "remove it, or let it lead to the report") from error
    if not target.is_relative_to(Path(root).resolve()):
        detail = "it is a link to something outside of the folder of reports"
        raise ReadError(file, "outside", detail, "copy the reports into the folder, and remove the link")
    return list(expand(Path(root) / file, name=file))


def _read_member(root: Path, whole: _Origin, member: Member, version: str, limits: Limits) -> Reading:
    origin = replace(whole, path=member.path, content=whole.sha256 if member.path == whole.file else None)
    try:
        with guard(limits):
            data = member.unpack()
            origin = replace(origin, content=hashlib.sha256(data).hexdigest())
            folder = (root / whole.file).parent if member.path == whole.file else None
            report = read_within(data, member.path, limits, folder)
            unread = any(finding.rule == "picture_not_read" for finding in report.findings)
            machine = recognition_state() if unread else None
            return Reading(whole.file, member.path, whole.sha256, report_rows(report, version), machine)
    except Exception as error:  # a fault of ours must not cost the files beside this one
        return _failed(origin, error, limits)


def read_within(data: bytes, path: str, limits: Limits, folder: Path | None = None) -> Report:
    """Read one report from its bytes, with the pictures that it names in a folder.

    Raises:
        ReadError: it cannot be read, more comes of it than may, or it was read wrongly.
    """
    from gongkai.contract import breaches  # noqa: PLC0415
    from gongkai.extract import extract_document  # noqa: PLC0415  loads the whole domain
    from gongkai.readers import read_bytes  # noqa: PLC0415

    document = read_bytes(data, path, folder)
    require_within(document, limits)
    report = extract_document(document)
    breach = next(breaches(report), None)
    if breach:
        raise ReadError(path, "inconsistent", f"it was read wrongly: {breach}", _REPORT_IT)
    return report


@contextmanager
def guard(limits: Limits) -> Iterator[None]:
    """Keep the limits of time over what is inside; in a worker, with the worker's life.

    Raises:
        OutOfTimeError: the time is up.
    """
    with ExitStack() as stack:
        if may_die():
            stack.enter_context(hard_time_limit(limits.seconds, note_file()))
        stack.enter_context(time_limit(limits.seconds))
        yield


def fault(error: Exception, limits: Limits) -> tuple[str, str]:
    """Reason and message of an error: what is wrong, and what to do."""
    if isinstance(error, ReadError):
        return error.reason, f"{error.detail}; {error.hint}"
    if isinstance(error, OutOfTimeError):
        hint = "take the file away, or allow more with GONGKAI_FILE_SECONDS"
        return "out_of_time", f"not done after {limits.seconds:g} seconds; {hint}"
    if isinstance(error, MemoryError):
        hint = "take the file away, or allow more with GONGKAI_FILE_MEMORY_MIB"
        most = f"the {limits.memory_mib} MiB allowed" if limits.memory_mib else "the memory there is"
        return "out_of_memory", f"reading it takes more than {most}; {hint}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
    return "internal_error", f"{type(error).__name__} at {where}: {error}; {_REPORT_IT}"


def _failed(origin: _Origin, error: Exception, limits: Limits) -> Reading:
    return _reject(origin, *fault(error, limits))


def _reject(origin: _Origin, reason: str, message: str) -> Reading:
    """A reject in one line, whatever characters a name has."""
    line = one_line(f"{printable_path(origin.path)}: {message}")
    again = None if reason in TRANSIENT_REASONS else origin.sha256
    rows = reject_rows(origin.path, origin.content, reason, line)
    return Reading(origin.file, origin.path, again, rows, depends_on(reason))


def one_line(text: str) -> str:
    """The text with its control characters and line breaks as escapes."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
