"""The small language of the wordings, and the page on which they become text with facts.

A wording is Chinese with these signs:

==========================  ==========================================================================
``{website}``               a figure of ``figures.csv`` with its counter; not chosen where it is nothing
``{website=}``              the same, 0 included
``{website!}``              the same, never about or over
``{website#}``              the number alone, its counter stands in the wording
``{在|于}``                  one of several ways to say it; ``{|共}`` may be left out
``{@when}``                 one of a table of ``words.toml``
``{we}`` ``{all}``          the organ by itself, or with all below it; what follows covers that
``{who}``                   either, or nothing
``{*outcomes}``             a list of ``lists.toml`` over those of its figures that there are
``{?received}``             nothing; the wording is not chosen where this figure is nothing, told already or not
``[未收取费用](fees)``       words that say that there was none of these
==========================  ==========================================================================

Marks of the private planes stand around evidence and figures until the text is done, so that whatever happens to it
(script, damage, layout) moves them along; :func:`unmarked` turns them into spans.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.writing.style import Style, money, written
from tests.writing.tables import codes, rows, toml
from tests.writing.truth import Value, Year

FIRST_MARK = 0xF0000
MARKS = re.compile("[\U000f0000-\U0010fffd]")
_CLAUSE_END = re.compile("[，。；：、（:;]")
# An absence, a slot with alternatives or a name, or what stands between.
_SIGN = re.compile(r"\[(?P<words>[^\]]*)\]\((?P<none>[^)]*)\)|\{(?P<slot>[^{}]*)\}|(?P<plain>[^\[{]+)")


@dataclass(slots=True)
class Fact:
    """One fact as it was written.

    Attributes:
        measure, dimensions, period, value, status, qualifier: as in the gold files.
        scope: None where the words leave it open.
        source: "prose", "annex" or "form".
        span: its words; ``figure`` the number alone (for a blank cell, and for words that say none, the same).
        cell: the words of a table's cell; None in prose.
    """

    measure: str
    dimensions: tuple[tuple[str, str], ...]
    value: Value | None
    period: str = "annual"
    status: str = "reported"
    qualifier: str = "exact"
    scope: str | None = None
    source: str = "prose"
    span: tuple[int, int] = (0, 0)
    figure: tuple[int, int] = (0, 0)
    cell: str | None = None


@functools.cache
def figure_codes(name: str) -> tuple[str, tuple[tuple[str, str], ...], str]:
    """Measure, dimensions and period of a figure."""
    if name.startswith("category:"):
        return "disclosed", (("category", name.partition(":")[2]),), "annual"
    row = _figures()[name]
    pairs = dict(codes(row["dimensions"]))
    period = pairs.pop("period", "annual")
    return row["measure"], tuple(pairs.items()), period


@functools.cache
def _figures() -> dict[str, dict[str, str]]:
    return {row["figure"]: row for row in rows("figures")}


@functools.cache
def _counters(name: str) -> tuple[list[str], list[float]]:
    pairs = [part.partition("*") for part in _figures()[name]["counters"].split()]
    return [word for word, _, _ in pairs], [float(weight or 1) for _, _, weight in pairs]


@functools.cache
def parse(wording: str) -> tuple[tuple[str, Any], ...]:
    """The parts of a wording, each with its kind: plain, none, given, choice, words, who, list, figure."""
    parts: list[tuple[str, Any]] = []
    end = 0
    for match in _SIGN.finditer(wording):
        if match.start() != end:
            raise ValueError(f"a bracket is not closed: {wording}")
        end = match.end()
        parts.append(_part(match))
    if end != len(wording):
        raise ValueError(f"a bracket is not closed: {wording}")
    return tuple(parts)


def _part(match: re.Match[str]) -> tuple[str, Any]:
    if match["plain"] is not None:
        return "plain", match["plain"]
    if match["words"] is not None:
        return "none", (match["words"], tuple(match["none"].split()))
    slot = match["slot"]
    if "|" in slot:
        return "choice", tuple(slot.split("|"))
    if slot.startswith("?"):
        return "given", slot[1:]
    if slot.startswith("@"):
        return "words", slot[1:]
    if slot.startswith("*"):
        return "list", slot[1:]
    if slot in {"we", "all", "who", "year", "last", "next", "other", "n", "name", "pct"}:
        return "who", slot
    return "figure", slot


@functools.cache
def needs(wording: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """What a wording takes: figures that are something, figures that may be 0, figures that are nothing, lists."""
    some, any_, nothing, lists = set(), set(), set(), set()
    for kind, what in parse(wording):
        if kind == "figure":
            (any_ if what.endswith("=") else some).add(what.rstrip("=#!"))
        elif kind == "none":
            nothing.update(what[1])
        elif kind in {"list", "who"}:
            lists.add(what)
    return frozenset(some), frozenset(any_), frozenset(nothing), frozenset(lists)


@dataclass(slots=True)
class Page:
    """A report in the making: the truth it tells, its manner, and the facts that were written so far.

    ``told`` are the figures that prose has given, ``counters`` those that the report uses, by what they count.
    """

    year: Year
    style: Style
    draw: random.Random
    facts: list[Fact] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    counters: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> Value | None:
        """A figure of the truth; None where the organ has none of that name."""
        if name.startswith("category:"):
            return self.year.categories[name.partition(":")[2]]
        return self.year.figures.get(name)

    def add(self, fact: Fact) -> tuple[str, str, str, str]:
        """Note a fact. Returns the marks around its words and around its figure."""
        at = FIRST_MARK + 4 * len(self.facts)
        self.facts.append(fact)
        return chr(at), chr(at + 1), chr(at + 2), chr(at + 3)

    def fits(self, wording: str) -> bool:
        """Whether everything that a wording says would be true, and new to the report."""
        some, any_, nothing, lists = needs(wording)
        if "all" in lists and not self.year.organ.all:
            return False
        if not all(self.value(name) for name in some) or any(self.value(name) is None for name in any_):
            return False
        if any(self.value(name) != 0 for name in nothing):
            return False
        if not all(self.value(name) for kind, name in parse(wording) if kind == "given"):
            return False
        if (some | any_ | nothing) & self.told:
            return False
        return all(name not in toml("lists") or len(self.items(name)) >= 2 for name in lists)

    def items(self, name: str) -> list[str]:
        """The figures of a list that there is something to tell of."""
        about = toml("lists")[name]
        if "names" not in about:
            return [f"category:{category}" for category in self.year.categories]
        found = [each for each in about["names"] if each not in self.told and self.value(each) is not None]
        return [each for each in found if self.value(each)]

    def sentence(self, wording: str) -> str:
        """The words of one wording, marked; its facts are added."""
        return _Sentence(self).write(wording)


class _Sentence:
    """One sentence in the making: where its clause began, and whom it is about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.out: list[str] = []
        self.clause = 0
        self.scope: str | None = None

    def write(self, wording: str) -> str:
        self._parts(parse(wording), {})
        return "".join(self.out)

    def _parts(self, parts: tuple[tuple[str, Any], ...], names: Mapping[str, str]) -> None:
        for kind, what in parts:
            if kind == "plain":
                self._plain(what)
            elif kind == "choice":
                self._plain(self.page.draw.choice(what))
            elif kind == "words":
                self._parts(parse(self.page.draw.choice(toml("words")[what])), names)
            elif kind == "who":
                self._who(what, names)
            elif kind == "list":
                self._list(what)
            elif kind == "none":
                self._none(*what)
            elif kind == "figure":
                self._figure(what)

    def _plain(self, words: str) -> None:
        ends = [match.end() for match in _CLAUSE_END.finditer(words)]
        if not ends:
            self.out.append(words)
            return
        self.out.append(words[: ends[-1]])
        self.clause = len(self.out)
        self.out.append(words[ends[-1] :])
        if "。" in words:
            self.scope = None

    def _who(self, what: str, names: Mapping[str, str]) -> None:
        organ, year = self.page.year.organ, self.page.year.year
        if what == "who":
            what = self.page.draw.choice(("we", "all") if organ.all else ("we", ""))
        if what in names:
            if what == "n":
                self._figure(names["n"])
            else:
                self.out.append(names[what])
        elif what in {"we", "all"}:
            self.scope = "organ" if what == "we" else "jurisdiction"
            self.out.append(self.page.draw.choice(organ.we if what == "we" else organ.all))
        elif not what:
            return
        elif what == "other":
            self.out.append(organ.other)
        else:
            number = {"year": year, "last": year - 1, "next": year + 1}[what]
            self.out.append(str(number))

    def _figure(self, slot: str) -> None:
        name = slot.rstrip("=#!")
        page = self.page
        value = page.value(name)
        assert value is not None, slot
        measure, dimensions, period = figure_codes(name)
        fact = Fact(measure, dimensions, value, period, scope=self.scope)
        begin, end, first, last = page.add(fact)
        page.told.add(name)
        self.out.insert(self.clause, begin)
        self.out.append(self._counted(slot, value, fact, (first, last)) + end)

    def _counted(self, slot: str, value: Value, fact: Fact, marks: tuple[str, str]) -> str:
        page, (first, last), name = self.page, marks, slot.rstrip("=#!")
        if name in {"fees", "waived", "expenditure", "litigation_costs"}:
            return first + money(value, page.style, page.draw) + last
        words = written(value, page.style, page.draw)
        counter = "" if slot.endswith("#") else self._counter("website" if ":" in name else name)
        exact = slot.endswith("!") or ":" in name  # what adds up to a total, or is one
        round_ = isinstance(value, int) and value >= 20 and value % 10 == 0 and words[-1] in "0０万"
        if round_ and counter and not exact and page.draw.random() < 0.4:
            before, after, fact.qualifier = page.draw.choice(_APPROXIMATIONS)
            return before + first + words + last + after + counter
        return first + words + last + counter

    def _counter(self, name: str) -> str:
        """The counter of a figure; a report mostly keeps to one for what is counted alike."""
        page, alike = self.page, _figures()[name]["counters"]
        if alike not in page.counters or page.draw.random() < 0.03:
            page.counters[alike] = page.draw.choices(*_counters(name))[0]
        return page.counters[alike]

    def _list(self, name: str) -> None:
        page = self.page
        about = toml("lists")[name]
        pattern = page.draw.choice(about["patterns"])
        separator = page.draw.choice(["；", "，"] if "，" in pattern else about.get("separators", ["，", "、", "；"]))
        whole = page.value(about["of"]) if "of" in about else None
        for place, item in enumerate(page.items(name)):
            if place:
                self.out.append(separator)
            self.clause = len(self.out)
            label = item.partition(":")[2] or page.draw.choice(about["names"][item])
            value = page.value(item)
            assert value is not None
            share = f"{Decimal(value) * 100 / Decimal(whole):.1f}%" if whole else ""
            self._parts(parse(pattern), {"n": item, "name": label, "pct": share})

    def _none(self, words: str, names: tuple[str, ...]) -> None:
        marks = []
        for name in names:
            measure, dimensions, period = figure_codes(name)
            marks.append(self.page.add(Fact(measure, dimensions, 0, period, status="none_stated", scope=self.scope)))
            self.page.told.add(name)
        self.out.append("".join(begin + first for begin, _, first, _ in marks))
        self._parts(parse(words), {})
        self.out.append("".join(last + end for _, end, _, last in marks))


_APPROXIMATIONS = (
    ("约", "", "about"),
    ("", "余", "over"),
    ("近", "", "about"),
    ("", "多", "over"),
    ("超过", "", "over"),
)


def unmarked(marked: str, facts: list[Fact]) -> str:
    """The text without marks; every fact gets its spans."""
    out: list[str] = []
    length = end = 0
    places: dict[int, int] = {}
    for match in MARKS.finditer(marked):
        out.append(marked[end : match.start()])
        length += match.start() - end
        places[ord(match.group()) - FIRST_MARK] = length
        end = match.end()
    out.append(marked[end:])
    for number, fact in enumerate(facts):
        if fact.cell is not None:  # one mark, behind it
            last = places[4 * number + 3]
            fact.span = fact.figure = last - len(fact.cell), last
            continue
        fact.span = places[4 * number], places[4 * number + 1]
        fact.figure = places[4 * number + 2], places[4 * number + 3]
    return "".join(out)
