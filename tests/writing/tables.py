"""The tables in ``wordings/``: read once, checked when they are read."""

from __future__ import annotations

import csv
import functools
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "wordings"


@functools.cache
def toml(name: str) -> dict[str, Any]:
    """A TOML table by its file's name without the ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV table by its file's name without the ending."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def codes(text: str) -> tuple[tuple[str, str], ...]:
    """``channel=website;period=cumulative`` as pairs, sorted by name."""
    return tuple(sorted((name, code) for name, _, code in (part.partition("=") for part in text.split(";") if part)))
