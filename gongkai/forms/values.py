"""What one cell of a table says: a figure, a stated none, a stroke for "does not apply"."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from gongkai.records import Qualifier, Status

__all__ = ["MONEY_UNITS", "CellValue", "parse_cell"]

MONEY_UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "万": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
_MINUS = frozenset({"减少", "减", "↓", "-", "−"})
_CELL = re.compile(
    r"(?:人民币|[¥￥])?(?P<about>约|近)?"
    r"(?P<sign>增加|新增|增|减少|减|↑|↓|\+|-|−)?了?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<more>余|多)?"
    r"(?P<unit>百万元|万元|亿元|千元|元|万|人次|件次|件|条|项|个|次|宗|份|篇|人|起|部)?整?"
)
_STROKE = re.compile(r"[/\\]{1,4}|-{1,4}|不适用|[Nn]/?[Aa]|\*{1,3}|…{1,2}|·")
_SHORT = 24  # cells that many reports have, such as 0; what is longer is not worth keeping
_ROUND = frozenset("〇○Oo")  # typed, or read by a machine, for 0
_NONE = frozenset({"无", "零"})


@dataclass(frozen=True, slots=True)
class CellValue:
    """The reading of one cell.

    Attributes:
        number: as it stands, sign included, unit not applied; None for a stroke.
        status: reported, none_stated (无) or not_applicable (a stroke).
        qualifier: exact, or about and over (约20, 20余).
        unit: a counter or money unit written in the cell, else "".
    """

    number: Decimal | None
    status: Status
    qualifier: Qualifier = Qualifier.EXACT
    unit: str = ""


def parse_cell(text: str) -> CellValue | None:
    """Read the words of a cell, width already folded; None where they are no value (a label, a note)."""
    return _remembered(text) if len(text) <= _SHORT else _parse(text)


def _parse(text: str) -> CellValue | None:
    match = _CELL.fullmatch(text)
    if match:
        number = Decimal(match["number"].replace(",", ""))
        if match["sign"] in _MINUS:
            number = -number if number else number
        qualifier = Qualifier.OVER if match["more"] else Qualifier.ABOUT if match["about"] else Qualifier.EXACT
        return CellValue(number, Status.REPORTED, qualifier, match["unit"] or "")
    if _STROKE.fullmatch(text):
        return CellValue(None, Status.NOT_APPLICABLE)
    if text in _NONE:
        return CellValue(Decimal(0), Status.NONE_STATED)
    if text in _ROUND:
        return CellValue(Decimal(0), Status.REPORTED)
    return None


_remembered = functools.lru_cache(maxsize=16384)(_parse)
