"""Words of Chinese texts: what search and the themes of the problems section stand on.

jieba's dictionary with the words of ``catalogue/words.csv``, the most probable path through it, no guessing of
words that no dictionary has (HMM off). Cut by rjieba, which gives jieba's words many times faster; a test holds
the two equal. Reading figures does not use words: nothing here decides what a fact is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from gongkai.catalogue import read_rows
from gongkai.normalise import View
from gongkai.records import Section, Span

if TYPE_CHECKING:
    from rjieba import Jieba

__all__ = ["LONGEST_WORD", "Words", "dictionary", "domain_words", "section_words", "words_of"]

#: Characters of the longest word that search looks for in a phrase.
LONGEST_WORD = 16
# Words are looked for in runs of Chinese characters; a run of letters and digits is one word.
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]+|[a-z0-9]+")

_SENTENCE = re.compile("[,。;]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a stretch of text.

    Attributes:
        words: in the order of the text, simplified script, lower case, half width.
        prose: those of paragraphs that are sentences: no headings, no cells of a table.
        parts: words of the dictionary inside of longer ones: 信息公开 in 政府信息公开, each as often as it is there.
    """

    words: tuple[str, ...]
    prose: tuple[str, ...]
    parts: tuple[str, ...]


def words_of(text: str) -> Words:
    """The words of a text that :meth:`gongkai.normalise.View.passage` has folded."""
    words: list[str] = []
    prose: list[str] = []
    for paragraph in text.lower().split("\n"):
        found = list(_cut(paragraph))
        words += found
        if _SENTENCE.search(paragraph):
            prose += found
    return Words(tuple(words), tuple(prose), tuple(part for word in words for part in _parts(word)))


def _cut(text: str) -> Iterator[str]:
    cut = _jieba().cut
    for run in _RUN.findall(text):
        if run.isascii():
            yield run
        else:
            yield from cut(run, False)


def section_words(view: View, sections: Sequence[Section]) -> Iterator[Words]:
    """The words of each section's heading and own text, subsections left out, so that each word counts once."""
    inner: dict[int, list[Span]] = {}
    for section in sections:
        if section.parent is not None:
            inner.setdefault(section.parent, []).append(section.span)
    for section in sections:
        start, texts = section.span.start, []
        for child in sorted(inner.get(section.index, ()), key=lambda span: span.start):
            texts.append(view.passage(start, max(start, child.start)).text)
            start = max(start, child.end)
        texts.append(view.passage(start, max(start, section.span.end)).text)
        yield words_of("\n".join(texts))


def domain_words() -> tuple[tuple[str, int | None], ...]:
    """Words of ``catalogue/words.csv`` and how often each is, None for often enough to be kept whole."""
    return tuple((row["word"], int(row["frequency"]) if row["frequency"] else None) for row in read_rows("words.csv"))


def dictionary() -> dict[str, int]:
    """Every word that texts are cut into, by how often it is: jieba's dictionary and ours.

    Raises:
        ModuleNotFoundError: jieba is not installed; it comes with the pipeline.
    """
    lines = resources.files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split(" ") for line in lines)
    return {entry[0]: int(entry[1]) for entry in entries} | _load()[1]


def _jieba() -> Jieba:
    return _load()[0]


@functools.cache
def _load() -> tuple[Jieba, dict[str, int]]:
    """The segmenter, one a process, and the frequencies of the words of our own."""
    from rjieba import Jieba  # noqa: PLC0415  its dictionary costs 0.1 s, and figures are read without it

    jieba, frequencies = Jieba(), {}
    for word, frequency in domain_words():
        frequencies[word] = frequency or jieba.suggest_freq(word)
        jieba.add_word(word, frequencies[word], "")
    return jieba, frequencies


@functools.lru_cache(maxsize=100_000)
def _parts(word: str) -> tuple[str, ...]:
    """Words of the dictionary inside a word, of two characters or more."""
    length = len(word)
    if length < 3 or word.isascii():
        return ()
    has = _jieba().has_word
    stretches = (word[a:b] for a in range(length) for b in range(a + 2, length + 1) if b - a < length)
    return tuple(stretch for stretch in stretches if has(stretch))
