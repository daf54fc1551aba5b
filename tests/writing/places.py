"""Invented organs: where they lie, what they are called, and what they call themselves in a report."""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from tests.writing.tables import toml


@dataclass(frozen=True, slots=True)
class Organ:
    """A body that reports every year.

    Attributes:
        number: which organ of the corpus it is.
        name: as its reports name it.
        kind, level: codes of the warehouse.
        size: how much work it has, 1 for a bureau of a county.
        years: first and last year that it reports for.
        we: what it calls itself; ``all`` what it calls itself with all below it, nothing for a bureau.
        other: a body below or beside it, for figures that are not its own.
    """

    number: int
    name: str
    kind: str
    level: str
    size: float
    years: tuple[int, int]
    we: Sequence[str]
    all: Sequence[str]
    other: str


@functools.cache
def _places() -> list[str]:
    """Every invented name, in no order, without those that begin like a division there is or was."""
    names = toml("places")
    real = {row["name"][:2] for row in read_rows("regions.csv")}
    two = [one + other for one in names["first"] for other in names["second"] if one + other not in real]
    three = [one + middle + other for one in names["first"] for middle in names["middle"] for other in names["second"]]
    invented = two + [name for name in three if name[:2] not in real]
    random.Random(0).shuffle(invented)
    return invented


def _place(seed: int, number: int) -> str:
    """A name that no other organ of the corpus has, as long as there are names."""
    return _places()[(seed * 7919 + number) % len(_places())]


def organ(seed: int, number: int) -> Organ:
    """The organ of that number; the same for the same seed."""
    draw = random.Random(f"organ/{seed}/{number}")
    kinds = toml("places")["organs"]
    kind = draw.choices(list(kinds), [each["share"] for each in kinds.values()])[0]
    about = kinds[kind]
    bureaus = toml("places")["bureaus"]
    word = draw.choices(list(bureaus), [len(names) for names in bureaus.values()])[0]
    pattern = draw.choice(about["name"])
    place = _place(seed, number)
    name = pattern.format(city=place, county=place, town=draw.choice(_places()), bureau=draw.choice(bureaus[word]))
    own = {"x": next(sign for sign in "市区县镇乡" if sign in pattern), "b": word}
    if kind == "town":
        own["x"] = next(sign for sign in "镇乡" if sign in pattern)
    first, last = about["years"]
    return Organ(
        number=number,
        name=name,
        kind=about["kind"],
        level=about["level"],
        size=about["size"] * draw.choice((0.4, 0.7, 1.0, 1.5)),
        years=(first, last),
        we=[words.format(**own) for words in about["we"]],
        all=[words.format(**own) for words in about["all"]],
        other={"county": own["x"], "prefecture": "市"}.get(about["level"], "县"),
    )
