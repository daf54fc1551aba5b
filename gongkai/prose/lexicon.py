"""The vocabulary of prose: words of catalogue/terms.csv found in text, longest first, in one pass."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.exceptions import CatalogueError

__all__ = ["Lexicon", "Tag", "Term", "lexicon", "spellings", "trie_pattern"]

Tag = tuple[str, str]
_Trie = dict[str, "_Trie"]
_IS_FIGURE = re.compile(r"\d{6}|.?\d{5}[\d余多条件个次份人元万亿.,]")
_BRACES = re.compile(r"[{}]")
_TITLE = re.compile(r"《[^《》\n]{1,60}》")


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
    trie: _Trie = {}
    for word in words:
        node = trie
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def render(node: _Trie) -> str:
        branches = [re.escape(char) + render(child) for char, child in node.items() if char]
        if not branches:
            return ""
        body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
        return body + "?" if "" in node else body

    return render(trie)


def spellings(term: str) -> list[str]:
    """All words that a term stands for: alternatives in braces, ``不属{|于}本{局|厅}``, and converted vocabulary."""
    parts = [part.split("|") for part in _BRACES.split(term)]
    words = ["".join(choice) for choice in itertools.product(*parts)]
    return [*words, *(word.replace(a, b) for a, b in _converted() for word in words if a in word)]


@functools.cache
def _converted() -> tuple[tuple[str, str], ...]:
    """Words of ours with what a machine made of them in converted texts: 信息 and 资讯."""
    rows = read_rows("converted_words.csv")
    return tuple((row["original_simplified"], row["converted_simplified"]) for row in rows)


class Lexicon:
    """Words and their meanings, from catalogue/terms.csv.

    In a word ``*`` stands for up to ten characters, ``{a|b}`` for either.
    """

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self._tags: dict[str, tuple[Tag, ...]] = {}
        for row in rows:
            if not row["tag"] or not row["terms"]:
                raise CatalogueError(f"terms.csv: a row without tag or terms: {row}")
            for word in (spelled for term in row["terms"].split() for spelled in spellings(term)):
                tag = (row["tag"], row["code"])
                known = self._tags.get(word, ())
                self._tags[word] = known if tag in known else (*known, tag)
        wild = [word for word in self._tags if "*" in word]
        self._wild = [
            (re.compile(re.escape(word).replace(r"\*", "[^《》“”]{1,10}")), self._tags.pop(word)) for word in wild
        ]
        self._pattern = re.compile("|".join([*(f"(?:{p.pattern})" for p, _ in self._wild), trie_pattern(self._tags)]))

    def words(self, tag: str) -> list[str]:
        """The words that have a meaning ``tag``."""
        return [word for word, tags in self._tags.items() if any(name == tag for name, _ in tags)]

    def tag(self, text: str, start: int, end: int) -> list[Term]:
        """The words of ``text[start:end]``, leftmost and longest, disjoint; those within a 《title》 left out."""
        titles = [match.span() for match in _TITLE.finditer(text, start, end)]
        terms: list[Term] = []
        for match in self._pattern.finditer(text, start, end):
            first, last = match.span()
            if any(opening < first and last < closing for opening, closing in titles):
                continue
            if match.group().isdigit() and _IS_FIGURE.match(text, max(first - 1, 0), last + 2):
                continue  # 12345件, or 12345 in 123456
            terms.append(Term(first, last, self._meanings(match.group())))
        return terms

    def _meanings(self, word: str) -> tuple[Tag, ...]:
        known = self._tags.get(word)
        return known or next(tags for pattern, tags in self._wild if pattern.fullmatch(word))


@functools.cache
def lexicon() -> Lexicon:
    """The vocabulary that ships with the package."""
    return Lexicon(read_rows("terms.csv"))
