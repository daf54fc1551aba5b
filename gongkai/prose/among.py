"""Figures beside each other: which make way for one that follows, and which are of a kind with what stands before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.prose.clauses import Phrase
from gongkai.prose.lexicon import Term
from gongkai.prose.state import Left, Reading

__all__ = ["is_amid_kinds", "is_of_whole_platform", "making_way"]

_NEWLY = re.compile(r"新[收接受增]|本年[度]?[收接受]")
_OURS = re.compile(r"其中[,:]?(?:因|涉及|有关|关于|属于|属|对|针对|与)*(?:政府)?信息公开")


def making_way(text: str, start: int, reading: Reading, readings: Sequence[Reading]) -> Iterator[Reading]:
    """The figures before in the sentence that a reading shows to be no facts of ours.

    Args:
        text: the passage.
        start: of the sentence.
        reading: what was read last.
        readings: what was read before it.
    """
    near = [other for other in readings[-3:] if other.start >= start]
    if reading.measure == "requests_received" and _NEWLY.search(text, reading.start, reading.figure.start):
        # 共收到45件,其中上年结转3件、新收42件: the 42 were received in the year
        yield from (
            other
            for other in near
            if (other.measure, other.dimensions) == (reading.measure, reading.dimensions)
            and other.figure.value > reading.figure.value
        )
    if reading.measure == "appeals":  # 办理复议案件86件、应诉案件45件,其中涉及信息公开的复议5件
        yield from (
            other
            for other in near
            if other.measure == "appeals" and _OURS.search(text, other.end, reading.figure.start)
        )
    if reading.measure == "fees_charged":  # 检索费12元、邮寄费8元,合计20元
        kinds = [other for other in readings if other.measure == "fees_charged" and other.start >= start]
        if len(kinds) >= 2 and sum((other.figure.value for other in kinds), Decimal(0)) == reading.figure.value > 0:
            yield from kinds


def is_of_whole_platform(text: str, whole: Reading, part: Reading) -> bool:
    """``公开平台发布38条,其中网站发布17条``: the platform is more than the site."""
    if part.dimensions.get("channel") != "website":
        return False
    return "平台" in text[whole.start : whole.end] and "平台" not in text[part.start : part.end]


def is_amid_kinds(text: str, phrase: Phrase, own: Sequence[Term], before: Left | None) -> bool:
    """``机构设置7条、新闻发布会6条``: beside a kind that is no part of a total, a channel is one too.

    Args:
        text: the passage.
        phrase: the figure that its words give a channel.
        own: its words.
        before: the figure that was last left aside.
    """
    if before is None or before.reason != "unmatched" or before.figure.unit != phrase.figure.unit:
        return False
    joined = text[before.figure.end : phrase.start] in {"、", ","}
    return joined and not any(term.has("disclose") or term.has("info") for term in own)
