"""Lines, and parts of lines, that may be headings: numeral, title, and where the title ends.

Which of them are headings, and how they nest, is for :mod:`gongkai.sections`. Row labels of the standard tables and
of the statistical annex carry the same numerals (一、本年新收…, (一)予以公开, 1.属于国家秘密); they are known by
catalogue/table_rows.csv and left out here.
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.exceptions import CatalogueError
from gongkai.normalise import Passage
from gongkai.quantities import parse_number
from gongkai.records import Topic

__all__ = ["Heading", "Style", "find_headings", "ordinal", "title_end", "topic_of"]

_LONGEST_TITLE = 60  # characters without white space; a longer "title" is a paragraph that opens with a numeral
_NUMERALS = "〇一二三四五六七八九十"
_HAN = f"[{_NUMERALS}]{{1,3}}"


class Style(enum.IntEnum):
    """Numeral styles in their usual order of depth."""

    PART = 0  # 第一部分, 第一章
    HAN = 1  # 一、
    HAN_BRACKET = 2  # (一)
    DIGIT = 3  # 1. 1、
    DIGIT_BRACKET = 4  # (1) 1) ①
    NONE = 9


@dataclass(slots=True)
class Heading:
    """Something that may be a heading; positions are in the passage.

    Attributes:
        start: first character of the numeral.
        title_start: first character after the numeral.
        end: one past the title.
        style: one of :class:`Style`.
        number: its ordinal, None where it is lost.
        topic: what the title's own words say it is about.
        weight: how strongly they say so.
        inline: whether it stands inside a line rather than at its start.
        run_in: whether text of its paragraph follows on the same line.
        detection: see :class:`gongkai.records.Section`.
    """

    start: int
    title_start: int
    end: int
    style: int
    number: int | None
    topic: Topic | None = None
    weight: int = 0
    inline: bool = False
    run_in: bool = False
    detection: str = "numeral"


@functools.cache
def _topics() -> tuple[tuple[re.Pattern[str], Topic, int], ...]:
    rules = []
    for line, row in enumerate(read_rows("topics.csv"), start=2):
        try:
            rules.append((re.compile(row["pattern"]), Topic(row["topic"]), int(row["weight"])))
        except (re.error, ValueError) as error:
            raise CatalogueError(f"catalogue/topics.csv, line {line}: {error}; correct the row") from error
    return tuple(rules)


@functools.lru_cache(maxsize=4096)
def topic_of(title: str) -> tuple[Topic | None, int]:
    """What the words of a title say it is about, and how strongly (catalogue/topics.csv).

    Args:
        title: simplified script, no numeral, no white space.
    """
    sums: dict[Topic, int] = {}
    for pattern, topic, weight in _topics():
        if pattern.search(title):
            sums[topic] = sums.get(topic, 0) + weight
    if not sums:
        return None, 0
    best = max(sums, key=lambda topic: sums[topic])
    return (best, sums[best]) if sums[best] > 0 else (None, 0)


@functools.cache
def _title_words() -> tuple[re.Pattern[str], frozenset[str], frozenset[str]]:
    roles: dict[str, str] = {}
    for row in read_rows("title_words.csv"):
        roles.update((word, row["role"]) for word in row["words"].split("|"))
    longest_first = sorted(roles, key=len, reverse=True)
    token = re.compile("|".join(map(re.escape, longest_first)) + r"|\d{4}年度?")
    closing = frozenset(word for word, role in roles.items() if role == "close")
    joining = frozenset(word for word, role in roles.items() if role == "join")
    return token, closing, joining


@functools.cache
def _row_labels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Labels that are rows wherever they stand, and those that head a group of rows (also worded like headings)."""
    patterns: dict[str, list[str]] = {"row": [], "group": []}
    for row in read_rows("table_rows.csv"):
        patterns[row["role"]].append(row["pattern"])
    return re.compile("|".join(patterns["row"])), re.compile("|".join(patterns["group"]))


def ordinal(numeral: str) -> int | None:
    """The number that 一, 十二, 3 or ④ stands for; None where there is none."""
    if not numeral:
        return None
    if numeral.isdecimal():
        return int(numeral)
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    if "㈠" <= numeral <= "㈩":
        return ord(numeral) - ord("㈠") + 1
    number = parse_number(None, numeral)
    return None if number is None else int(number)


_LINE = re.compile(
    r"^(?P<mark>[#*>●■◆★▲\-|]{0,6})(?:"
    rf"(?P<part>第(?P<part_n>{_HAN}|\d{{1,2}})(?:部分|章|编|篇)[、:.,]?)"
    rf"|(?P<han>(?P<han_n>{_HAN})[、､.,:])"
    rf"|(?P<bracket>\((?P<bracket_n>{_HAN})\)[、.]?|[㈠-㈩]|\(\)(?=\S{{2}})|(?P<open_n>{_HAN})\)[、.]?)"
    r"|(?P<digit>(?P<digit_n>\d{1,2})(?:[、､]|[.](?![\da-z])))"
    r"|(?P<inner>\((?P<inner_n>\d{1,2})\)[、.]?|(?P<half_n>\d{1,2})\)[、.]?|[①-⑳])"
    rf"|(?P<lost>、|(?P<lost_n>{_HAN})(?=[^、\n]{{2}}))"
    r")",
    re.MULTILINE,
)
_STYLES = (
    ("part", Style.PART, ("part_n",)),
    ("han", Style.HAN, ("han_n",)),
    ("bracket", Style.HAN_BRACKET, ("bracket_n", "open_n")),
    ("digit", Style.DIGIT, ("digit_n",)),
    ("inner", Style.DIGIT_BRACKET, ("inner_n", "half_n")),
    ("lost", Style.HAN, ("lost_n",)),
)
_INLINE = re.compile(
    rf"(?=[第({_NUMERALS}])(?:(?P<part>第(?P<part_n>{_HAN})部分[、:]?)|(?P<han>(?P<han_n>{_HAN})[、.])|(?P<bracket>\((?P<bracket_n>{_HAN})\)))"
)
_BARS = re.compile(r"\|+\n?")  # before the next cell, on its line or on one of their own
_GROUP_CELL = re.compile(r"[|\-]|(?:件|条|次|个|人|万?元)[|\d/\-]")
_SENTENCE_END = re.compile(r"[。;:!?]")
_CELL = re.compile(r"(?:[\-/\d]|件|条|次|个|人|篇|人次|万元|元)[|\d\-/.,]*+$")
_ROW_TAIL = re.compile(r"(?<!\d)(?:件|条|次|个|篇|人次|人|万?元)\|?[\d./\-]*+$|[^\d年]\d++$|-{2,}+\|?\d*+$")
_SHORT_LINE = 20
_SURE_TITLE = 4
_RUN_IN = 8  # so much after a known title, up to the end of the sentence, is the paragraph that it runs into
_LONGEST_CELL = 40  # a longer line is no cell, and a longer tail need not be looked at


def title_end(passage: Passage, start: int, *, stop: int, over_breaks: bool = False) -> tuple[int, bool] | None:
    """Where a title in the usual words of these reports ends (catalogue/title_words.csv).

    Args:
        passage: a passage that keeps its line breaks.
        start: first character after the numeral.
        stop: where to stop looking.
        over_breaks: whether the title may go on in the next line.

    Returns:
        One past the title and whether white space, a sign or the end follows it; None where the words are not a title.
    """
    token, closing, joining = _title_words()
    text, offsets = passage.text, passage.offsets
    position, closed, last = start, False, ""
    complete: tuple[int, bool] | None = None
    while position < stop:
        here = position
        if over_breaks and text[here] == "\n":
            here += 1
        match = token.match(text, here, stop)
        if match is None:
            break
        gap = here > start and offsets[here] > offsets[here - 1] + 1
        word = match.group()
        if closed and word not in joining and (gap or last in closing):
            return position, gap
        complete = (position, gap) if closed and gap else complete
        closed = word in closing or (closed and word in joining)
        last, position = word, match.end()
    if position == start:
        return None
    if last in joining:
        return complete  # 收费情况 各项工作…: what joins, behind white space, opens the paragraph
    signs = "\n。;:,!?|(" if closed else "\n。;:!?|("
    ended = position >= stop or text[position] in signs or offsets[position] > offsets[position - 1] + 1
    return (position, ended) if ended or closed else complete


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _opens_row(text: str) -> bool:
    """Whether a text begins with a numbered row of a table."""
    numeral = _LINE.match(text)
    return numeral is not None and _row_labels()[0].match(text, numeral.end()) is not None


def _is_row(text: str, title_start: int, line_end: int, style: int) -> bool:
    """Whether a numbered line is a row of a table."""
    row, group = _row_labels()
    if row.match(text, title_start, line_end):
        return style != Style.HAN or text[title_start:line_end] != "其他"  # 3.其他 is a row, 七、其他 a section
    bar = text.find("|", title_start, line_end)
    tail = _ROW_TAIL.search(text, max(title_start, line_end - _LONGEST_CELL), line_end) is not None
    tail = tail or (bar >= 0 and text[bar:line_end].strip("|") != "")
    below = _BARS.match(text, line_end + 1)
    cell = below.end() if below else line_end + 1
    following = text[cell : min(_line_end(text, cell), cell + 1 + _LONGEST_CELL)]
    before_cell = len(following) <= _LONGEST_CELL and _CELL.match(following) is not None
    if style == Style.HAN:
        if group.match(text, title_start, line_end) is None:
            return False
        return tail or before_cell or _opens_row(following)
    short = line_end - title_start <= _LONGEST_TITLE
    return short and (before_cell or (tail and _SENTENCE_END.search(text, title_start, line_end) is None))


def _cut(passage: Passage, start: int, line_end: int) -> int:
    """One past the title of a numbered line."""
    text, offsets = passage.text, passage.offsets
    known = title_end(passage, start, stop=line_end)
    sign = _SENTENCE_END.search(text, start, line_end)
    end = sign.start() if sign else line_end
    while end - start > 2 and text[end - 1] in "*#":
        end -= 1
    if known and known[1]:
        return min(known[0], end)
    bar = text.find("|", start, end)
    if bar > start:
        end = bar
    if known and sign and end - known[0] >= _RUN_IN:
        return known[0]
    if end - start <= _LONGEST_TITLE and (sign is None or end - start <= 45 or known is None):
        return end
    if known:
        return known[0]
    for position in range(start + 2, min(end, start + _LONGEST_TITLE)):
        if offsets[position] > offsets[position - 1] + 1 or text[position] == ",":
            return position
    return min(end, start + _LONGEST_TITLE)


def _wrapped(passage: Passage, start: int, line_end: int) -> int:
    """One past a title that a line break cuts in two, else ``line_end``."""
    text = passage.text
    if line_end >= len(text) or line_end - start < 8:
        return line_end
    next_end = _line_end(text, line_end + 1)
    if next_end - line_end > 25:
        return line_end
    token, closing, _ = _title_words()
    if any(text.endswith(word, start, line_end) for word in closing):
        return line_end
    glued = text[start:line_end] + text[line_end + 1 : next_end]
    position, last = 0, ""
    while match := token.match(glued, position):
        last, position = match.group(), match.end()
    return next_end if position == len(glued) and last in closing else line_end


def _numbered_line(passage: Passage, match: re.Match[str]) -> Heading | None:
    text = passage.text
    name, style, groups = next(entry for entry in _STYLES if match[entry[0]] is not None)
    numeral = next((match[group] for group in groups if match[group]), "") or match[name].strip("()、.")
    start, title_start = match.start(name), match.end(name)
    if name == "lost" and text[max(match.start() - 2, 0)] in "上下第":  # 结转下⏎一年度办理
        return None
    if name == "lost":
        title_start = match.end("lost_n") if match["lost_n"] else match.end()
    line_end = _line_end(text, title_start)
    if title_start >= line_end or _is_row(text, title_start, line_end, style):
        return None
    end = _cut(passage, title_start, line_end)
    if end == line_end:
        end = _wrapped(passage, title_start, line_end)
    if name == "lost":
        known = title_end(passage, title_start, stop=end)
        if (
            known is None
            or known[0] < min(end, line_end)
            or not _opens_paragraph(text, match.start(), short=bool(numeral))
        ):
            return None
    return Heading(start, title_start, end, style, ordinal(numeral), run_in=bool(text[end:line_end].strip("*#。:;|")))


def _opens_paragraph(text: str, start: int, *, short: bool) -> bool:
    """Whether the line before is finished, so that this one is not its other half; ``short`` if a short one will do."""
    before = start - 1 - (text.rfind("\n", 0, max(start - 1, 0)) + 1)
    if before < _SHORT_LINE and (short or before <= 0):
        return True
    return text[start - 2] in "。;:!?|)" or text[start - 2].isdigit()


def _inline(passage: Passage, match: re.Match[str], *, anywhere: bool) -> Heading | None:
    """A numeral inside a line that opens a known title: reports whose line breaks were lost.

    Args:
        passage: the whole text.
        match: of the numeral.
        anywhere: whether it need not follow white space or the end of a sentence.
    """
    text, offsets, start = passage.text, passage.offsets, match.start()
    gap = offsets[start] > offsets[start - 1] + 1 or text[start - 1] in "。;!?|"
    if not gap and not (anywhere and match["han"] and text[start - 1] not in _NUMERALS):
        return None
    line_end = _line_end(text, start)
    row, group = _row_labels()
    if row.match(text, match.end(), line_end):
        return None
    known = title_end(passage, match.end(), stop=min(line_end, match.end() + _LONGEST_TITLE))
    if match["bracket"] and known is None:
        sign = _SENTENCE_END.search(text, match.end(), min(line_end, match.end() + 25))
        known = (sign.start(), True) if sign and text[sign.start()] in "。:" else None
    if known is None or text[known[0] : known[0] + 1] in (";", ",", "、"):
        return None
    if not gap and topic_of(text[match.end() : known[0]])[1] < _SURE_TITLE:
        return None
    after = text[known[0] : known[0] + _LONGEST_CELL]
    if text[start - 1] == "|":  # the cells of the row may follow on lines of their own
        after = after.replace("\n", "").lstrip("|")
    if group.match(text, match.end(), line_end) and (_GROUP_CELL.match(after) or _opens_row(after)):
        return None
    _name, style, groups = next(entry for entry in _STYLES[:3] if match[entry[0]] is not None)
    return Heading(
        start, match.end(), known[0], style, ordinal(match[groups[0]]), inline=True, run_in=True, detection="run_in"
    )


def _unnumbered(passage: Passage) -> Iterator[Heading]:
    """Known titles that stand alone on their line, or open it before a colon."""
    text = passage.text
    token, closing, _ = _title_words()
    for match in re.finditer(r"^[(\[#*【]*(?=[^\n|]{2,40}$)", text, re.MULTILINE):
        start = match.end()
        if token.match(text, start) is None:
            continue
        line_end = _line_end(text, start)
        known = title_end(passage, start, stop=line_end)
        if known is None or not known[1]:
            continue
        if text[known[0] : line_end].strip("):】]*#。"):
            continue
        if not any(text.endswith(word, start, known[0]) for word in closing) and known[0] - start > 8:
            continue
        yield Heading(start, start, known[0], Style.NONE, None, detection="unnumbered")


def find_headings(passage: Passage) -> list[Heading]:
    r"""Everything that may be a heading, in order.

    Args:
        passage: the whole text, white space dropped, each run with a line break kept as one ``\n``.
    """
    found: dict[int, Heading] = {}
    for match in _LINE.finditer(passage.text):
        heading = _numbered_line(passage, match)
        if heading:
            found[heading.start] = heading
    lines_lost = sum(heading.style == Style.HAN for heading in found.values()) < 2
    for match in _INLINE.finditer(passage.text, 1):
        if match.start() not in found and passage.text[match.start() - 1] != "\n":
            heading = _inline(passage, match, anywhere=lines_lost)
            if heading:
                found[heading.start] = heading
    for heading in _unnumbered(passage):
        if heading.start not in found:
            found[heading.start] = heading
    headings = [found[start] for start in sorted(found)]
    for heading in headings:
        title = passage.text[heading.title_start : heading.end].replace("\n", "")
        heading.topic, heading.weight = topic_of(title)
    return headings
