"""How one report is written: numbers, script, signs, headings, tables, damage; drawn once and kept throughout."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from tests.writing.tables import toml

_HAN = "零一二三四五六七八九十"
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Style:
    """The manner of one report.

    Attributes:
        han: how often a small number is written in Chinese numerals.
        thousands: sign between thousands, "" for none.
        full_digits: whether digits are full width.
        myriads: whether round large numbers are given in 万.
        half_signs: whether punctuation is half width.
        script: "simplified", "s2t" or "s2twp" (OpenCC's names of conversions).
        subheadings: how the parts of a section are headed: "none", "run_in", "line", "numbered".
        headings: how sections are numbered, a pattern of styles.toml.
        damage: names of what befell the text, of damage.toml.
        layout: of the tables, a row of layouts.csv.
        zeros: whether what did not happen is told as 0件 and not in words.
        decoys: how many sentences that state no fact stand in a section, on average.
    """

    han: float
    thousands: str
    full_digits: bool
    myriads: bool
    half_signs: bool
    script: str
    subheadings: str
    headings: str
    damage: tuple[str, ...]
    layout: str
    zeros: bool
    decoys: float


def draw_style(draw: random.Random, layouts: list[tuple[str, float]]) -> Style:
    """A style with the shares of ``styles.toml``; ``layouts`` are those that the report's tables may have."""
    shares = toml("styles")

    def pick(name: str) -> str:
        return draw.choices(list(shares[name]), list(shares[name].values()))[0]

    script = pick("script")
    damage = pick("damage")
    return Style(
        han=float(pick("han")),
        thousands=pick("thousands"),
        full_digits=pick("digits") == "full",
        myriads=pick("myriads") == "yes",
        half_signs=pick("signs") == "half",
        script=script,
        subheadings=pick("subheadings"),
        headings=pick("headings"),
        damage=tuple(part for part in damage.split("+") if part != "none"),
        layout=draw.choices([name for name, _ in layouts], [weight for _, weight in layouts])[0],
        zeros=pick("zeros") == "figures",
        decoys=float(pick("decoys")),
    )


def han(number: int, counted: bool = True) -> str:
    """A number up to 99 in Chinese numerals; two of something is 两."""
    if number == 2 and counted:
        return "两"
    if number <= 10:
        return _HAN[number]
    tens, ones = divmod(number, 10)
    return (_HAN[tens] if tens > 1 else "") + "十" + (_HAN[ones] if ones else "")


def written(value: int | Decimal, style: Style, draw: random.Random) -> str:
    """A count in the manner of the report."""
    if isinstance(value, int) and 0 < value <= 12 and draw.random() < style.han:
        return han(value)
    if isinstance(value, int) and style.myriads and value >= 10_000 and value % 1000 == 0:
        words = f"{Decimal(value) / 10_000:f}万"
    elif style.thousands and value >= 1000:
        words = f"{value:,}".replace(",", style.thousands)
    else:
        words = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return words.translate(_FULL) if style.full_digits else words


def money(value: int | Decimal, style: Style, draw: random.Random) -> str:
    """An amount with its unit, in yuan or in 万元."""
    if value >= 1000 and draw.random() < 0.5:
        words = f"{(Decimal(value) / 10_000).normalize():f}万元"
        return words.translate(_FULL) if style.full_digits else words
    return written(Decimal(value), style, draw) + "元"
