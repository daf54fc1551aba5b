"""The heading tree of a report: which headings are real, how they nest, and what each section is about.

Depth is by the report's own order of numerals. The top level is the style whose headings carry the subjects of a
disclosure report; among its candidates the best run of numbers wins, so that lists inside a section, tables of
contents and misnumbered headings do no harm.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence

from gongkai.headings import Heading, Style, find_headings
from gongkai.normalise import Passage, View
from gongkai.records import Section, Span, Topic

__all__ = ["parse_sections", "section_at", "section_finder"]

_LOOK_BACK = 40  # candidates that a heading of the top level may follow; keeps the search linear
_KNOWN = 2  # weight of a subject that a title surely names
_CORE = frozenset(
    (
        Topic.OVERVIEW, Topic.PROACTIVE, Topic.REQUESTS, Topic.FEES,
        Topic.APPEALS, Topic.PROBLEMS, Topic.OTHER_MATTERS,
    )
)  # fmt: skip
_EXTRA = frozenset((Topic.KEY_WORK, Topic.CONSULTATION, Topic.RESOURCES))
_LAST_TOPICS = frozenset((Topic.PROBLEMS, Topic.OTHER_MATTERS))
_SUB_RANK = 1.5  # a list that uses the numerals of the top level again, inside a section
_LONG_LINE = 60
_SHORTEST = 4  # 其他 and 总计 alone on a line are cells of a table


def parse_sections(view: View) -> tuple[Section, ...]:
    """Read the heading tree of a report.

    Args:
        view: the folded text; spans of the result are offsets into its source.

    Returns:
        Sections in document order. Spans of siblings are disjoint, children lie inside their parents, and
        ``source[title_span] == title``. Text before the first heading belongs to none.
    """
    passage = view.passage(joined=False)
    headings = _without_contents(passage, find_headings(passage))
    top_style = _top_style(headings)
    chosen = [] if top_style == Style.NONE else _main_run([h for h in headings if h.style == top_style])
    chosen = _with_unnumbered(chosen, [h for h in headings if h.style == Style.NONE])
    kept = _ranked(headings, chosen, top_style)
    missing = _missing_first(passage, chosen, kept)
    if missing is not None:
        kept.insert(0, (0.0, missing))
        kept.sort(key=lambda entry: entry[1].start)
    return _tree(view, passage, kept)


def section_at(sections: Sequence[Section], offset: int) -> int | None:
    """Index of the innermost section that holds a character, None for the preamble.

    Args:
        sections: as :func:`parse_sections` gives them.
        offset: of the character in the document's text.
    """
    return section_finder(sections)(offset)


def section_finder(sections: Sequence[Section]) -> Callable[[int], int | None]:
    """:func:`section_at` for many characters of one report."""
    starts = [section.span.start for section in sections]

    def find(offset: int) -> int | None:
        position = bisect.bisect_right(starts, offset) - 1
        while position >= 0 and not sections[position].span.start <= offset < sections[position].span.end:
            parent = sections[position].parent
            position = -1 if parent is None else parent
        return position if position >= 0 else None

    return find


def _without_contents(passage: Passage, headings: list[Heading]) -> list[Heading]:
    """Drop a table of contents: headings with nothing below them that come again further on."""
    seen_later: set[tuple[int | None, str]] = set()
    kept: list[Heading] = []
    following = len(passage.text)
    for heading in reversed(headings):
        title = passage.text[heading.title_start : heading.end].rstrip("0123456789.·…-")
        key = (heading.number, title)
        body = passage.text[heading.end : following].strip("\n.·…-0123456789 |:()")
        following = heading.start
        if key in seen_later and not body and heading.style != Style.NONE:
            continue
        seen_later.add(key)
        kept.append(heading)
    kept.reverse()
    return kept


def _top_style(headings: list[Heading]) -> int:
    """The style that carries the subjects of the report."""
    topics: dict[int, set[Topic]] = {}
    for heading in headings:
        if heading.topic in _CORE and heading.weight >= 3:
            topics.setdefault(heading.style, set()).add(heading.topic)
    for style in (Style.PART, Style.HAN):
        if len(topics.get(style, ())) >= 2:
            return style
    counts = {style: len(found) for style, found in topics.items()}
    if counts and max(counts.values()) >= 2:
        return max(counts, key=lambda style: (counts[style], -style))
    return min((heading.style for heading in headings), default=Style.NONE)


def _weight(heading: Heading) -> float:
    if heading.topic is not None and heading.weight >= 2:
        return 4.0
    if heading.topic is not None:
        return 2.0
    return 0.5 if heading.end - heading.title_start > 30 else 1.0


def _step(before: Heading, before_number: int, after: Heading, number: int) -> float:
    """How well one heading of the top level follows another."""
    if number == before_number + 1:
        return 2.0
    if number > before_number:
        return max(-2.0, -0.5 * (number - before_number))
    both_known = before.topic is not None and after.topic is not None and before.topic != after.topic
    return -3.0 if both_known and number == before_number else -8.0


def _main_run(candidates: list[Heading]) -> list[Heading]:
    """The run of headings of one style that reads best as the report's top level."""
    scores: list[float] = []
    numbers: list[int] = []
    previous: list[int] = []
    for index, heading in enumerate(candidates):
        own = heading.number
        best = 1.0 if own in (1, None) else 0.0
        number, origin = own or 1, -1
        for other in range(max(0, index - _LOOK_BACK), index):
            following = own if own is not None else numbers[other] + 1
            score = scores[other] + _step(candidates[other], numbers[other], heading, following)
            if score > best:
                best, number, origin = score, following, other
        scores.append(best + _weight(heading))
        numbers.append(number)
        previous.append(origin)
    if not candidates:
        return []
    position = max(range(len(candidates)), key=scores.__getitem__)
    run = []
    while position >= 0:
        candidates[position].number = numbers[position]
        run.append(candidates[position])
        position = previous[position]
    run.reverse()
    return run


def _with_unnumbered(run: list[Heading], unnumbered: list[Heading]) -> list[Heading]:
    """Add known titles without numeral where the numbers leave room for them."""
    used = {heading.topic for heading in run}
    added: list[Heading] = []
    numbered = bool(run)
    starts = [heading.start for heading in run]
    for heading in unnumbered:
        if heading.topic is None or heading.topic in used or heading.weight < 3:
            continue
        title = heading.end - heading.start
        if title < _SHORTEST and heading.topic is not Topic.OVERVIEW:
            continue
        place = bisect.bisect_left(starts, heading.start)
        before = run[place - 1] if place else None
        after = run[place] if place < len(run) else None
        first = (before.number or 0) if before else 0
        room = after is not None and (after.number or 0) > first + 1
        at_end = after is None and heading.topic in _LAST_TOPICS
        alone = not numbered and (heading.topic in _CORE or (heading.topic in _EXTRA and heading.weight >= 6))
        if alone or room or at_end:
            used.add(heading.topic)
            added.append(heading)
            heading.number = first + 1 if numbered else None
    return sorted((*run, *added), key=lambda heading: heading.start)


def _ranked(headings: list[Heading], run: list[Heading], top_style: int) -> list[tuple[float, Heading]]:
    """Headings that stay, each with the rank that decides how they nest."""
    top = {heading.start for heading in run}
    inline_lines = any(heading.inline for heading in run)
    runs = set() if inline_lines else _inline_runs(headings, top_style)
    first = run[0].start if run and (run[0].number or 1) == 1 else 0  # lists before 一、 are of the introduction
    kept: list[tuple[float, Heading]] = []
    for heading in headings:
        if heading.start in top:
            kept.append((0.0, heading))
        elif heading.start < first:
            continue
        elif heading.style == Style.NONE:
            if heading.topic is Topic.ANNEX and run and heading.start > run[-1].start:
                kept.append((float(Style.HAN_BRACKET), heading))
        elif heading.inline and not (inline_lines and heading.style > top_style) and heading.start not in runs:
            continue
        elif heading.style == top_style:
            if heading.number is not None:
                kept.append((_SUB_RANK, heading))
        else:
            kept.append((1.0 + heading.style, heading))
    return kept


def _inline_runs(headings: list[Heading], top_style: int) -> set[int]:
    """Starts of headings inside lines that follow each other as (一), (二), … with known subjects.

    Extraction that loses the line breaks of a section keeps those between sections.
    """
    kept: set[int] = set()
    runs: list[list[Heading]] = []
    for heading in headings:
        if not heading.inline or heading.style <= top_style or heading.style != Style.HAN_BRACKET:
            if not heading.inline:
                runs.append([])
        elif heading.number == 1 or not runs:
            runs.append([heading])
        elif runs[-1] and heading.number == (runs[-1][-1].number or 0) + 1:
            runs[-1].append(heading)
    for run in runs:
        known = sum(heading.topic is not None and heading.weight >= _KNOWN for heading in run)
        if len(run) > 1 and run[0].number == 1 and 2 * known >= len(run):
            kept.update(heading.start for heading in run)
    return kept


def _missing_first(passage: Passage, run: list[Heading], kept: list[tuple[float, Heading]]) -> Heading | None:
    """The absent 一、 of a report that starts in the middle: from its first paragraph or heading to 二、."""
    if not run or (run[0].number or 0) != 2 or run[0].style == Style.NONE:
        return None
    starts = {heading.start for _, heading in kept}
    start = 0
    while start < run[0].start:
        end = passage.text.find("\n", start)
        end = len(passage.text) if end < 0 else end
        if end - start > _LONG_LINE or start in starts:
            break
        start = end + 1
    if start >= run[0].start:
        return None
    return Heading(start, start, start, Style.HAN, 1, Topic.OVERVIEW, 1, detection="inferred")


def _tree(view: View, passage: Passage, kept: list[tuple[float, Heading]]) -> tuple[Section, ...]:
    """Nest the headings by rank, close each where the next of its rank or above begins."""
    starts = [passage.offsets[heading.start] for _, heading in kept]
    ends = [len(view.source)] * len(kept)
    parents: list[int | None] = []
    levels: list[int] = []
    stack: list[int] = []
    for index, (rank, _) in enumerate(kept):
        while stack and kept[stack[-1]][0] >= rank:
            ends[stack.pop()] = starts[index]
        parents.append(stack[-1] if stack else None)
        levels.append(len(stack) + 1)
        stack.append(index)
    sections: list[Section] = []
    for index, (_, heading) in enumerate(kept):
        parent = parents[index]
        inherited = sections[parent].topic if parent is not None else None
        enough = heading.topic is not None and (heading.weight >= 2 or parent is None)
        limit = kept[index + 1][1].start if index + 1 < len(kept) else heading.end  # 一、二、概述: two on one line
        title = passage.span(heading.start, min(heading.end, limit))
        number = passage.span(heading.start, min(heading.title_start, limit))
        sections.append(
            Section(
                index=index,
                parent=parent,
                level=levels[index],
                number=number.of(view.source),
                title=title.of(view.source),
                span=Span(starts[index], ends[index]),
                title_span=title,
                topic=heading.topic if enough else inherited,
                detection="run_in" if heading.run_in and heading.detection == "numeral" else heading.detection,
            )
        )
    return tuple(sections)
