"""Lines to paragraphs, over line ends and page ends.

A line goes on in the next unless something says that the writer ended it: room for the next word was left, the next
line is indented, larger type begins, or a heading opens.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from gongkai.readers.pdf_page import Box, Page
from gongkai.readers.pdf_tables import Part
from gongkai.readers.pdf_text import Line, is_wide, join

__all__ = ["Frame", "Paragraph", "Picture", "paragraphs"]

_SENTENCE_END = re.compile(r"[。！？；：!?;:…][”’」』）)]*$")
_OPENS = re.compile(
    r"第[一二三四五六七八九十]{1,3}(?:部分|章|编|篇|条)|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[①-⑳㈠-㈩●■◆★▲•·\-*]"
)
_CLOSING = frozenset("，。、；：！？）》」』】”’…,.;:!?)")
_SAME_MARGIN = 4.0  # points between left margins that are the same on two pages
_STRAYS = 0.1  # of the lines may stand out over the right margin
_MANY = 0.25  # of the lines end at the right margin where most paragraphs have several
_INDENT = 1.2  # ems
_SLACK = 0.7  # ems that a full line may leave free beyond what the next word needs
_SAME_EDGE = 0.6  # ems between lines that begin or end at the same margin
_LARGER = 0.12  # by which sizes differ that are meant to
_PITCH = 1.5  # usual distances between lines, at which a paragraph ends
_FULL_TITLE = 1.5  # ems that a full line of a title may leave free
_CENTRED = 1.0  # ems by which both sides may differ


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that is not read here."""

    page: Page
    box: Box | None
    name: str


Item: TypeAlias = Line | Part | Picture


@dataclass(slots=True)
class Frame:
    """A stretch of a page that text runs down in: a page, or one of its columns.

    Attributes:
        items: lines, tables and pictures from top to bottom.
        left, right: margins that its lines keep.
        column: whether it is one of several side by side.
        sure: whether several lines end at the right margin.
        pitch: usual distance from baseline to baseline; 0 where there are too few lines to tell.
    """

    page: Page
    items: list[Item]
    column: bool = False
    left: float = 0.0
    right: float = 0.0
    sure: bool = False
    pitch: float = 0.0

    @property
    def lines(self) -> list[Line]:
        """Its lines alone."""
        return [item for item in self.items if isinstance(item, Line)]


@dataclass(slots=True)
class Paragraph:
    """Lines of one paragraph, those of each frame apart; ``title`` if it is set like the report's title."""

    stretches: list[tuple[Frame, list[Line]]] = field(default_factory=list)
    title: bool = False

    def add(self, frame: Frame, line: Line) -> None:
        """Append a line."""
        if self.stretches and self.stretches[-1][0] is frame:
            self.stretches[-1][1].append(line)
        else:
            self.stretches.append((frame, [line]))

    @property
    def last(self) -> Line:
        """Its last line so far."""
        return self.stretches[-1][1][-1]

    @property
    def count(self) -> int:
        """Number of lines."""
        return sum(len(lines) for _, lines in self.stretches)

    @property
    def words(self) -> list[str]:
        """The words of each stretch; put together they are the paragraph."""
        parts: list[str] = []
        done = ""
        before: list[Line] = []
        for frame, lines in self.stretches:
            if self.title:
                whole = _title((*before, *lines), frame)
            else:
                whole = join([*before, *lines], frame.right - frame.left)
            parts.append(whole[len(done) :])
            done = whole
            before.extend(lines)
        return parts


def paragraphs(frames: Sequence[Frame]) -> Iterator[Paragraph | Picture | tuple[Frame, Part]]:
    """Everything on the pages in reading order, lines as paragraphs, each table with its frame."""
    _measure(frames)
    body = _body_size(frames)
    current: Paragraph | None = None
    for frame in frames:
        for item in frame.items:
            if not isinstance(item, Line):
                if current is not None:
                    yield current
                    current = None
                yield (frame, item) if isinstance(item, Part) else item
                continue
            if current is not None and _begins(current, frame, item, body):
                yield current
                current = None
            if current is None:
                current = Paragraph(title=_is_title(frame, item, body))
            current.add(frame, item)
    if current is not None:
        yield current


def _measure(frames: Sequence[Frame]) -> None:
    """Find the margins and the pitch of every frame; frames of pages with the same left margin share the right one."""
    alike: dict[tuple[int, bool], list[Frame]] = {}
    for frame in frames:
        alike.setdefault((round(frame.page.width), frame.column), []).append(frame)
    for group in alike.values():
        edges = [line.box.x0 for frame in group for line in frame.lines]
        for frame in group:
            if lines := frame.lines:
                frame.left = _left([line.box.x0 for line in lines], edges, _SAME_EDGE * lines[0].size)
                steps = [after.base - before.base for before, after in itertools.pairwise(lines)]
                steps = [step for step in steps if 0 < step < 4 * lines[0].size]
                frame.pitch = statistics.median(steps) if len(steps) >= 3 else 0.0
        for frame in group:
            if lines := frame.lines:
                near = [other for other in group if other.lines and abs(other.left - frame.left) <= _SAME_MARGIN]
                own = [line.box.x1 for line in lines]
                ends = [line.box.x1 for other in near for line in other.lines]
                reach = _SAME_EDGE * lines[0].size
                frame.right = _full_edge(own, reach) or _full_edge(ends, reach) or max(ends)
                frame.sure = sum(abs(end - frame.right) <= reach for end in ends) > 1


def _left(own: Sequence[float], all_edges: Sequence[float], reach: float) -> float:
    """Where lines of a frame begin: the outermost place at which two of it do, or one of it and some elsewhere."""
    for edge in sorted(own):
        here = sum(abs(other - edge) <= reach for other in own)
        anywhere = sum(abs(other - edge) <= reach for other in all_edges)
        if here >= 2 or anywhere >= 4:
            return edge
    return min(own)


def _full_edge(ends: Sequence[float], reach: float) -> float:
    """Where full lines end: the outermost place at which many do, few being longer; 0 where there is none."""
    ordered = sorted(ends, reverse=True)
    for beyond, edge in enumerate(ordered[: int(_STRAYS * len(ordered)) + 1]):
        agree = sum(abs(other - edge) <= reach for other in ordered)
        if agree >= max(4, _MANY * len(ordered)):
            return max(other for other in ordered[beyond:] if abs(other - edge) <= reach)
    return 0.0


def _body_size(frames: Sequence[Frame]) -> float:
    """The size of most characters outside tables."""
    sizes: dict[float, int] = {}
    for frame in frames:
        for line in frame.lines:
            size = round(line.size * 2) / 2
            sizes[size] = sizes.get(size, 0) + len(line.glyphs)
    return max(sizes, key=lambda size: sizes[size]) if sizes else 0.0


def _title(lines: Sequence[Line], frame: Frame) -> str:
    """A title keeps its lines, unless one was full and had to be broken."""
    words = lines[0].text
    for before, after in itertools.pairwise(lines):
        full = frame.right - frame.left - before.box.width < _FULL_TITLE * before.size
        words += ("" if full else "\n") + after.text
    return words


def _is_title(frame: Frame, line: Line, body: float) -> bool:
    return line.size >= (1 + _LARGER) * body and _is_centred(frame, line)


def _is_centred(frame: Frame, line: Line) -> bool:
    before, behind = line.box.x0 - frame.left, frame.right - line.box.x1
    return abs(before - behind) <= _CENTRED * line.size


def _begins(paragraph: Paragraph, frame: Frame, line: Line, body: float) -> bool:
    """Whether a line begins a new paragraph after the lines so far."""
    before_frame, before_lines = paragraph.stretches[-1]
    before = before_lines[-1]
    if abs(line.size - before.size) > _LARGER * max(line.size, before.size):
        return True
    same_frame = before_frame is frame
    step = line.base - before.base
    if same_frame and frame.pitch and step > max(_PITCH * frame.pitch, 1.2 * line.size):
        return True
    if paragraph.title and same_frame and _is_title(frame, line, body):
        return False
    if paragraph.title or _is_short(before_frame, before, line):
        return True
    ended = _SENTENCE_END.search(before.text) is not None
    if ended and (_OPENS.match(line.text) or not before_frame.sure):
        return True
    return _is_indented(paragraph, frame, line, ended=ended)


def _is_short(frame: Frame, before: Line, line: Line) -> bool:
    """Whether the next word would have fitted into the line before, so that it was ended on purpose."""
    room = frame.right - before.box.x1
    return room > _first_word(line) + _SLACK * line.size


def _first_word(line: Line) -> float:
    """Width of what cannot be parted at the start of a line, in points."""
    glyphs = line.glyphs
    end = 1
    if not is_wide(glyphs[0].char):
        while (
            end < len(glyphs)
            and not is_wide(glyphs[end].char)
            and glyphs[end].box.x0 - glyphs[end - 1].box.x1 < 0.2 * line.size
        ):
            end += 1
    while end < len(glyphs) and glyphs[end].char in _CLOSING:
        end += 1
    return glyphs[end - 1].box.x1 - glyphs[0].box.x0


def _is_indented(paragraph: Paragraph, frame: Frame, line: Line, *, ended: bool) -> bool:
    """Whether the first line of a new paragraph stands in from the margin."""
    indent = (line.box.x0 - frame.left) / line.size
    if indent < _INDENT:
        return False
    before_frame, before = paragraph.stretches[-1][0], paragraph.last
    behind = (before.box.x0 - before_frame.left) / before.size
    level = abs(indent - behind) <= _SAME_EDGE
    if level and paragraph.count > 1:
        return _OPENS.match(line.text) is not None and ended  # a block that stands in as a whole
    hanging = indent > behind + _SAME_EDGE and paragraph.count == 1 and _OPENS.match(before.text) is not None
    return ended or not hanging
