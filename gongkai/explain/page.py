"""The page that ``gongkai explain`` prints: header, marked text, facts, other figures, findings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from gongkai.explain.cells import line_breaks, visible
from gongkai.explain.marking import marked_lines, marks_of
from gongkai.explain.words import COLOURS, REASONS, families, family_of, marks, measure_name, split, value
from gongkai.places import Places, shown_place
from gongkai.records import Finding, Identity, Observation, Report, Section, Severity, Span
from gongkai.serialise import json_number

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Choice", "explain"]

_WIDTH = 120  # where the page does not go to a terminal and COLUMNS says nothing
_EVIDENCE = 60  # characters of evidence that a line has room for
_SEVERITY = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_LEGEND = (
    "In the text: [words →measure(split)=value #number] a fact, [cell #number] a fact in a table, "
    "{figure reason} a figure that no measure took. Behind a number: - lost to a better source of the report, "
    "! another figure contradicts it."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the page is wanted.

    Attributes:
        topic: sections on this alone, as in :class:`gongkai.records.Topic`; None for all.
        text: whether the text is shown.
        rest: whether other figures and findings are shown.
    """

    topic: str | None = None
    text: bool = True
    rest: bool = True


def explain(report: Report, stream: TextIO, choice: Choice = Choice()) -> None:
    """Print one report.

    Colours are used on a terminal, or with FORCE_COLOR, and never with NO_COLOR; nothing is said by colour alone.

    Args:
        report: as read.
        stream: a terminal, whose width is kept to, or a file (width: COLUMNS, else 120).
        choice: parts to leave out.
    """
    _Page(report, stream, choice).print()


class _Page:
    """One report on its way to one stream."""

    def __init__(self, report: Report, stream: TextIO, choice: Choice) -> None:
        from rich.console import Console  # noqa: PLC0415  the command's start must not pay for it

        width = None if stream.isatty() or os.environ.get("COLUMNS") else _WIDTH
        self.console: Console = Console(file=stream, width=width, highlight=False, emoji=False, markup=False)
        self.report = report
        self.choice = choice
        self.places = Places(report.document)
        self.facts = [
            (number, observation)
            for number, observation in enumerate(report.observations, start=1)
            if self._wanted(observation.section)
        ]

    def print(self) -> None:
        """All parts that were chosen, in order."""
        self._header()
        if self.choice.topic and not any(self._wanted(section.index) for section in self.report.sections):
            topics = dict.fromkeys(str(section.topic) for section in self.report.sections if section.topic)
            self._line(f"\nNo section on {self.choice.topic}; the report has: {', '.join(topics) or 'none'}.")
            return
        if self.choice.text:
            self._legend()
            self._text()
        self._facts()
        if self.choice.rest:
            self._others()
            self._findings()

    def _wanted(self, section: int | None) -> bool:
        if self.choice.topic is None:
            return True
        return section is not None and self.report.sections[section].topic == self.choice.topic

    def _line(self, words: str, style: str = "") -> None:
        self._print([(words, style)])

    def _print(self, pieces: Iterable[tuple[str, str]], left: str = "", indent: int = 0) -> None:
        """Print one line of pieces, broken where the terminal ends.

        Args:
            pieces: words and their style.
            left: stands before the first line, filled up to ``indent`` cells.
            indent: of all lines; less where the terminal is too narrow for it.
        """
        from rich.cells import set_cell_size  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        if indent > self.console.width // 2:
            self._print([(left.strip(), "")])
            left, indent = "", 2
        text = Text.assemble(*pieces)
        for part in text.divide(line_breaks(text.plain, max(self.console.width - indent, 2))):
            part.rstrip()
            self.console.print(Text(set_cell_size(left, indent)).append_text(part), soft_wrap=True)
            left = ""

    def _title(self, words: str) -> None:
        self.console.print()
        self._line(words, "bold")

    def _header(self) -> None:
        identity, report = self.report.identity, self.report
        self._line(visible(identity.title or report.document.path), "bold")
        published = identity.published.isoformat() if identity.published else None
        year = f"{identity.year} (from {identity.year_source.replace('_', ' ')})" if identity.year else None
        lines = (
            ("document", report.document.path),
            ("organ", _organ(identity)),
            ("region", _region(identity)),
            ("year", year),
            ("form", str(identity.form) if identity.form else None),
            ("published", published),
            ("tables", ", ".join(f"{name} {state}" for name, state in report.tables.items())),
        )
        for name, words in lines:
            self._line(f"{name:10} {visible(words or '?')}")

    def _legend(self) -> None:
        self.console.print()
        if self.console.color_system and not self.console.no_color:
            names = [(f"{name} {family}", f"bold {COLOURS[family]}") for family, name in families().items()]
            self._print(piece for name in names for piece in (name, ("  ", "")))
        self._line(_LEGEND, "dim")

    def _text(self) -> None:
        self._title("Text 正文")
        found = marks_of(self.report)
        for stretch in self._stretches():
            self.console.print()
            for line in marked_lines(self.report.document.text, stretch, found):
                self._print(line)

    def _stretches(self) -> Iterator[Span]:
        """The whole text, or the sections on the topic; a section in one on the same topic is part of it."""
        if self.choice.topic is None:
            yield Span(0, len(self.report.document.text))
            return
        end = 0
        for section in self.report.sections:
            if self._wanted(section.index) and section.span.start >= end:
                stop = self._end_of_topic(section)
                yield Span(section.span.start, stop)
                end = stop

    def _end_of_topic(self, section: Section) -> int:
        """Where a section ends, or the first section on another subject inside it begins."""
        others = (
            other.span.start
            for other in self.report.sections[section.index + 1 :]
            if section.span.covers(other.span) and not self._wanted(other.index)
        )
        return min(others, default=section.span.end)

    def _facts(self) -> None:
        primary = sum(observation.primary for _, observation in self.facts)
        self._title(f"Facts 事实 ({len(self.facts)}, of which {primary} stand)")
        for family, name in families().items():
            facts = [(number, fact) for number, fact in self.facts if family_of(fact) == family]
            if facts:
                self.console.print()
                self._line(f"{name} {family} ({len(facts)})", f"bold {COLOURS[family]}")
                self._list_facts(facts)

    def _list_facts(self, facts: Sequence[tuple[int, Observation]]) -> None:
        """Two lines a fact: its value and what it is of, then its words and how they were read."""
        left = [(marks(number, fact), _amount(fact)) for number, fact in facts]
        first, second = (max(map(len, column)) for column in zip(*left, strict=True))
        for (name, amount), (_, fact) in zip(left, facts, strict=True):
            what = " · ".join([measure_name(fact), *split(fact)])
            words = _short(fact.span.of(self.report.document.text))
            self._print([(what, "")], f"{name:{first}}  {amount:>{second}}", first + second + 4)
            self._print(
                [(" · ".join([f"“{words}”", *self._at(fact.span), *_reading(fact)]), "dim")], "", first + second + 4
            )

    def _at(self, span: Span) -> Iterator[str]:
        """Page, or sheet and cell, that a span stands in."""
        place = visible(shown_place(self.places.of(span)))
        if place:
            yield place

    def _others(self) -> None:
        from rich.cells import cell_len  # noqa: PLC0415

        others = [quantity for quantity in self.report.quantities if self._wanted(quantity.section)]
        self._title(f"Figures that no measure took 其他数字 ({len(others)})")
        text = self.report.document.text
        figures = [_short(quantity.span.of(text)) for quantity in others]
        indent = max(map(cell_len, figures), default=0) + 2
        for figure, quantity in zip(figures, others, strict=True):
            reason = f"{REASONS.get(quantity.reason, quantity.reason)} · "
            self._print([(reason, "dim"), (f"“{_short(quantity.clause.of(text))}”", "")], figure, indent)

    def _findings(self) -> None:
        findings = [finding for finding in self.report.findings if self._concerns(finding)]
        self._title(f"Findings 疑点 ({len(findings)})")
        for finding in findings:
            self.console.print()
            for line, style in _finding(finding, self.report, self.places):
                self._print([(line, style)], indent=0 if style else 2)

    def _concerns(self, finding: Finding) -> bool:
        """Whether a finding is about what is shown."""
        if self.choice.topic is None:
            return True
        shown = {number - 1 for number, _ in self.facts}
        inside = finding.span and any(finding.span.overlaps(stretch) for stretch in self._stretches())
        return bool(inside) or not shown.isdisjoint(finding.observations)


def _amount(fact: Observation) -> str:
    """The value with its unit: ``1200 item over``, ``0 case none stated``, ``blank``."""
    number, *rest = value(fact).split(" ")
    return " ".join([number, *rest] if fact.value is None else [number, fact.unit, *rest])


def _reading(fact: Observation) -> Iterator[str]:
    """How a fact was read, and what else is known of it."""
    yield f"{fact.source}, {fact.method}"
    if fact.support != "untested":
        yield f"{fact.support} by a sum"
    if fact.scope != "unstated":
        yield f"scope {fact.scope}"
    if not fact.primary:
        yield "not primary"
    if fact.conflicted:
        yield "conflicted"


def _finding(finding: Finding, report: Report, places: Places) -> Iterator[tuple[str, str]]:
    yield f"{finding.severity} {finding.rule}", _SEVERITY[finding.severity]
    yield visible(finding.message_zh), ""
    yield visible(finding.message_en), ""
    if finding.stated is not None or finding.computed is not None:
        sides = (("stated", finding.stated), ("computed", finding.computed))
        yield ", ".join(f"{name} {json_number(side)}" for name, side in sides if side is not None), ""
    if finding.observations:
        yield "facts " + " ".join(f"#{place + 1}" for place in finding.observations), ""
    if finding.span:
        place = visible(shown_place(places.of(finding.span)))
        at = f"at {place + ', ' if place else ''}{finding.span.start}-{finding.span.end}"
        yield f"{at}: “{_short(finding.span.of(report.document.text))}”", ""


def _organ(identity: Identity) -> str | None:
    known = [str(part) for part in (identity.level, identity.organ_kind) if part]
    if identity.organ is None or not known:
        return identity.organ
    return f"{identity.organ} ({', '.join(known)})"


def _region(identity: Identity) -> str | None:
    """Name and code of the region and of the divisions above it."""
    if identity.region is None:
        return None
    from gongkai.regions import parents, region_by_code  # noqa: PLC0415

    region = region_by_code(identity.region, identity.year)
    if region is None:
        return identity.region
    above = [one.name for one in reversed(parents(region, identity.year))]
    return f"{''.join(above)}{region.name} ({region.code})"


def _short(words: str) -> str:
    """Words on one line, control characters visible, shortened."""
    joined = visible(" ".join(words.split()))
    return joined if len(joined) <= _EVIDENCE else joined[: _EVIDENCE - 1] + "…"
