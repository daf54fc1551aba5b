"""The names of categories in the words that count them."""

from __future__ import annotations

import re

from gongkai.prose.clauses import Phrase

__all__ = ["category_name"]

# What stands before and behind the name of a category and is not part of it.
_LEADING_WORDS = re.compile(
    r"^(?:其中|主要|包括|包含|含有?|涉及|属于(?:本单位|本局|本机关)?|有关|关于|共|全年|累计|政府?应主动公开的?|应主动公开的?|主动公开的?(?!指南|目录|年报|年度|制度)|公开的?(?!指南|目录|年报|年度|制度)"
    r"|发布了?|公布了?|更新|推送|上传|办理|各类|按类别分|信息中)+"
)
_TRAILING_WORDS = re.compile(
    r"(?:(?:栏目|专栏)(?:公开|发布))?(?:类?(?:的)?(?:政府|政务|方面的?|(?<!主动)公开)*(?:信息|资讯)|类|方面)?数?(?:等)?"
    r"(?:共计|累计|共|为|有|计|达|约|:|各|分别)*$"
)


def category_name(text: str, phrase: Phrase) -> tuple[int, int] | None:
    """Bounds of the name of a category that the phrase counts, None where it is no name.

    ``机构职能类信息5条`` names 机构职能; ``0条指南`` names 指南.
    """
    start, end = (phrase.figure.end, phrase.tail) if phrase.before_noun else (phrase.start, phrase.figure.start)
    words = text[start:end]
    lead = _LEADING_WORDS.match(words)
    first = lead.end() if lead else 0
    trail = _TRAILING_WORDS.search(words, first)
    last = trail.start() if trail else len(words)
    while first < last and words[first] in '“"(《:,、':
        first += 1
    while last > first and (words[last - 1] in '”"》:、,' or (words[last - 1] == ")" and "(" not in words[first:last])):
        last -= 1
    name = words[first:last]
    if not 2 <= len(name) <= 40 or any(char in name for char in ",。;:"):
        return None
    return start + first, start + last
