"""The vocabulary of prose: words of catalogue/terms.csv found in text, longest first, in one pass."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from gongkai.exceptions import CatalogueError

__all__ = ["Lexicon", "Tag", "Term", "lexicon", "trie_pattern"]

Tag = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the vocabulary at a place: every meaning it can have, as (tag, code)."""

    start: int
    end: int
    tags: tuple[Tag, ...]

    def has(self, tag: str, code: str = "") -> bool:
        """Whether one of its meanings is ``tag`` (with ``code``, where one is given)."""
        return any(name == tag and (not code or value == code) for name, value in self.tags)

    def code(self, tag: str) -> str | None:
        """The code under ``tag``, None where it has no such meaning."""
        return next((value for name, value in self.tags if name == tag), None)


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of ``words`` at a place, without trying them one by one."""
    trie: dict[str, dict] = {}
    for word in words:
        node = trie
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def render(node: dict[str, dict]) -> str:
        branches = [re.escape(char) + render(child) for char, child in node.items() if char]
        if not branches:
            return ""
        body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
        return body + "?" if "" in node else body

    return render(trie)


class Lexicon:
    """Words and their meanings; built once from catalogue/terms.csv."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self._tags: dict[str, tuple[Tag, ...]] = {}
        for row in rows:
            if not row["tag"] or not row["terms"]:
                raise CatalogueError(f"terms.csv: a row without tag or terms: {row}")
            for word in row["terms"].split():
                tag = (row["tag"], row["code"])
                known = self._tags.get(word, ())
                self._tags[word] = known if tag in known else (*known, tag)
        self._pattern = re.compile(trie_pattern(self._tags))

    def tag(self, text: str, start: int, end: int) -> list[Term]:
        """The words of ``text[start:end]``, leftmost and longest, disjoint."""
        return [
            Term(match.start(), match.end(), self._tags[match.group()])
            for match in self._pattern.finditer(text, start, end)
        ]


@functools.cache
def lexicon() -> Lexicon:
    """The vocabulary that ships with the package."""
    table = resources.files("gongkai") / "catalogue" / "terms.csv"
    with table.open(encoding="utf-8", newline="") as handle:
        return Lexicon(csv.DictReader(handle))
