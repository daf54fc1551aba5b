"""Lists that break a disclosed total down: which of their figures are categories, and which are topics of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from gongkai.prose.clauses import Phrase
from gongkai.prose.lexicon import lexicon
from gongkai.prose.rules import units_of
from gongkai.prose.state import Item, Left, Reading, State
from gongkai.prose.words import word_class
from gongkai.quantities import Figure, iter_figures

__all__ = ["ITEM_COUNTERS", "decide", "is_explicit", "parts_of", "sum_behind"]

ITEM_COUNTERS = units_of("item")
# Characters that a list of parts may run over.
_LONGEST_LIST = 800
_EXPLICIT = re.compile(
    r"(?<![各此这该同多分种])(?<!公文)类(?:的)?(?:政府|政务|公开)*(?:信息)?(?:共|为|有|约|:)*$|方面(?:的)?信息(?:共|为|:)*$"
)
# Who published, not what: there is no dimension for it.
_PUBLISHERS = re.compile(
    rf"{word_class('publisher_prefix')}?{word_class('publisher')}|[省市县区乡镇]级{word_class('publisher')}?"
    rf"|[省市县区](?:政府)?及其?部门"
)
_GOES_ON = re.compile(r"\s*(?:其中|包括|按|在[^,。]{2,16}中|从[^,。]{2,10}看|主要|具体|分别)")
_OPENS_LIST = re.compile(r"其中|包括|分别|[:(]|主要|具体")
_SUM = re.compile(r"(?:以上)?(?:合计|共计|总计|总共|累计|共)(?:公开|发布)?(?:信息)?")


def is_explicit(text: str, phrase: Phrase) -> bool:
    """Whether the words call themselves a category of disclosed items: 机构职能类5条."""
    return phrase.figure.unit in ITEM_COUNTERS and _EXPLICIT.search(text, phrase.start, phrase.figure.start) is not None


def sum_behind(text: str, phrase: Phrase, state: State) -> Reading | None:
    """``…,合计12条`` behind items that add up to it: the total of what was disclosed."""
    if len(state.items) < 2 or not _SUM.fullmatch(text, phrase.start, phrase.figure.start):
        return None
    if _total(state.items) != phrase.figure.value:
        return None
    figure: Figure = phrase.figure
    return Reading(
        "disclosed", {}, "annual", "disclosed_sum", figure, phrase.start, figure.end, state.scope, "disclosed"
    )


def parts_of(text: str, whole: Reading, start: int | None = None) -> frozenset[int]:
    """Where the figures start that follow a disclosed figure and add up to it: sums come before words.

    Looks to the end of the sentence, and into the next where that goes on with 其中 or the like.

    Args:
        text: the passage.
        whole: the disclosed figure.
        start: where its parts begin, right behind it by default.
    """
    start = whole.figure.end if start is None else start
    stop = text.find("。", start)
    if stop >= 0 and _GOES_ON.match(text, stop + 1):
        stop = text.find("。", stop + 1)
    stop = min(stop if stop >= 0 else len(text), start + _LONGEST_LIST)
    parts: list[Figure] = []
    total = Decimal(0)
    for figure in iter_figures(text, start, stop):
        if figure.is_percent:
            continue
        if figure.unit not in ITEM_COUNTERS or total + figure.value > whole.figure.value:
            break
        parts.append(figure)  # those that are zero may stand behind the others
        total += figure.value
    if total != whole.figure.value or len(parts) < 2:
        return frozenset()
    opened = _OPENS_LIST.search(text, whole.figure.end, parts[0].start) is not None
    return frozenset(part.start for part in parts) if opened or len(parts) >= 3 else frozenset()


def _total(items: Sequence[Item]) -> Decimal:
    return sum((item.phrase.figure.value for item in items), Decimal(0))


def decide(text: str, state: State, *, own_report: bool) -> tuple[list[Reading], list[Left]]:
    """Close the running list: categories where it adds up or is presented as a breakdown, else what each is by itself.

    Args:
        text: the passage.
        state: its items and parent are taken and cleared.
        own_report: a department's or township's report, where a list that a verb opens is of its own disclosures.
    """
    items, state.items = state.items, []
    parent, state.parent = state.parent, None
    if not items:
        return [], []
    items, later = _closed(text, items, parent)
    wholes = [whole for whole in (parent, *reversed(state.totals)) if whole is not None]
    several = len(items) >= 2 or (state.intro and any(item.explicit for item in items))
    fitting = next((whole for whole in wholes if several and _total(items) == whole.figure.value), None)
    adds_up = fitting is not None
    sole = parent if len(state.totals) == 1 else None
    period = next((whole.period for whole in (fitting, sole) if whole is not None), "annual")
    presented = not _of_other_work(text, items) and _presented(
        text, items, intro=state.intro, bare=not wholes and own_report
    )
    readings: list[Reading] = []
    left: list[Left] = []
    for item in items:
        name = item.name.of(text) if item.name else ""
        is_part = (adds_up or presented) and name and not _PUBLISHERS.fullmatch(name)
        if is_part and (adds_up or (item.reading is None and item.phrase.figure.unit)):
            readings.append(_category(item, period, fitting or sole))
        elif item.reading is not None:
            readings.append(item.reading)
        else:
            left.append(Left(item.phrase.figure, (item.phrase.start, item.phrase.tail), "unmatched"))
    readings += [item.reading for item in later if item.reading is not None]
    left += [
        Left(item.phrase.figure, (item.phrase.start, item.phrase.tail), "unmatched")
        for item in later
        if item.reading is None
    ]
    return readings, left


def _of_other_work(text: str, items: Sequence[Item]) -> bool:
    """``权责清单调整涉及1122项,分别是委托类313项、…``: the parts of a total that is not of information."""
    if not items:
        return False
    start = text.rfind("。", 0, items[0].phrase.start) + 1
    total = _total(items)
    wholes = [figure for figure in iter_figures(text, start, items[0].phrase.start) if figure.value == total]
    if not wholes:
        return False
    said = lexicon().tag(text, start, wholes[-1].start)
    return not any(term.has("disclose") or term.has("info") or term.has("gk") for term in said)


def _closed(text: str, items: list[Item], whole: Reading | None) -> tuple[list[Item], list[Item]]:
    """The list as far as its sentence made up the total, and what a later sentence (其中,…) told."""
    if whole is not None:
        for count in range(2, len(items)):
            ended = "。" in text[items[count - 1].phrase.figure.end : items[count].phrase.start]
            if ended and _total(items[:count]) == whole.figure.value:
                return items[:count], items[count:]
    return items, []


def _presented(text: str, items: Sequence[Item], *, intro: bool, bare: bool) -> bool:
    """Whether the report itself presents the list as the breakdown of what it disclosed."""
    explicit = sum(item.explicit for item in items)
    if explicit >= 3 or (explicit >= 2 and any(item.period for item in items)):
        return True
    if bare and explicit >= 2 and len(items) >= 3:
        return True
    if intro and (len(items) >= 3 or (len(items) >= 2 and explicit * 2 >= len(items))):
        return True
    if not bare or len(items) < 2 or not all(item.phrase.before_noun for item in items):
        return False
    first = items[0].phrase
    return any(term.has("disclose", "public") for term in lexicon().tag(text, first.start, first.figure.start))


def _category(item: Item, period: str, whole: Reading | None) -> Reading:
    """A part of a total; whose it is, the total tells where no words of its own do."""
    phrase, name = item.phrase, item.name
    scope = item.scope or (whole.scope if whole else None)
    if name is None:
        raise AssertionError("a category has a name")
    end = phrase.tail if phrase.before_noun else phrase.figure.end
    dimensions = {"category": f"{name.start}:{name.end}"}
    return Reading("disclosed", dimensions, item.period or period, "category", phrase.figure, phrase.start, end, scope)
