"""The tables of this folder, read once: what can be said in a report, as data that a domain expert can extend."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from gongkai.exceptions import CatalogueError

__all__ = ["Measure", "measures", "read_rows"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of catalogue/measures.csv.

    Attributes:
        code: as in observations.
        family: proactive, engagement, requests, appeals, fees or resources.
        unit: of the value: item, case, yuan …
        dimensions: what it can be split by, ``period`` included where it has cumulative figures.
        name: in Chinese.
    """

    code: str
    family: str
    unit: str
    dimensions: tuple[str, ...]
    name: str


@functools.cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one table of this folder, by column name; not to be changed, since all who ask get the same.

    Raises:
        CatalogueError: a row has more or fewer fields than the header.
    """
    text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    rows = tuple(csv.DictReader(io.StringIO(text, newline="")))
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise CatalogueError(f"catalogue/{name}, row {line}: not as many fields as the header; correct the row")
    return rows


@functools.cache
def measures() -> Mapping[str, Measure]:
    """All measures by code."""
    return {
        row["measure"]: Measure(
            code=row["measure"],
            family=row["family"],
            unit=row["unit"],
            dimensions=tuple(part for part in row["dimensions"].split(";") if part),
            name=row["name_zh"],
        )
        for row in read_rows("measures.csv")
    }
