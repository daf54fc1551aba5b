"""The vocabulary of prose: words of catalogue/terms.csv found in text, longest first, in one pass."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from gongkai.catalogue import read_rows
from gongkai.exceptions import CatalogueError

__all__ = ["Lexicon", "Tag", "Term", "lexicon", "spellings", "trie_pattern"]

Tag = tuple[str, str]
_Trie = dict[str, "_Trie"]
_IS_FIGURE = re.compile(r"\d{6}|.?\d{5}[\d余多条件个次份人元万亿.,]")
_BRACES = re.compile(r"[{}]")
# Titles, and what an event was about: 以“…”为主题.
_TITLE = re.compile(r"《[^《》\n]{1,60}》|(?:“[^“”\n]{1,60}”[、和及与]?)++(?=为(?:主)?题)")


class Meaning:
    """What a word of the vocabulary can mean; one object a word, shared by all places where it stands.

    Attributes:
        tags: every meaning, as (tag, code).
        names: the tags alone.
        codes: the code of each tag, the first where it has several.
        keys: the meanings as rules name them, ``tag`` and ``tag:code``.
    """

    __slots__ = ("codes", "keys", "names", "tags")

    def __init__(self, tags: tuple[Tag, ...]) -> None:
        self.tags = tags
        self.names = frozenset(name for name, _ in tags)
        self.codes = dict(reversed(tags))
        self.keys = self.names | {f"{name}:{code}" for name, code in tags if code}


class Term:
    """A word of the vocabulary at a place. Not to be changed; a plain class, since thousands are made a report."""

    __slots__ = ("end", "meaning", "start")

    def __init__(self, start: int, end: int, meaning: Meaning) -> None:
        self.start = start
        self.end = end
        self.meaning = meaning

    def has(self, tag: str, code: str = "") -> bool:
        """Whether one of its meanings is ``tag`` (with ``code``, where one is given)."""
        return (tag, code) in self.meaning.tags if code else tag in self.meaning.names

    def among(self, tags: frozenset[str]) -> bool:
        """Whether one of its meanings is one of these."""
        return not tags.isdisjoint(self.meaning.names)

    def code(self, tag: str) -> str | None:
        """The code under ``tag``, None where it has no such meaning."""
        return self.meaning.codes.get(tag)


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of ``words`` at a place, without trying them one by one.

    It first looks whether any word begins with the character there, which at most places spares all the rest.
    """
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

    return f"(?=[{re.escape(''.join(trie))}]){render(trie)}"


def _outside(terms: list[Term], titles: Sequence[tuple[int, int]]) -> list[Term]:
    """The terms that do not lie within one of the stretches; both in order."""
    kept: list[Term] = []
    at = 0
    for term in terms:
        while at < len(titles) and titles[at][1] <= term.start:
            at += 1
        if at == len(titles) or not (titles[at][0] < term.start and term.end < titles[at][1]):
            kept.append(term)
    return kept


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
        meanings: dict[str, tuple[Tag, ...]] = {}
        for row in rows:
            if not row["tag"] or not row["terms"]:
                raise CatalogueError(f"terms.csv: a row without tag or terms: {row}")
            for word in (spelled for term in row["terms"].split() for spelled in spellings(term)):
                tag = (row["tag"], row["code"])
                known = meanings.get(word, ())
                meanings[word] = known if tag in known else (*known, tag)
        wild = [word for word in meanings if "*" in word]
        self._wild = [
            (re.compile(re.escape(word).replace(r"\*", "[^《》“”]{1,10}")), Meaning(meanings.pop(word)))
            for word in wild
        ]
        self._known = {word: Meaning(tags) for word, tags in meanings.items()}
        self._meanings = [(meaning, word[0].isdigit()) for word, meaning in self._known.items()]
        self._finder = AhoCorasick(self._known, matchkind=MatchKind.LeftmostLongest)

    def words(self, tag: str) -> list[str]:
        """The words that have a meaning ``tag``."""
        return [word for word, meaning in self._known.items() if tag in meaning.names]

    def tag(self, text: str, start: int, end: int) -> list[Term]:
        """The words of ``text[start:end]``, leftmost and longest, disjoint; those within a 《title》 left out."""
        stretch = text[start:end]
        if "《" not in stretch and "“" not in stretch:
            return self._find(text, start, end)
        terms: list[Term] = []
        position = start
        for wild in self._wild_terms(text, start, end):
            terms += self._find(text, position, wild.start)
            terms.append(wild)
            position = wild.end
        terms += self._find(text, position, end)
        return _outside(terms, [match.span() for match in _TITLE.finditer(text, start, end)])

    def _find(self, text: str, start: int, end: int) -> list[Term]:
        terms = []
        for word, first, last in self._finder.find_matches_as_indexes(text[start:end]):
            meaning, numeric = self._meanings[word]
            if numeric and _IS_FIGURE.match(text, max(start + first - 1, 0), start + last + 2):
                continue  # 12345件, or 12345 in 123456
            terms.append(Term(start + first, start + last, meaning))
        return terms

    def _wild_terms(self, text: str, start: int, end: int) -> list[Term]:
        """The words with a ``*``, in order; of two that overlap the first, at one place that of the upper row."""
        found = [
            Term(match.start(), match.end(), meaning)
            for pattern, meaning in self._wild
            for match in pattern.finditer(text, start, end)
        ]
        kept: list[Term] = []
        for term in sorted(found, key=lambda term: term.start):
            if not kept or term.start >= kept[-1].end:
                kept.append(term)
        return kept


@functools.cache
def lexicon() -> Lexicon:
    """The vocabulary that ships with the package."""
    return Lexicon(_either_spelling(read_rows("terms.csv")))


def _either_spelling(rows: Iterable[dict[str, str]]) -> Iterable[dict[str, str]]:
    """The rows with each word as converted texts write it, too (发布, and 释出 in the usage of Taiwan)."""
    variants = [(row["written"], row["standard"]) for row in read_rows("form_variants.csv")]
    for row in rows:
        words = row["terms"].split()
        converted = [
            word.replace(standard, written) for written, standard in variants for word in words if standard in word
        ]
        yield {**row, "terms": " ".join((*words, *converted))}
