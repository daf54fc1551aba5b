"""The names of categories in the words that count them."""

from __future__ import annotations

import re

from gongkai.prose.clauses import Phrase
from gongkai.prose.words import word_class

__all__ = ["category_name"]

# What stands before and behind the name of a category and is not part of it.
_LEADING_WORDS = re.compile(
    rf"^(?:{word_class('publisher_of_category')}(?=(?:主动)?(?:公开|发布|公布))|{word_class('before_category')}"
    r"|(?:政府|门户|本局|官方|[省市县区])?(?:门户)?网站[中上里]的?|(?:主动)?公开的?(?!指南|目录|年报|年度|制度))+"
)
_TRAILING_WORDS = re.compile(
    r"(?:(?:栏目|专栏)(?:公开|发布))?"
    r"(?:(?:(?<!各)类)?(?:的)?(?:政府|政务|方面的?|(?<!主动)公开)*(?:信息|资讯)(?:(?:更新|发布)[量数]?)?|类|方面)?数?"
    rf"(?:(?!(?<=[统设审会估])计){word_class('behind_category')})*$"
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
