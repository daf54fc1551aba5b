"""The text of a report with marks in it, cut into pieces that have one style each.

A fact is marked ``[收到申请12件 →requests_received=12 #3]``, a figure that no measure took ``{85分 unmatched}``. The
marks say everything without colour. Spans may nest or cross: each opens where it starts and closes where it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.explain.cells import visible
from gongkai.explain.words import COLOURS, family_of, label
from gongkai.records import Report, Span

__all__ = ["Mark", "marked_lines", "marks_of"]

_ASIDE = "dim"


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch of the text to be marked.

    Attributes:
        span: where it stands; empty for a cell of which nothing is in the text.
        opening, closing: what is put before and behind it.
        style: of the words between.
    """

    span: Span
    opening: str
    closing: str
    style: str


def marks_of(report: Report) -> list[Mark]:
    """The marks of all facts and of all figures that no measure took; facts of one span share a mark."""
    text = report.document.text
    labels: dict[Span, list[str]] = {}
    styles: dict[Span, str] = {}
    for number, observation in enumerate(report.observations, start=1):
        span = _stripped(text, observation.span)
        labels.setdefault(span, []).append(label(number, observation))
        styles.setdefault(span, f"bold {COLOURS[family_of(observation)]}")
    marks = [Mark(span, "[", f" {' '.join(names)}]", styles[span]) for span, names in labels.items()]
    marks += [Mark(_stripped(text, one.span), "{", f" {one.reason}}}", "underline") for one in report.quantities]
    return marks


def _stripped(text: str, span: Span) -> Span:
    """The span without white space at its ends; as it is where there is nothing else in it."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip())) if words.strip() else span


def marked_lines(text: str, stretch: Span, marks: Iterable[Mark]) -> Iterator[list[tuple[str, str]]]:
    """The lines of a stretch of text, each as pieces of words and their style.

    Line ends are those of the source. White space at the end of a line is left out, and of several empty lines all
    but one; nothing else.

    Args:
        text: the whole text of the report.
        stretch: what is shown of it.
        marks: of the whole text; those that do not touch the stretch are left out.
    """
    gap = begun = False
    for line in _lines(_pieces(text, stretch, marks)):
        if not line:
            gap = begun
            continue
        if gap:
            yield []
        yield line
        gap, begun = False, True


def _lines(pieces: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    line: list[tuple[str, str]] = []
    for words, style in pieces:
        first, *others = words.split("\n")
        _add(line, first, style)
        for part in others:
            yield _trimmed(line)
            line = []
            _add(line, part, style)
    yield _trimmed(line)


def _add(line: list[tuple[str, str]], words: str, style: str) -> None:
    if words:
        line.append((words, style))


def _trimmed(line: list[tuple[str, str]]) -> list[tuple[str, str]]:
    while line:
        words, style = line.pop()
        if kept := words.rstrip():
            return [*line, (kept, style)]
    return line


def _pieces(text: str, stretch: Span, marks: Iterable[Mark]) -> Iterator[tuple[str, str]]:
    """The stretch from left to right, marks and all, control characters made visible."""
    shown = sorted(
        (mark for mark in marks if _touches(mark.span, stretch)), key=lambda mark: (mark.span.start, -mark.span.end)
    )
    open_: list[Mark] = []
    position = stretch.start
    for mark in [*shown, None]:
        until = stretch.end if mark is None else max(mark.span.start, stretch.start)
        while open_ and min(one.span.end for one in open_) <= until:
            # Of those that end together, the one that began last closes first.
            closing = min(reversed(open_), key=lambda one: one.span.end)
            end = min(closing.span.end, stretch.end)
            yield from _words(text, position, end, open_)
            position = end
            open_.remove(closing)
            yield closing.closing, _ASIDE
        yield from _words(text, position, until, open_)
        position = max(position, until)
        if mark is not None:
            yield mark.opening, _ASIDE
            open_.append(mark)
    for mark in reversed(open_):
        yield mark.closing, _ASIDE


def _touches(span: Span, stretch: Span) -> bool:
    return span.overlaps(stretch) or (span.start == span.end and stretch.start <= span.start < stretch.end)


def _words(text: str, start: int, end: int, open_: list[Mark]) -> Iterator[tuple[str, str]]:
    if text[start - 1 : start + 1] == "\r\n":
        start += 1  # its line was ended with the piece before
    if start < end:
        words = text[start:end].replace("\r\n", "\n").replace("\r", "\n")
        yield visible(words, newlines=True), open_[-1].style if open_ else ""
