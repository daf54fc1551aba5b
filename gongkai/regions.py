"""Administrative divisions (GB/T 2260) with the years in which a code was valid, and how names lead to them.

The table is catalogue/regions.csv; where it comes from is told in docs/regions.md. Names are expected in simplified
script without white space.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "Region",
    "all_regions",
    "choose_region",
    "find_region",
    "find_regions",
    "leading_regions",
    "parents",
    "region_by_code",
]

_TABLE = Path(__file__).parent / "catalogue" / "regions.csv"
_AUTONOMOUS = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}
# The peoples that stand in the names of autonomous prefectures, counties and banners.
_PEOPLES = re.compile(
    "(?:蒙古族?|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族"
    "|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|普米族|塔吉克"
    "|怒族|鄂温克族|裕固族|独龙族|保安族|各族)++$"
)
_SUFFIXES = ("地区", "林区", "特区", "矿区", "新区", "省", "市", "县", "区", "旗", "盟")
# Short forms that no rule gives.
_ALIASES = {"克州": "653000", "巴州": "652800", "博州": "652700"}
_LONGEST_NAME = 20


class Region(NamedTuple):
    """One code under one name.

    Attributes:
        code: six digits.
        name: official name in full, simplified.
        level: ``province``, ``prefecture`` or ``county``.
        parent_code: prefecture or province above; "" for a province.
        valid_from: first year (1980: or earlier).
        valid_to: last year, None while valid.
        successor_code: code of the area afterwards, "" where there is no single one.
        standard: ``GB/T 2260``, or ``NBS`` for a functional zone with a statistical code only.
    """

    code: str
    name: str
    level: str
    parent_code: str
    valid_from: int
    valid_to: int | None
    successor_code: str
    standard: str

    def valid_in(self, year: int) -> bool:
        """Whether the code was valid under this name in some part of ``year``."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)

    @property
    def stem(self) -> str:
        """The name without its kind: 苏州 of 苏州市, 延边 of 延边朝鲜族自治州; "" where one sign would be left."""
        return _stem(self.name, self.level)


def _stem(name: str, level: str) -> str:
    if level == "province":
        return _AUTONOMOUS.get(name, name[:-1])
    for kind in ("自治州", "自治县", "自治旗"):
        if name.endswith(kind):
            bare = name.removesuffix(kind)
            return _PEOPLES.sub("", bare) or bare.removesuffix("族")
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            bare = name.removesuffix(suffix)
            return bare if len(bare) > 1 else ""
    return ""


@functools.cache
def all_regions() -> tuple[Region, ...]:
    """Every row of the table, in order of code and first year."""
    with _TABLE.open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        next(rows)
        return tuple(
            Region(code, name, level, above, int(first), int(last) if last else None, heir, standard)
            for code, name, level, above, first, last, heir, standard in rows
        )


@functools.cache
def _by_code() -> dict[str, list[Region]]:
    index: dict[str, list[Region]] = {}
    for region in all_regions():
        index.setdefault(region.code, []).append(region)
    return index


@functools.cache
def _by_name() -> dict[str, list[Region]]:
    index: dict[str, list[Region]] = {}
    for region in all_regions():
        index.setdefault(region.name, []).append(region)
        if region.name.endswith(("自治州", "自治县", "自治旗")):  # 延边州, 湘西自治州
            for ending in (region.name[-1], region.name[-3:]):
                index.setdefault(region.stem + ending, []).append(region)
    for alias, code in _ALIASES.items():
        index[alias] = _by_code()[code]
    return index


@functools.cache
def _by_stem() -> dict[str, list[Region]]:
    index: dict[str, list[Region]] = {}
    for region in all_regions():
        if region.stem:
            index.setdefault(region.stem, []).append(region)
    return index


@functools.cache
def _openings() -> frozenset[str]:
    """The first two characters of every name, full or short: where none of them stands, no name begins."""
    return frozenset(name[:2] for index in (_by_name(), _by_stem()) for name in index)


def region_by_code(code: str, year: int | None = None) -> Region | None:
    """The row of a code in a year (its latest by default); None where it was not valid."""
    rows = _by_code().get(code, [])
    if year is None:
        return rows[-1] if rows else None
    valid = [row for row in rows if row.valid_in(year)]
    return valid[-1] if valid else None


def parents(region: Region, year: int | None = None) -> tuple[Region, ...]:
    """The divisions above, the nearest first."""
    above = []
    code = region.parent_code
    while code:
        row = region_by_code(code, year) or region_by_code(code)
        if row is None:
            break
        above.append(row)
        code = row.parent_code
    return tuple(above)


def find_regions(name: str, year: int | None, *, within: str | None = None) -> tuple[Region, ...]:
    """All divisions that ``name`` may mean in ``year``.

    Args:
        name: full (苏州市), short (苏州) or combined (江苏省苏州市, 苏州市吴中区).
        year: reporting year; a name of another time leads to the code that its area had in that year. None: any.
        within: six-digit code of a division that it must lie in.
    """
    found = _named(name, year, _by_name())
    if not found:
        found = _chained(name, year)
    if not found:
        found = _highest(_named(name, year, _by_stem()))
    if within is not None:
        found = [region for region in found if _lies_in(region, within)]
    return tuple(found)


def find_region(name: str, year: int | None, *, within: str | None = None) -> Region | None:
    """The one division that ``name`` means in ``year``; None where there is none or more than one.

    Args:
        name: full, short or combined name.
        year: reporting year, None for any.
        within: six-digit code of a division that it must lie in.
    """
    found = find_regions(name, year, within=within)
    return found[0] if len(found) == 1 else None


def leading_regions(name: str, year: int | None) -> tuple[tuple[Region, ...], int]:
    """The divisions with whose name ``name`` begins, and how many characters that takes.

    Only full names count, short ones before a full one (上海浦东新区): 东山 in 东山口镇 is no place of its own.
    The longest beginning wins; () and 0 where there is none.
    """
    if name[:2] not in _openings():
        return (), 0
    for end in range(min(len(name), _LONGEST_NAME * 2), 1, -1):
        head = name[:end]
        found = _named(head, year, _by_name()) or _chained(head, year)
        if found:
            return tuple(found), end
    return (), 0


def choose_region(candidates: Sequence[Region], text: str, year: int | None = None) -> Region | None:
    """Of several divisions of one name the one whose parents ``text`` names.

    The prefecture in full weighs more than in short, and both more than the province; None where two weigh the same
    or nothing is named.
    """
    if len(candidates) == 1:
        return candidates[0]
    weights = [_parent_weight(candidate, text, year) for candidate in candidates]
    top = max(weights, default=0)
    if top == 0 or weights.count(top) > 1:
        return None
    return candidates[weights.index(top)]


def _parent_weight(region: Region, text: str, year: int | None) -> int:
    weight = 0
    for above in parents(region, year):
        names = (4, 3) if above.level == "prefecture" or region.level == "prefecture" else (2, 1)
        if above.parent_code == "" and region.parent_code == above.code:
            names = (4, 3)  # a district of Beijing has no prefecture above
        if above.name in text:
            weight += names[0]
        elif above.stem and above.stem in text:
            weight += names[1]
    return weight


def _lies_in(region: Region, code: str) -> bool:
    return region.code == code or any(above.code == code for above in parents(region))


def _highest(found: list[Region]) -> list[Region]:
    """Of what a short name may mean the highest level: 吉林 is the province."""
    for level in ("province", "prefecture"):
        of_level = [region for region in found if region.level == level]
        if of_level:
            return of_level
    return found


def _named(name: str, year: int | None, index: dict[str, list[Region]]) -> list[Region]:
    """Rows of exactly this name, carried to ``year``."""
    rows = index.get(name, [])
    if not rows:
        return []
    if year is None:
        latest = {_carried(row, 9999) or row for row in rows}
        return sorted(latest)
    valid = [row for row in rows if row.valid_in(year)]
    if not valid:
        carried = {_carried(row, year) for row in rows}
        valid = [row for row in carried if row is not None]
    return _later(valid, year)


def _later(rows: Iterable[Region], year: int) -> list[Region]:
    """Without the rows that ended in ``year`` in favour of another one here."""
    kept = sorted(set(rows))
    heirs = {(row.code, row.valid_from) for row in kept}
    return [row for row in kept if not (row.valid_to == year and (row.successor_code, row.valid_to) in heirs)]


def _carried(row: Region, year: int) -> Region | None:
    """The row of the same area in another year, along the successors; None where the trace is lost or forks."""
    while row.valid_to is not None and row.valid_to < year:
        heirs = [
            heir
            for heir in _by_code().get(row.successor_code, [])
            if heir.valid_from <= row.valid_to and heir.valid_to != row.valid_to and heir.valid_in(row.valid_to)
        ]
        if len(heirs) != 1:
            return None
        row = heirs[0]
    while row.valid_from > year:
        before = [
            other
            for other in _by_heir().get(row.code, [])
            if other.valid_to == row.valid_from and other.standard == row.standard
        ]
        same = [other for other in before if other.stem[:2] == row.stem[:2]] or before
        if len(same) != 1:
            return None
        row = same[0]
    return row


@functools.cache
def _by_heir() -> dict[str, list[Region]]:
    index: dict[str, list[Region]] = {}
    for region in all_regions():
        if region.successor_code:
            index.setdefault(region.successor_code, []).append(region)
    return index


def _chained(name: str, year: int | None) -> list[Region]:
    """Divisions of a combined name: the last part, lying in those before it."""
    for cut in range(min(len(name) - 2, _LONGEST_NAME), 1, -1):
        heads = _named(name[:cut], year, _by_name()) or _named(name[:cut], year, _by_stem())
        if not heads:
            continue
        tail = name[cut:]
        inner = _named(tail, year, _by_name()) or _chained(tail, year)
        found = [region for region in inner if any(_lies_in(region, head.code) for head in heads)]
        if found:
            return found
    return []
