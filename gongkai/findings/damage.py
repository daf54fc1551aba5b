"""Characters that the file lost or that a conversion replaced."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from gongkai.catalogue import read_rows
from gongkai.findings.case import Case, make
from gongkai.records import Finding, Span

__all__ = ["find_damage"]

# Signs of a date or of a document number that stand without the digits or signs beside them.
_LOST = re.compile(
    r"(?=[12(])(?:(?<!\d)(?:19|20)\d{2}年月\d{0,2}日(?![均常报])"  # 2009年月日
    r"|(?<!\d)(?:19|20)\d{2}年\d{1,2}月日(?![均常报])"  # 2009年3月日
    r"|(?<!\d)(?:19|20)\d{2}[01]?\d[0-3]?\d日"  # 20171231日, 201711日
    r"|(?<!\d)20\d{2}(?:1[0-2]|[1-9])月"  # 20096月
    r"|\((?:19|20)\d{3,7}号"  # 〔2009112号
    r"|(?<!\d)(?:19|20)\d{2}年\d{1,2}月\d{1,2}(?!\s*[日\d])(?=[ \t]*$))",  # 2018年1月11 and nothing after it
    re.MULTILINE,
)
_ENOUGH_WORDS = 3  # so many replaced words are a conversion, fewer may be the report's own
_MANY = 10


def find_damage(case: Case) -> Iterator[Finding]:
    """Digits lost from dates, labels that had to be mended, vocabulary of a converted text."""
    yield from _lost_digits(case)
    yield from _labels(case)
    yield from _conversion(case)


def _lost_digits(case: Case) -> Iterator[Finding]:
    text = case.view.text
    spans = [
        Span(match.start(), match.end())
        for match in _LOST.finditer(text)
        if case.view.source[match.start()] not in "(\uff08"  # (2009112号) may be a serial number
    ]
    if not spans:
        return
    places = [span.of(case.view.source) for span in spans[:_MANY]]
    listed = "、".join(places[:3])
    yield make(
        "source_damage",
        (f"日期或文号中的数字、符号有缺失:{listed}。", f"Characters beside digits were lost: {listed}."),
        figures={"places": places},
        span=spans[0],
    )


def _labels(case: Case) -> Iterator[Finding]:
    if not case.forms.damaged:
        return
    labels = [label for _, label in case.forms.damaged]
    found = [span.of(case.view.source) for span, _ in case.forms.damaged]
    listed = "、".join(f"{''.join(words.split())}({label})" for words, label in zip(found[:3], labels[:3], strict=True))
    yield make(
        "source_damage",
        (f"表格行名残缺:{listed}。", f"Row labels damaged in the source: {listed}."),
        figures={"labels": found[:_MANY], "meant": labels[:_MANY]},
        span=case.forms.damaged[0][0],
    )


@functools.cache
def _converted() -> tuple[re.Pattern[str], Mapping[str, str]]:
    words = {row["converted"]: row["original"] for row in read_rows("converted_words.csv")}
    return re.compile("|".join(sorted(words, key=len, reverse=True))), words


def _conversion(case: Case) -> Iterator[Finding]:
    """A report whose words were exchanged with the script, so that names differ from the original."""
    pattern, words = _converted()
    first: dict[str, Span] = {}
    for match in pattern.finditer(case.view.source):
        first.setdefault(match.group(), Span(match.start(), match.end()))
    if len(first) < _ENOUGH_WORDS:
        return
    pairs = [f"{word}(原作{words[word]})" for word in list(first)[:3]]
    english = [f"{word} for {words[word]}" for word in list(first)[:3]]
    yield make(
        "source_damage",
        (
            f"原文经繁体转换,用词已被替换:{'、'.join(pairs)};行名和类名与原报告不同。",
            f"The text was converted, its vocabulary changed ({', '.join(english)}); names differ from the original.",
        ),
        figures={"words": list(first)[:_MANY]},
        span=next(iter(first.values())),
    )
