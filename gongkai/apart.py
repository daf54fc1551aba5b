"""Reports of files that a library has to open, read in a process of its own, for callers that want records.

A file that crashes, hangs or uses up the memory ends that process, not the caller's; the next file gets a new one.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError
from gongkai.intake import death, fault, guard, one_line, read_within
from gongkai.limits import Limits
from gongkai.tables import printable_path
from gongkai.workers import Alone, WorkerDiedError

if TYPE_CHECKING:
    from gongkai.readers.archive import Member
    from gongkai.records import Report

__all__ = ["ReadApart", "needs_opening", "split_member"]

_SHOWN = 10  # members named in a message
_PLAIN = (".txt", ".text", ".md")


class ReadApart:
    """Reads files in one process beside this one, which is started for the first and replaced when it dies."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._alone = Alone(limits.memory_mib)

    def read(self, path: str) -> list[Report | str]:
        """The reports in a file, one for each member of an archive; for what cannot be read a message in its place.

        Args:
            path: a file, or ``archive.zip!/member`` for one member of it.
        """
        file, only = split_member(path)
        try:
            return self._alone.call(_read, file, only, self._limits)
        except WorkerDiedError as error:
            first = error
        try:
            names = self._alone.call(_names, file, only, self._limits)
        except WorkerDiedError:
            names = []
        if len(names) > 1:
            return [part for name in names for part in self._one(file, name)]
        return [self._died(path, first)]

    def _one(self, file: str, name: str) -> list[Report | str]:
        try:
            return self._alone.call(_read, file, name, self._limits)
        except WorkerDiedError as error:
            return [self._died(name, error)]

    def _died(self, path: str, error: WorkerDiedError) -> str:
        return one_line(f"{printable_path(path)}: {death(self._limits, out_of_time=error.out_of_time)[1]}")

    def close(self) -> None:
        """End the process."""
        self._alone.close()


def needs_opening(path: str) -> bool:
    """Whether a library opens the file: one that may crash, hang or run out of memory. Plain text is only decoded."""
    from gongkai.readers import SUFFIXES  # noqa: PLC0415

    suffix = PurePath(path).suffix.lower()
    return split_member(path)[1] is not None or (suffix in SUFFIXES and suffix not in _PLAIN)


def split_member(path: str) -> tuple[str, str | None]:
    """A path as a file and the name of one member of it, None where the file as a whole is meant.

    A member is named ``archive.zip!/folder/member.docx``, or ``archive.zip!folder/member.docx``.
    """
    ends = [at for at, char in enumerate(path) if char == "!"]
    if ends and not Path(path).exists():
        for file in (path[:at] for at in ends):
            if Path(file).is_file():
                return file, path
    return path, None


def _same_name(one: str, other: str) -> bool:
    return one.replace("!/", "!") == other.replace("!/", "!")


def _names(file: str, only: str | None, limits: Limits) -> list[str]:
    with guard(limits):
        return [member.path for member in _members(file, only)]


def _members(file: str, only: str | None) -> list[Member]:
    from gongkai.readers import expand  # noqa: PLC0415

    members = list(expand(file))
    found = [member for member in members if only is None or _same_name(only, member.path)]
    if not found:
        held = ", ".join(member.path for member in members[:_SHOWN]) + (", …" if len(members) > _SHOWN else "")
        raise ReadError(str(only), "missing", "the archive has no such member", f"it holds {held}")
    return found


def _read(file: str, only: str | None, limits: Limits) -> list[Report | str]:
    try:
        with guard(limits):
            members = _members(file, only)
    except Exception as error:  # one file never stops the others
        return [explained(only or file, error, limits)]
    return [_read_member(member, limits, Path(file).parent if member.path == file else None) for member in members]


def _read_member(member: Member, limits: Limits, folder: Path | None) -> Report | str:
    try:
        with guard(limits):
            return read_within(member.unpack(), member.path, limits, folder)
    except Exception as error:  # one report never stops the others
        return explained(member.path, error, limits)


def explained(path: str, error: Exception, limits: Limits) -> str:
    """An error in one line: the file, the fault, the next step."""
    return one_line(f"{printable_path(path)}: {fault(error, limits)[1]}")
