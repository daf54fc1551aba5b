"""Figures of the table of article 20 that text extraction put before or behind the labels of several rows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from gongkai.forms.rows import Row
from gongkai.forms.sheet import Item, Kind

__all__ = ["give_back"]

Rows = Sequence[tuple[Row, int]]


def give_back(rows: Sequence[Row], blocks: Sequence[Rows]) -> None:
    """Give each row the figures that are its own, where their number leaves one way to do so.

    Args:
        rows: all rows of the table, the names of columns among them.
        blocks: for each block of the form its rows, each with how many figures it has.
    """
    whole = [pair for block in blocks for pair in block]
    if len(blocks) > 1 and _behind_all(whole):
        return
    above = [block for block in blocks if _above(rows, block)]
    if above and len(above) == len(blocks):
        for block in blocks:
            _shift(rows, block)
        return
    for block in blocks:
        _behind_all(block)


def _behind_all(rows: Rows) -> bool:
    """All labels first, then all figures: 规章, 规范性文件, 0 0 0, 2 1 8."""
    if len(rows) < 2 or any(_cells(row) for row, _ in rows[:-1]):
        return False
    figures = _cells(rows[-1][0])
    if len(figures) != sum(need for _, need in rows) or any(item.kind is Kind.BLANK for item in figures):
        return False
    left = iter(figures)
    for row, need in rows:
        row.cells = list(itertools.islice(left, need))
    return True


def _above(rows: Sequence[Row], block: Rows) -> bool:
    """Each row's figures before its label: those of the first behind the names of the columns, none behind the last."""
    head = rows.index(block[0][0]) - 1
    if head < 0 or rows[head].hit is None:
        return False
    counts = [len(rows[head].values), *(len(row.values) for row, _ in block)]
    return counts == [*(need for _, need in block), 0]


def _shift(rows: Sequence[Row], block: Rows) -> None:
    head = rows[rows.index(block[0][0]) - 1]
    found = [head.values, *(row.values for row, _ in block)]
    head.cells = []
    for (row, _), figures in zip(block, found, strict=False):
        row.cells = figures


def _cells(row: Row) -> list[Item]:
    return [item for item in row.cells if item.kind in {Kind.VALUE, Kind.BLANK}]
