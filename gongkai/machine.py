"""What this machine has installed that decides whether some files can be read: programs, text recognition.

A file that could not be read, or not whole, for want of such a thing is read again once it is there. Each state is a
line of text; the reading that depends on it keeps it, and is out of date when it is none of the present ones.
"""

from __future__ import annotations

import importlib.metadata
import shutil

__all__ = ["depends_on", "machine_states", "recognition_state"]

_RAR_TOOLS = ("unrar", "unar", "7z", "7zz", "bsdtar")


def machine_states() -> tuple[str, ...]:
    """The present state of everything that readings may depend on."""
    return _programs_state(), recognition_state()


def depends_on(reason: str) -> str | None:
    """The state that a reject for this reason depends on; None where another machine would reject it too."""
    if reason == "converter_missing":
        return _programs_state()
    return recognition_state() if reason == "ocr_missing" else None


def recognition_state() -> str:
    """Which text recognition there is."""
    from gongkai.readers.ocr_engine import is_installed  # noqa: PLC0415  looks for the engine's parts

    return f"text recognition: {importlib.metadata.version('rapidocr') if is_installed() else 'none'}"


def _programs_state() -> str:
    from gongkai.readers.office.libreoffice import find_program  # noqa: PLC0415

    tools = [tool for tool in _RAR_TOOLS if shutil.which(tool)]
    return f"programs: {', '.join([*filter(None, [find_program()]), *tools]) or 'none'}"
