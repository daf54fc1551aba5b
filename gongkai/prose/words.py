"""Classes of small words that patterns are built from: catalogue/word_classes.csv."""

from __future__ import annotations

import functools
import re

from gongkai.catalogue import read_rows
from gongkai.exceptions import CatalogueError
from gongkai.prose.lexicon import spellings

__all__ = ["word_class", "words_of"]


@functools.cache
def words_of(use: str) -> tuple[str, ...]:
    """The words of one class, longest first.

    Raises:
        CatalogueError: the class is not in the table.
    """
    rows = [row for row in read_rows("word_classes.csv") if row["use"] == use]
    words = {word for row in rows for term in row["words"].split() for word in spellings(term)}
    if not words:
        raise CatalogueError(f"catalogue/word_classes.csv: no words for {use!r}; add a row")
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def word_class(use: str) -> str:
    """The words of one class as an alternation for a regular expression, in a group of its own."""
    return f"(?:{'|'.join(re.escape(word) for word in words_of(use))})"
