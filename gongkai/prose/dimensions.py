"""From words to dimension codes: which channel, outcome, proceeding a phrase names, and what several mean."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from gongkai.catalogue import read_rows
from gongkai.prose.lexicon import Term
from gongkai.prose.words import word_class

__all__ = ["Ambiguous", "channel_code", "code_sets", "outcome_of_reason", "resolve_dimension"]

_AND = re.compile(r"[、和及与或以\s“”/]*+(?:以及|还有|公开|类|案件|案|被?提起|被?申请)?[、和及与或\s“”/]*+$")
# Channels are listed with the names of their owners: 政府网站、宣威融媒和“宣威发布”公众号.
_AND_CHANNEL = re.compile(
    rf"(?:{_AND.pattern})|(?:上|平台|专栏|栏目)?(?:以及|[、和及与])(?:(?!通过|利用|公开|发布)[^,、。;:\d的]){{0,24}}"
)
_EACH = re.compile(r"[均各都]|分别")
# One figure for several channels: the code that covers them all, else ``other``.
_COMBINED: Mapping[frozenset[str], str] = {
    frozenset({"newspaper", "broadcast"}): "press",
    frozenset({"newspaper", "press"}): "press",
    frozenset({"broadcast", "press"}): "press",
    frozenset({"newspaper", "broadcast", "press"}): "press",
    frozenset({"letter", "fax"}): "letter_fax",
}
_MANY_WAYS = re.compile(
    rf"等(?:{word_class('many_ways')}"
    rf"|(?!新媒体|政务新媒体|自?媒体|网络|网上|线上|互联网)[^,。;\d]{{1,6}}?{word_class('many_ways')}"
    r"|(?=主动|公开|发布|对外|向社会|共|累计|,))"
)


class Ambiguous(Exception):
    """One figure stands for several codes and the words do not say how it is shared."""


@functools.cache
def outcome_of_reason() -> Mapping[str, str]:
    """The outcome that each reason splits, from the notes of catalogue/dimensions.csv."""
    rows = read_rows("dimensions.csv")
    return {row["code"]: row["notes"].partition(";")[0].strip() for row in rows if row["dimension"] == "reason"}


def channel_code(codes: set[str]) -> str:
    """The code for one figure that several channels share."""
    if len(codes) == 1:
        return next(iter(codes))
    return _COMBINED.get(frozenset(codes), "other")


# A member of a list of channels that the vocabulary does not know: 门户网站、宣威融媒、公众号.
_UNKNOWN_MEMBER = re.compile(r"(?:上|平台|专栏|栏目)?、[^,、;。:\d]{2,12}[、和及][^,、;。:\d]{0,10}")


_WITHIN_BRACKET = re.compile(r"\([^()]*")


def code_sets(text: str, terms: Sequence[Term], tag: str) -> list[list[Term]]:
    """The terms under ``tag`` in runs: those of one run are joined by 、 or 和 and so share what follows."""
    runs: list[list[Term]] = []
    named = [term for term in terms if term.has(tag)]
    starts = {term.start for term in named}
    for term in named:
        if term.end in starts and text[term.end - 1] == "”":  # “某县政府网”微博: the name of an account
            continue
        if runs and _WITHIN_BRACKET.fullmatch(text, runs[-1][-1].end, term.start):
            continue  # 新闻媒体(报刊、电视等): examples of the one before
        joint = _AND_CHANNEL if tag == "channel" else _AND
        if runs and joint.fullmatch(text, runs[-1][-1].end, term.start):
            runs[-1].append(term)
        else:
            runs.append([term])
    return runs


def _one_of_many(text: str, runs: Sequence[Sequence[Term]], tag: str) -> bool:
    """``网站、宣传栏等方式``: several channels as examples of all, so that the figure is a total."""
    several = {code for run in runs for term in run if (code := term.code(tag))}
    return (
        len(several) > 1 and channel_code(several) == "other" and _MANY_WAYS.match(text, runs[-1][-1].end) is not None
    )


def resolve_dimension(
    name: str, tag: str, text: str, terms: Sequence[Term], *, many_ways: bool = False, value_is_zero: bool = False
) -> tuple[str | None, ...]:
    """The codes of one dimension that a phrase names; (None,) where it names none or all of them.

    More than one code comes back only where the figure holds for each (``各1件``, ``均为0``).

    Raises:
        Ambiguous: one figure for several codes that cannot be parted.
    """
    runs = code_sets(text, terms, tag)
    if not runs:
        return (None,)
    run = runs[-1]
    if name == "channel" and len(runs) > 1 and _UNKNOWN_MEMBER.fullmatch(text, runs[-2][-1].end, run[0].start):
        return (None,) if many_ways and _one_of_many(text, runs, tag) else ("other",)
    codes = list(dict.fromkeys(code for term in run if (code := term.code(tag))))
    if name == "proceeding" and any(code.startswith("litigation_") for code in codes):
        codes = [code for code in codes if code != "litigation"]  # 行政诉讼未经复议直接起诉1件
    if name == "staff_type":
        every = [code for other in runs for term in other if (code := term.code(tag))]
        codes = [code for code in dict.fromkeys(every) if code != "total"] or ["total"]  # 专职信息人员
    if name == "channel" and many_ways and _one_of_many(text, runs, tag):
        return (None,)
    if len(codes) == 1:
        return (codes[0],)
    if name == "channel":
        combined = channel_code(set(codes))
        return (None,) if tag == "req_channel" and combined == "other" else (combined,)
    if name == "applicant":
        return (None,)
    if name == "proceeding" and (value_is_zero or _EACH.search(text, run[-1].end, run[-1].end + 6)):
        return tuple(codes)
    raise Ambiguous(f"{name}: {codes}")
