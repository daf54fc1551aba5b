"""The region of a body, and the level of a city that the table does not have."""

from __future__ import annotations

import re

from gongkai.identity.organs import TOWNSHIP_KINDS, Description
from gongkai.identity.pieces import Name
from gongkai.records import Level
from gongkai.regions import Region, choose_region, find_regions, leading_regions

__all__ = ["city_level", "region_of"]

_ABOVE = 16  # characters before a township in which its county may stand
_GOVERNMENT = re.compile(r"([\u4e00-\u9fff]{2,16}?[县区市旗])(?:人民)?政府(?!信息公开)")
_OF_PREFECTURE = re.compile(
    r"各(?:区县|县区|县\(?市|县[、,]|旗县|县级市)|市辖区|县\(市、?区\)|\(市、?区\)|各县市?区?|区\(县|旗县区|县市区"
)
_OF_COUNTY = re.compile(r"各乡镇|乡\(?镇|各镇|镇\(?街|街道、?乡镇|镇、乡|各村")


def region_of(organ: Name | None, description: Description, text: str, year: int | None) -> Region | None:
    """The division of a body: its own, for a department that of its government, for a township its county.

    Args:
        organ: the body.
        description: what its name is.
        text: the whole folded text without white space; its names of prefectures and provinces settle between
            divisions of one name.
        year: reporting year.
    """
    if organ is None or (description.place == 0 and not description.township):
        return None
    if description.regions:
        return choose_region(description.regions, text, year)
    if description.township and not description.national:
        return _county_of(organ.text[: description.place], text, year)
    return None


def _county_of(township: str, text: str, year: int | None) -> Region | None:
    """The county of a township: named right before it somewhere, else the only county whose government is named."""
    if township:
        found = set()
        for match in re.finditer(re.escape(township), text):
            before = text[max(0, match.start() - _ABOVE) : match.start()]
            for begin in range(len(before) - 1):
                regions, length = leading_regions(before[begin:], year)
                if regions and begin + length == len(before):
                    found.add(choose_region(regions, text, year))
                    break
        found.discard(None)
        if len(found) == 1:
            return found.pop()
    named: set[Region] = set()
    for match in _GOVERNMENT.finditer(text):
        words = match.group(1)
        for begin in range(len(words) - 1):
            regions = find_regions(words[begin:], year) if words[begin:][-1] in "县区市旗" else ()
            counties = [region for region in regions if region.level == "county"]
            if counties:
                chosen = choose_region(counties, text, year)
                if chosen is not None:
                    named.add(chosen)
                break
    return named.pop() if len(named) == 1 else None


def city_level(organ: str, place: int, text: str) -> Level | None:
    """Whether a 市 that the table does not have is a prefecture or a county, by what the report says lies below it."""
    part = organ[:place] if place else organ[:1]
    if not part.endswith("市") or part.endswith(TOWNSHIP_KINDS):
        return None
    if _OF_PREFECTURE.search(text):
        return Level.PREFECTURE
    return Level.COUNTY if _OF_COUNTY.search(text) else None
