"""Tables in texts whose white space is lost: 规章000规范性文件112第二十条第(五)项.

Where a cell ends is told by the labels of the forms alone. Figures that ran together are parted in
:mod:`gongkai.forms.cells`, if their number or their sum leaves one reading.
"""

from __future__ import annotations

import functools
import re

from gongkai.forms.catalogue import form_table

__all__ = ["annex_cuts", "dense_cuts"]

_PIECE = re.compile(r"[^\s|]+")
_LONG = 150  # characters; a cell is shorter
_TABLE = re.compile("本年新收|上年结转|三安全|信息内容|处理决定数|结果维持|尚未审结|现行有效|对外公开总")
# Unit and figure of an annex's row, up to the end of the line or the number or words of the next row: 数条963.政务微博.
_ROW_END = re.compile(
    r"(?<=[数量用况)])(?P<unit>条|件|次|篇|个|人次|人|万元|元)(?P<figure>\d[\d,]*?(?:\.\d+?)?)"
    r"(?=[\s|]|$|[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]\)|\d\.[\u4e00-\u9fff]|其中|涉及|危及|不是|法律法规)"
)
_ROWS = 8  # so many rows without white space are an annex that lost it
_FEWEST = 3  # words of tables in one run without white space
_NUMERAL = r"(?:[一二三四五六七八九十]、|\([一二三四五六七八九十]\)|\d[.、])?"
_NOTE = r"(?:[”\"]?\([^()\s]{0,120}\))?"
_RUN = re.compile(r"\d[\d,.]*")


@functools.cache
def _labels() -> re.Pattern[str]:
    """Every label of the three tables with its list numeral; signs may stand between its characters."""
    labels: set[str] = set()
    for name in ("disclosure", "requests", "appeals"):
        table = form_table(name)
        labels.update(table.rows_by_label, table.columns_by_label, table.marks_by_label)
    longest = sorted(labels, key=lambda label: (-len(label), label))
    words = "|".join(r"[^\w\s]{0,2}".join(map(re.escape, label)) for label in longest)
    return re.compile(rf"{_NUMERAL}[“\"]?(?:{words})[”\"]?{_NOTE}")


def dense_cuts(text: str) -> frozenset[int]:
    """Offsets at which cells begin or end inside runs without white space; none in texts that have theirs.

    Args:
        text: folded.
    """
    cuts: set[int] = set()
    for run in _PIECE.finditer(text):
        if run.end() - run.start() < _LONG or len(_TABLE.findall(text, *run.span())) < _FEWEST:
            continue
        found = list(_labels().finditer(text, *run.span()))
        for at, match in enumerate(found):
            following = found[at + 1].start() if at + 1 < len(found) else run.end()
            figures = _RUN.match(text, match.end(), following)
            cuts.update((match.start(), match.end()))
            if figures:
                cuts.add(figures.end())
    return frozenset(cuts)


def annex_cuts(text: str) -> frozenset[int]:
    """Offsets around the units and figures of a statistical annex whose cells are not parted; none in other texts.

    Args:
        text: folded.
    """
    rows = list(_ROW_END.finditer(text))
    if len(rows) < _ROWS:
        return frozenset()
    return frozenset(cut for row in rows for cut in (row.start("unit"), row.start("figure"), row.end()))
