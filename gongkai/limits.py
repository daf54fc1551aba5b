"""What reading one file may cost: time, memory, and how much may come of it.

The memory and the hard end of the time hold in worker processes only (:mod:`gongkai.workers`), whose death costs
nothing else; in the caller's own process only the time is kept, as far as Python can break off what runs.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from gongkai.exceptions import ReadError
from gongkai.records import Document

__all__ = [
    "SETTINGS",
    "Limits",
    "OutOfTimeError",
    "begin_again",
    "hard_time_limit",
    "limit_memory",
    "require_within",
    "time_limit",
]

#: Variable of the environment: field of :class:`Limits`, default, least and greatest value.
SETTINGS = {
    "GONGKAI_FILE_SECONDS": ("seconds", 120, 1, 86_400),
    "GONGKAI_FILE_MEMORY_MIB": ("memory_mib", 4_096, 512, 1_048_576),
    "GONGKAI_FILE_CHARACTERS": ("characters", 5_000_000, 1_000, 100_000_000),
    "GONGKAI_FILE_BLOCKS": ("blocks", 300_000, 1_000, 100_000_000),
}
_clocks: list[Callable[[], None]] = []  # what winds up the limits of time that are kept just now
_GRACE_SECONDS = 10.0  # for what has been told to stop and is slow to


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file, or one member of an archive; 0 is no limit.

    Attributes:
        seconds: from its first byte to its last fact; begun anew for each picture in which text is recognised.
        memory_mib: address space of the process that reads it, in MiB. Kept where the system has RLIMIT_AS.
        characters: of its text.
        blocks: paragraphs, table cells and pictures.
    """

    seconds: float = 0
    memory_mib: int = 0
    characters: int = 0
    blocks: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """Limits as the environment has them, defaults where it has none.

        Raises:
            ValueError: names the variable, what it says and what it may say.
        """
        variables = os.environ if environment is None else environment
        return cls(**{field: _number(variables, name, *rest) for name, (field, *rest) in SETTINGS.items()})


class OutOfTimeError(Exception):
    """A file took longer than it may."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Break off the work inside after so many seconds, where the platform and the thread allow it.

    Raises:
        OutOfTimeError: the time is up.
    """
    possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not seconds or not possible:
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTimeError

    def wind() -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, ring)
    wind()
    _clocks.append(wind)
    try:
        yield
    finally:
        _clocks.remove(wind)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def hard_time_limit(seconds: float, note: str = os.devnull) -> Iterator[None]:
    """End this very process when the work inside is not done some time after the limit.

    A library that hangs in its own code hears no signal of Python's. Only for processes that may die.

    Args:
        seconds: the limit; 0 for none.
        note: file that is written to at the end, and then says where the process hung; else it is empty.
    """
    if not seconds:
        yield
        return
    with open(note, "w") as file:  # noqa: PTH123

        def wind() -> None:
            faulthandler.dump_traceback_later(seconds + min(seconds, _GRACE_SECONDS), exit=True, file=file)

        wind()
        _clocks.append(wind)
        try:
            yield
        finally:
            _clocks.remove(wind)
            faulthandler.cancel_dump_traceback_later()


def begin_again() -> None:
    """Let the limits of time around this begin anew.

    For work whose length the file itself sets within limits of its own: each picture in which text is recognised takes
    seconds, and a scan has dozens.
    """
    for wind in _clocks:
        wind()


def limit_memory(mib: int) -> None:
    """Let this process have no more address space than so many MiB; nothing where the system has no such limit."""
    try:
        import resource  # noqa: PLC0415  Unix only
    except ImportError:
        return
    if mib:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = mib << 20
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def require_within(document: Document, limits: Limits) -> None:
    """See to how much came of a file.

    Raises:
        ReadError: ``too_much_text``, the limit and the variable that raises it.
    """
    sizes = (
        (len(document.text), limits.characters, "characters", "GONGKAI_FILE_CHARACTERS"),
        (len(document.blocks), limits.blocks, "paragraphs and table cells", "GONGKAI_FILE_BLOCKS"),
    )
    for size, most, what, variable in sizes:
        if most and size > most:
            detail = f"it holds {size} {what}, more than the {most} that a report may have"
            raise ReadError(document.path, "too_much_text", detail, f"split it, or allow more with {variable}")


def _number(variables: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    written = variables.get(name, "").strip()
    if not written:
        return default
    if not written.isascii() or not written.isdigit() or not low <= int(written) <= high:
        raise ValueError(f"{name} is {written!r}; set it to a whole number from {low} to {high}, or leave it out")
    return int(written)
