"""Sentences, and in them each figure with the words that can say what it counts.

A figure's own words stand between the figure before it and itself (``微博公开300条``) or, where a clause counts
before it names, right behind it (``有21条通过公告栏公示``). Clauses without a figure lead in the next one that has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.prose.lexicon import Term
from gongkai.prose.words import word_class
from gongkai.quantities import Figure, counters

__all__ = ["Phrase", "Sentence", "sentences", "split_phrases"]

# Far longer than any sentence of a report.
_LONGEST = 1200
_END = re.compile(r"[。!?\n]|;")
_SEPARATORS = ",:;、。!?\n"
_STRONG = ",:;。!?\n"
_OPENERS = '(“"《'
_LEADING = re.compile(
    r"[,:;、。!?\s”'()\[\]|*#>]*(?:(?<=\))[和及与])?(?:其中|包括|分别为|分别是|即|另有|另外|此外)?[,:、]*(?:\d{1,2}[.、])?"
)
_ITEMS = counters("item")
_PAYERS = frozenset({"户", "人", "名", "位", "家", "所", "人次", "件", "宗", "次"})
_PAUSE = re.compile(r"[,:;、。]")
# 不予公开1件(涉及个人隐私)、…: a bracket without a figure belongs to the figure before it.
_REMARK = re.compile(r"\([^()\n]{1,30}\)")
_RESULT_BEFORE = re.compile(r"(?:复议|诉讼|审理|判决|裁决)结果(?:为|是|分别为|:)?$")
_SETS_UP = re.compile(rf"{word_class('sets_up')}了?$")
_TAIL = re.compile(r"(?:专、兼|[^,:;、。!?\n(])*")


@dataclass(slots=True)
class Sentence:
    """A stretch of a passage up to 。 or ; with its figures and words. Not to be changed.

    Attributes:
        continues: whether it follows a ; and so shares its subject.
        negated: whether it holds a sign of negation, so that it may state an absence.
        said: the tags of all its words: what is not among them need not be looked for figure by figure.
    """

    start: int
    end: int
    figures: tuple[Figure, ...]
    terms: tuple[Term, ...]
    continues: bool
    negated: bool = False
    said: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.said = frozenset().union(*[term.meaning.names for term in self.terms])


@dataclass(slots=True)
class Phrase:
    """A figure and its words, in positions of the passage. Not to be changed.

    Attributes:
        lead: start of the clauses without a figure that lead in, same as ``start`` where there are none.
        start: start of the figure's own words.
        tail: end of the words behind the figure that belong to it.
        before_noun: whether the words behind name what is counted.
    """

    figure: Figure
    lead: int
    start: int
    tail: int
    before_noun: bool


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Bounds of the sentences of ``text[start:end]``; the flag says whether one continues after a semicolon.

    A semicolon or a colon at the end of a line continues, too.

    What runs on without an end is cut at a comma after :data:`_LONGEST` characters, so that time grows with length.
    """
    position, continues = start, False
    for match in _END.finditer(text, start, end):
        if match.start() > position:
            yield from _pieces(text, position, match.start(), continues)
        elif continues and match.group() == "\n":
            position = match.end()
            continue
        position, continues = match.end(), match.group() == ";" or text[match.start() - 1 : match.end()] == ":\n"
    if position < end:
        yield from _pieces(text, position, end, continues)


def _pieces(text: str, start: int, end: int, continues: bool) -> Iterator[tuple[int, int, bool]]:
    while end - start > _LONGEST:
        comma = text.rfind(",", start + 1, start + _LONGEST)
        cut = comma + 1 if comma > 0 else start + _LONGEST
        yield start, cut, continues
        start, continues = cut, True
    yield start, end, continues


def split_phrases(text: str, sentence: Sentence) -> list[Phrase]:
    """Each figure of the sentence, percentages left out, with the bounds of its own words."""
    phrases: list[Phrase] = []
    free = lead = sentence.start
    figures = sentence.figures
    for index, figure in enumerate(figures):
        following = figures[index + 1].start if index + 1 < len(figures) else sentence.end
        if figure.is_percent:
            free = lead = _TAIL.match(text, figure.end, following).end()  # type: ignore[union-attr]
            continue
        if index + 1 < len(figures) and _belongs_to(text, figure, figures[index + 1]):
            continue
        own = max(free, _clause_start(text, free, figure.start))
        own = _LEADING.match(text, own, figure.start).end()  # type: ignore[union-attr]
        if index and own < figure.start and own == free and text[own] in "和及与":  # 1条和部门文件7条
            own += 1
        before_noun = _counts_before(text, own, figure, sentence)
        tail = figure.end
        if before_noun:
            tail = _TAIL.match(text, figure.end, following).end()  # type: ignore[union-attr]
            if tail == following < sentence.end:  # 1件申请收取380元: the words belong to the next figure
                listed = text[tail - 1] in "和及与或"  # 1名专职人员和2名兼职人员
                before_noun, tail = listed, tail - 1 if listed else figure.end
            else:
                tail = _whole_list(text, sentence, tail, following)
        phrases.append(Phrase(figure, _LEADING.match(text, lead, own).end(), own, tail, before_noun))  # type: ignore[union-attr]
        remark = _REMARK.match(text, tail, following)
        free = lead = remark.end() if remark else tail
    return phrases


def _whole_list(text: str, sentence: Sentence, tail: int, following: int) -> int:
    """End of the channels that a count stands before, where there are several: 发布30篇微博、微信、头条号文章."""
    ends = {term.end for term in sentence.terms if term.has("channel")}
    starts = {term.start for term in sentence.terms if term.has("channel")}
    while tail in ends and text[tail : tail + 1] == "、" and tail + 1 in starts:
        tail = _TAIL.match(text, tail + 1, following).end()  # type: ignore[union-attr]
    return tail


def _belongs_to(text: str, figure: Figure, following: Figure) -> bool:
    """``16项65条``: the finer count is the one that counts; ``减免2户费用86元``: whose money it is, is no count."""
    between = text[figure.end : following.start]
    if not between:
        return following.unit in _ITEMS and figure.unit in _ITEMS
    return following.unit == "元" and figure.unit in _PAYERS and "费" in between and not _PAUSE.search(between)


def _clause_start(text: str, free: int, end: int) -> int:
    """Start of the clause that ``end`` stands in, not before ``free``; brackets and quotes do not part clauses."""
    depth = 0
    for position in range(end - 1, free - 1, -1):
        char = text[position]
        if char in ")”》":
            depth += 1
        elif char in "(“《":
            depth = max(depth - 1, 0)
        elif char in _STRONG and not depth:
            return position + 1
    return free


def _counts_before(text: str, own: int, figure: Figure, sentence: Sentence) -> bool:
    """Whether the clause puts the count before the noun: ``148条政府信息``, ``1件尚在审理``."""
    following = text[figure.end : figure.end + 1]
    if not following or following in _SEPARATORS or following in ")(的%等" or figure.end >= sentence.end:
        return False
    behind = _TAIL.match(text, figure.end, sentence.end)
    if behind is None or len(behind.group()) < 2:
        return False
    if text[figure.start - 1] == "等" or _SETS_UP.search(text, own, figure.start):
        return True  # 目录、依申请公开等26个子栏目; 在办事窗口开辟了9个查阅点
    if _RESULT_BEFORE.search(text, own, figure.start):
        return True  # 复议结果1件维持、1件撤销
    pause = text.rfind("、", own, figure.start) + 1
    own = pause if pause > own and figure.start - pause >= 2 else own  # …门户网站、设立了三处查询点
    return not any(term.start >= own and term.end <= figure.start and _names(term) for term in sentence.terms)


def _names(term: Term) -> bool:
    """Whether a word can name what is counted, so that the count behind it belongs to it."""
    return not term.meaning.names <= _NOT_NAMING


# Tags of words that stand beside what is counted and are not it.
_NOT_NAMING = frozenset(
    [
        "jurisdiction",
        "own",
        "cumulative",
        "fresh",
        "disclose",
        "receive",
        "issue",
        "produce",
        "repeal",
        "plan",
        "gk",
        "growth",
        "class",
        "answer",
        "negation",
        "leader",
        "decoy_subject",
        "trainee",
        "decoy",
        "own_kind",
        "applicant_word",
        "category_intro",
        "zero",
    ]
)
