"""What reading one section carries from figure to figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gongkai.prose.clauses import Phrase, Sentence
from gongkai.prose.lexicon import Term
from gongkai.prose.rules import Rule
from gongkai.quantities import Figure
from gongkai.records import Scope, Span

__all__ = ["Item", "Left", "Reading", "SectionContext", "State", "tag_set", "terms_between"]


@dataclass(frozen=True, slots=True)
class SectionContext:
    """What the headings above a text say.

    Attributes:
        topic: of the section.
        tags: tags of all the titles above that a rule may count on.
        heading_channel: channel of disclosure that the own title names.
        level: depth of the section.
        title, terms: the own title and its words.
    """

    topic: str | None
    tags: frozenset[str] = frozenset()
    heading_channel: str | None = None
    level: int = 0
    title: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(slots=True)
class Reading:
    """A figure that a rule or a list has named; positions are those of the passage.

    ``dimensions`` holds codes; of a category the bounds of its name, as ``start:end``.
    """

    measure: str
    dimensions: dict[str, str]
    period: str
    rule: str
    figure: Figure
    start: int
    end: int
    scope: Scope | None
    frame: str = ""


@dataclass(slots=True)
class Item:
    """A figure that may be one of the parts that a disclosed total is broken down into."""

    phrase: Phrase
    name: Span | None
    explicit: bool
    reading: Reading | None
    scope: Scope | None
    period: str = ""


@dataclass(slots=True)
class Left:
    """A figure that became no fact, and why."""

    figure: Figure
    clause: tuple[int, int]
    reason: str


@dataclass(slots=True)
class State:
    """What earlier figures of the section leave behind for the next.

    Attributes:
        frame: what the last figure was about, so that a bare word behind it is understood.
        proceeding: of the last appeal.
        scope: last stated.
        last, totals: last figure read; totals of disclosed items so far.
        parent: the disclosed figure that the running list may break down.
        intro: the sentence says that it lists categories.
        items: the running list.
        parts: where the figures start that add up to ``whole``, the last disclosed figure.
        compared: a figure of another year that ``增加到`` refers to.
        decoy_since: start of the sentence in which something else was counted last.
        opened: start of the full sentence, semicolons included.
        pending: codes that 分别 announced for the figures to come.
        about: the full sentence has named disclosure before its last semicolon.
    """

    frame: str = ""
    proceeding: str | None = None
    scope: Scope | None = None
    last: Reading | None = None
    totals: list[Reading] = field(default_factory=list)
    parent: Reading | None = None
    intro: bool = False
    items: list[Item] = field(default_factory=list)
    parts: frozenset[int] = frozenset()
    whole: Reading | None = None
    compared: Phrase | None = None
    decoy_since: int = -1
    opened: int = 0
    pending: tuple[Rule, str, list[str]] | None = None
    about: bool = False


def terms_between(sentence: Sentence, start: int, end: int) -> list[Term]:
    """The words of a sentence that lie in [start, end)."""
    return [term for term in sentence.terms if start <= term.start and term.end <= end]


def tag_set(terms: Iterable[Term]) -> set[str]:
    """All their meanings, plain and as ``tag:code``."""
    return set().union(*[term.meaning.keys for term in terms])
