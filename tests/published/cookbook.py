"""docs/cookbook.md: its questions, each with its SQL and its answer on the samples.

``make cookbook`` runs every query over the samples anew and writes the answers into the page.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import gongkai
from gongkai.frames import Warehouse
from gongkai.serialise import json_number
from tests.pipeline.graph import ROOT, run

PAGE = ROOT / "docs" / "cookbook.md"

# A question is a heading with a number; its query the fenced block below; its answer the table right after that.
_ENTRY = re.compile(r"(^### (\d+)\. ([^\n]+)$.*?^```sql\n(.*?)^```\n)(?:\n((?:^\|[^\n]*\n)+))?", re.M | re.S)


@dataclass(frozen=True)
class Question:
    """One question of the page."""

    number: int
    title: str
    query: str
    answer: str


def questions(text: str) -> Iterator[Question]:
    """The questions of a page, in order."""
    for match in _ENTRY.finditer(text):
        yield Question(int(match[2]), match[3], match[4], match[5] or "")


def answer(warehouse: Warehouse, query: str) -> str:
    """What a query gives, as a Markdown table with a line feed at the end."""
    names, rows = warehouse.rows(query)
    lines = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def answered(text: str, warehouse: Warehouse) -> str:
    """The page with every answer as the warehouse has it."""

    def replaced(match: re.Match[str]) -> str:
        return f"{match[1]}\n{answer(warehouse, match[4])}"

    return _ENTRY.sub(replaced, text)


def _cell(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        value = json_number(value)
    return " ".join(str(value).split()).replace("\\", "\\\\").replace("|", "\\|")


def main(arguments: Sequence[str]) -> None:
    """Write the answers into the page, from the samples or, for trying queries, from the warehouse that is named."""
    if arguments:
        with gongkai.warehouse(arguments[0]) as warehouse:
            text = answered(PAGE.read_text(encoding="utf-8"), warehouse)
    else:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "data" / "raw", Path(folder) / "raw")
            run(Path(folder))
            with gongkai.warehouse(folder) as warehouse:
                text = answered(PAGE.read_text(encoding="utf-8"), warehouse)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
