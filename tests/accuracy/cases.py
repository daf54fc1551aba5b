"""The reports whose facts are known: where they lie, and what is known of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from gongkai.readers import SUFFIXES

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "raw"
SAMPLES_GOLD = ROOT / "tests" / "samples" / "gold"
SHARED = ROOT.parent / "shared"

Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One report with its gold record (form of tests/samples/gold)."""

    name: str
    path: Path
    gold: Gold

    @property
    def readable(self) -> bool:
        """Whether there is a reader for files of its kind."""
        return self.path.suffix.lower() in SUFFIXES


def samples() -> list[Case]:
    """The reports that the project ships with."""
    return list(_cases(SAMPLES_GOLD, SAMPLES))


def shared() -> list[Case]:
    """Published reports and reports after their manner, read by hand; none where the folder is not there."""
    return list(_cases(SHARED / "gold", SHARED / "corpus"))


def _cases(gold_folder: Path, reports: Path) -> Iterator[Case]:
    for path in sorted(gold_folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        yield Case(path.stem, reports / gold["document"], gold)


# How the cells of a table are parted: seen in the words of a fact (label, unit and figure of a row), else in what
# stands between it and the next.
LAYOUTS = ("bars", "a cell and a bar a line", "tabs", "columns by spaces", "a cell a line")


def layout(gold: Gold, text: str) -> str:
    """How the tables of a report are laid out: as most of their cells are parted, or why there is none to read."""
    if "layout" in gold:
        return str(gold["layout"])
    states = set(gold["tables"].values())
    if "present" in states:
        spans = sorted({tuple(fact["span"]) for fact in gold["facts"] if "span" in fact})
        pairs = ((text[slice(*one)], text[one[1] : other[0]]) for one, other in pairwise(spans))
        found = Counter(name for words, gap in pairs if (name := _parting(words) or _parting(gap)))
        if found:
            return max(LAYOUTS, key=lambda name: found[name])
    return "no cells left" if states & {"blank", "image"} else "no table"


def _parting(stretch: str) -> str | None:
    """How the cells in a stretch are parted; None where it is one cell, or of a sentence."""
    if re.search("[。;；,，]", stretch):
        return None
    if "|" in stretch:
        in_a_line = re.search(r"\|[^\n|]*[^\s|][^\n|]*\||\| +\|", stretch) or "\n" not in stretch
        return "bars" if in_a_line else "a cell and a bar a line"
    if "\t" in stretch:
        return "tabs"
    if re.fullmatch(" +", stretch) or re.search(r"\S {2,}\S|^ {2,}\S", stretch):
        return "columns by spaces"
    return "a cell a line" if "\n" in stretch else None
