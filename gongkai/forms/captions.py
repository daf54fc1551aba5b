"""What the caption of a table says of whose figures it holds: 全市汇总, 市本级.

Reports that print a table twice, once for the organ itself and once for all organs below it, say so on a short line
above each; a sentence above a table tells nothing, for it may speak of either.
"""

from __future__ import annotations

import functools
import re

from gongkai.catalogue import read_rows
from gongkai.records import Scope

__all__ = ["caption_scope"]

_LONGEST = 40  # characters of a caption
_LINES = 3  # lines that hold anything, above a table, among which its caption may be
_SENTENCE = re.compile(r"[。;!?]|,.*,")


@functools.cache
def _words() -> tuple[tuple[re.Pattern[str], Scope], ...]:
    return tuple((re.compile(row["words"]), Scope(row["scope"])) for row in read_rows("caption_scopes.csv"))


def caption_scope(text: str, floor: int, start: int) -> Scope:
    """The scope that the lines right above a table state.

    Args:
        text: folded.
        floor: where the table before ends, or the heading of the section begins.
        start: first character of the table.
    """
    above = [line.strip(" \t|\r") for line in text[floor:start].split("\n")]
    for line in [line for line in reversed(above) if line][:_LINES]:
        if len(line) > _LONGEST or _SENTENCE.search(line):
            break
        for words, scope in _words():
            if words.search(line):
                return scope
    return Scope.UNSTATED
