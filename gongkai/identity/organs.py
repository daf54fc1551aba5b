"""What a name is: a body of government or the place it governs, of which kind and level, in which region.

Which words end the name of a body is data (catalogue/organs.csv, organs_national.csv); places are those of the table
of regions or, where the table has none, what is built like a place name.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.records import Level, OrganKind
from gongkai.regions import Region, find_regions, leading_regions

__all__ = ["TOWNSHIP_KINDS", "Description", "Ending", "describe", "ending_of", "place_parts"]

TOWNSHIP_KINDS = ("镇", "乡", "街道", "苏木", "街")
_LEVEL_OF_KIND = {
    "省": Level.PROVINCE,
    "自治区": Level.PROVINCE,
    "自治州": Level.PREFECTURE,
    "州": Level.PREFECTURE,
    "盟": Level.PREFECTURE,
    "地区": Level.PREFECTURE,
    "县": Level.COUNTY,
    "自治县": Level.COUNTY,
    "自治旗": Level.COUNTY,
    "区": Level.COUNTY,
    "旗": Level.COUNTY,
    "林区": Level.COUNTY,
    "特区": Level.COUNTY,
    **dict.fromkeys(TOWNSHIP_KINDS, Level.TOWNSHIP),
}
_KINDS = (
    "自治区|自治州|自治县|自治旗|地区|林区|特区|街道|苏木"
    "|省|市(?![场容话])(?!民(?!政|族|宗))(?!政(?!府|务服务))(?!(?<=城市)(?:建设|管理|规划|更新|综合|运行|园林))|州|盟|县(?!域)|区(?![域划])|旗|镇"
    "|乡(?![村镇])(?!(?<=城乡)(?:建设|规划|管理|统筹|发展|环境|交通|居民))|街(?=$|人民政府)"
)
# What is built like a place name though the table has no such place; 城市管理局 and 地方税务局 are none.
_SHORT_PLACE = re.compile("[\u4e00-\u9fff][县区市旗乡镇](?=$|人民政府|政府)")  # 和县, 吴镇
_PLACE = re.compile(rf"(?!人民|政府|城市|社区|自然保护|年度)([\u4e00-\u9fff]{{2,14}}?)({_KINDS})")
_ZONE = re.compile(
    "(?:开发|高新|示范|保税|产业|工业|管理|度假|试验|实验|名胜|合作|新|园|港|景)区$|工业园$|生态城$|科技城$"
)
_NATIONAL_START = re.compile("中华人民共和国|国家|国务院|中国(?!\\()|全国|最高人民|中央")
_BARE_START = re.compile("[省市州盟县区旗镇乡]|自治区|街道")


@dataclass(frozen=True, slots=True)
class Ending:
    """One row of catalogue/organs.csv."""

    text: str
    kind: OrganKind
    level: Level | None
    before: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Description:
    """What a name is.

    Attributes:
        kind: government or department; None for a place alone or words that name no body.
        level: None where the name does not tell.
        place: how many characters of the name are the place, 0 where it names none.
        township: whether the last part of the place is a township.
        zone: whether it is a functional zone.
        regions: divisions that the place may be, empty where the table has none.
        national: a body of the centre, its local branches included.
    """

    kind: OrganKind | None
    level: Level | None
    place: int
    township: bool = False
    zone: bool = False
    regions: tuple[Region, ...] = ()
    national: bool = False

    @property
    def complete(self) -> bool:
        """Whether the name tells by itself which body it is."""
        return self.kind is not None and (self.place > 0 or self.national)


@functools.cache
def _endings() -> dict[str, Ending]:
    return {
        row["ending"]: Ending(
            row["ending"],
            OrganKind(row["kind"]),
            Level(row["level"]) if row["level"] else None,
            re.compile(f"(?:{row['before']})$") if row["before"] else None,
        )
        for row in read_rows("organs.csv")
    }


@functools.cache
def _national_names() -> tuple[str, ...]:
    return tuple(sorted((row["name"] for row in read_rows("organs_national.csv")), key=lambda name: (-len(name), name)))


@functools.cache
def _longest_ending() -> int:
    return max(len(text) for text in _endings())


def ending_of(name: str) -> Ending | None:
    """The longest ending of a body's name that ``name`` has."""
    for length in range(min(len(name), _longest_ending()), 0, -1):
        ending = _endings().get(name[-length:])
        if ending is not None and (ending.before is None or ending.before.search(name[:-length])):
            return ending
    return None


@functools.lru_cache(maxsize=16384)
def place_parts(name: str, year: int | None) -> tuple[int, str, tuple[Region, ...]]:
    """The place with which a name begins.

    Returns:
        Its length, what kind of place its last part is ("" where all of it is in the table), and the divisions that
        the part in the table may be.
    """
    party = len("中共") if name.startswith("中共") else 0  # 中共…县委…: the place follows
    regions, end = leading_regions(name[party:], year)
    end += party if end else 0
    kind = ""
    match = _PLACE.match(name, end) or _SHORT_PLACE.match(name, end)
    while match:
        end, kind = match.end(), match.group()[-2:] if match.group().endswith(("街道", "苏木")) else match.group()[-1]
        match = _PLACE.match(name, end) or _SHORT_PLACE.match(name, end)
    return end, kind, regions


@functools.lru_cache(maxsize=16384)
def describe(name: str, year: int | None) -> Description:
    """What ``name`` (folded, without white space) is in ``year``."""
    ending = ending_of(name)
    national = _national(name, ending, year)
    if national is not None:
        return national
    length, kind, regions = place_parts(name, year)
    if not length:
        if ending is None:
            return Description(None, None, 0)
        if ending.text.startswith(("管委会", "管理委员会")) and len(name) - len(ending.text) > 1:
            return Description(ending.kind, None, len(name) - len(ending.text), zone=True)
        regions, length = _short_place(name, ending, year)
        if length:
            return Description(ending.kind, Level(regions[0].level), length, regions=regions)
        return Description(ending.kind, ending.level or _bare_level(name), 0)
    place = name[:length]
    if place == name and (ending is None or kind == ending.text):
        ending = None  # 桃源街道 is a place as well as a body
    level: Level | None = None
    zone = bool(_ZONE.search(place)) and not (regions and not kind and regions[0].standard != "NBS")
    if kind in TOWNSHIP_KINDS:
        level = Level.TOWNSHIP
    elif ending is not None and ending.level is not None:
        level = ending.level
    elif zone:
        above = bool(regions) and regions[0].level != Level.COUNTY
        level = Level.COUNTY if above or not kind else None
    elif kind:
        level = _LEVEL_OF_KIND.get(kind)
    elif regions:
        levels = {region.level for region in regions}
        level = Level(levels.pop()) if len(levels) == 1 else None
    return Description(
        kind=ending.kind if ending is not None else None,
        level=level,
        place=length,
        township=kind in TOWNSHIP_KINDS or level == Level.TOWNSHIP,
        zone=zone,
        regions=() if kind and kind not in TOWNSHIP_KINDS else regions,
    )


def _short_place(name: str, ending: Ending, year: int | None) -> tuple[tuple[Region, ...], int]:
    """The short name of one province or prefecture with which a department's name begins: 广州海关."""
    if ending.kind != OrganKind.DEPARTMENT:
        return (), 0
    for length in range(min(5, len(name) - len(ending.text)), 1, -1):
        regions = find_regions(name[:length], year)
        if len(regions) == 1 and regions[0].level != Level.COUNTY:
            return regions, length
    return (), 0


def _bare_level(name: str) -> Level | None:
    """Level of a body named without its place: 县教育局."""
    if name.startswith("自治区"):
        return Level.PROVINCE
    if name.startswith("市") or not _BARE_START.match(name):
        return None
    return _LEVEL_OF_KIND.get(name[0])


def _national(name: str, ending: Ending | None, year: int | None) -> Description | None:
    """A body of the centre or a local branch of one (国家税务总局…县税务局), None for any other."""
    known = next((known for known in _national_names() if name.startswith(known)), "")
    start = _NATIONAL_START.match(name)
    if not known and start:
        rest = name[start.end() :]
        inner = next((other for other in _national_names() if rest.startswith(other)), "")
        known = name[: start.end() + len(inner)]
    if not known or (ending is None and known != name):
        return None
    regions, inside = _branch_place(name, len(known), year)
    if inside:
        levels = {region.level for region in regions}
        level = Level(levels.pop()) if len(levels) == 1 else None
        return Description(OrganKind.DEPARTMENT, level, inside, regions=regions, national=True)
    return Description(OrganKind.DEPARTMENT, Level.NATIONAL, 0, national=True)


def _branch_place(name: str, start: int, year: int | None) -> tuple[tuple[Region, ...], int]:
    """The place inside a branch's name and where it ends.

    A short name counts only right before the last words, and only that of a prefecture or a province.
    """
    for begin in range(min(start, 2), len(name) - 2):
        regions, length = leading_regions(name[begin:], year)
        if regions:
            return regions, begin + length
    for begin in range(start, len(name) - 2):
        if begin > start and ending_of(name[:begin]) is None:
            continue  # a branch's place follows the whole name of its head office
        for length in range(4, 1, -1):
            stem = name[begin : begin + length]
            rest = name[begin + length :]
            if len(stem) == length and rest and ending_of(rest) is not None and len(rest) <= 8:
                regions = find_regions(stem, year)
                if regions and all(region.level != Level.COUNTY for region in regions):
                    return regions, begin + length
    return (), 0
