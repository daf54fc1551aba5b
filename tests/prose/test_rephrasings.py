"""Each way of putting a figure, said several times over in words of our own: no reading may hang on one wording.

The cases are in rephrasings.csv: the topic of the heading they stand under (or a heading of their own), the kind of
organ, the reporting year, the words (``\\n`` for a line break), and the facts that a reader finds in them, each as
``measure(dimension=code,…)=value`` with ``*`` for cumulative, ``+ - ~`` for the qualifier and ``none`` for words.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.support.prose import facts


def _cases() -> list[object]:
    with (Path(__file__).parent / "rephrasings.csv").open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["id"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", _cases())
def test_a_rephrasing_says_the_same(row: dict[str, str]) -> None:
    words = row["words"].replace("\\n", "\n")
    read = facts(words, topic=row["topic"], kind=row["kind"], year=int(row["year"]))
    assert read == sorted(set(row["facts"].split()))
