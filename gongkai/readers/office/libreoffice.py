"""Runs LibreOffice on one file: a private profile, no macros, no network look-ups, limits of time and memory."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gongkai.exceptions import ReadError

__all__ = ["MAX_MEMORY", "MAX_OUTPUT", "SECONDS", "convert", "find_program", "version"]

#: Seconds that one conversion may take.
SECONDS = 120
#: Bytes of memory that it may ask for, and bytes that it may write; kept where the system has ``ulimit``.
MAX_MEMORY = 4 * 1024**3
MAX_OUTPUT = 256 * 1024**2
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "/opt/libreoffice/program/soffice",
)
_LIMITS = 'ulimit -v "$1"; ulimit -f "$2"; ulimit -t "$3"; shift 3; exec "$@"'
_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = {"MacroSecurityLevel": "3", "DisableMacrosExecution": "true", "BlockUntrustedRefererLinks": "true"}
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(name=name, value=value) for name, value in _SETTINGS.items())
    + "</oor:items>\n"
)


def find_program() -> str | None:
    """The program that converts, None where LibreOffice is not installed."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


@functools.cache
def version(program: str) -> str:
    """What the program calls itself, such as ``LibreOffice 24.2``."""
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        words = _run([program, _profile(Path(folder)), "--version"], folder, 30).split()
    return " ".join([*words[:1], ".".join(words[1].split(".")[:2])]) if len(words) > 1 else "LibreOffice"


def convert(data: bytes, suffix: str, target: str, path: str, program: str) -> bytes:
    """Convert a file.

    Args:
        data: its bytes.
        suffix: by which LibreOffice knows what it is, such as ``.doc``.
        target: suffix and name of the filter to write with, such as ``docx:MS Word 2007 XML``.
        path: for messages.
        program: see :func:`find_program`.

    Returns:
        The bytes of the new file.

    Raises:
        ReadError: ``out_of_time``, ``damaged`` where it cannot be loaded, ``converter_failed`` where nothing comes out.
    """
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        folder = Path(name)
        source = folder / f"report{suffix}"
        source.write_bytes(data)
        made = folder / "out" / f"report.{target.partition(':')[0]}"
        command = [
            program, _profile(folder), "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
            "--convert-to", target, "--outdir", str(made.parent), str(source),
        ]  # fmt: skip
        try:
            said = _run(command, name, SECONDS)
        except subprocess.TimeoutExpired as error:
            hint = "open it in Word or WPS and save it as .docx"
            raise ReadError(path, "out_of_time", f"LibreOffice took more than {SECONDS} seconds", hint) from error
        if not made.is_file():
            raise _nothing_made(path, said)
        return made.read_bytes()


def _nothing_made(path: str, said: str) -> ReadError:
    last = said.strip().splitlines()[-1] if said.strip() else "without a word"
    if "could not be loaded" in said:
        return ReadError(path, "damaged", f"LibreOffice cannot open it ({last})", "fetch it again, or see what it is")
    hint = f"see whether LibreOffice runs and {MAX_MEMORY >> 20} MiB are free, or save it as .docx in Word or WPS"
    return ReadError(path, "converter_failed", f"LibreOffice gave up ({last})", hint)


def _profile(folder: Path) -> str:
    """The argument that names a fresh profile; what LibreOffice keeps, and what other runs of it do, is left alone."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    return f"-env:UserInstallation={(folder / 'profile').as_uri()}"


def _run(command: list[str], folder: str, seconds: float) -> str:
    """What a command prints; it and all it started are ended when its time is up or this process is interrupted."""
    if sys.platform != "win32":
        # The time of the processor ends it even where this process was killed and cannot.
        limits = (str(MAX_MEMORY // 1024), str(MAX_OUTPUT // 512), str(2 * SECONDS))
        command = ["sh", "-c", _LIMITS, "sh", *limits, *command]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "HOME": folder, "TMPDIR": folder},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with _ended(process):
        said, _ = process.communicate(timeout=seconds)
    return said.decode("utf-8", "replace")


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        if sys.platform == "win32":
            process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):  # all of them have ended by themselves
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
