"""Views of a report's text for matching, so that spans hold in the source.

The source is never rewritten. :class:`View` folds it character by character (width, script, odd spaces) into a
string of the same length; :class:`Passage` drops white space from a stretch of it and keeps, for every
character left, its place in the source. Vocabulary of converted texts (入口网站, 档案, 复议) is no matter of
folding: it belongs in the catalogue.
"""

from __future__ import annotations

import bisect
import functools
import html
import re
import unicodedata
from array import array

from gongkai.records import Span

__all__ = ["Passage", "View", "fold_width", "view_of"]

_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\ufffd\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffc"
# One sign for one sign: brackets, quotes, dots and dashes that mean the same in a report.
_SIGNS = {
    **dict.fromkeys("﹝〔【［", "("),
    **dict.fromkeys("﹞〕】］", ")"),
    **dict.fromkeys("「『", "“"),
    **dict.fromkeys("」』", "”"),
    **dict.fromkeys("•‧∙・﹒", "·"),
    **dict.fromkeys("–—―─－", "-"),
    **dict.fromkeys("○◯", "〇"),
}
# Characters that only traditional texts use, frequent enough that one of them stands in any such report.
_TRADITIONAL = re.compile(
    "[開關網門訊報條個體請務業產動國區縣鄉鎮廳會議與對於後從應當說無實際規範號內總計辦檔複訟處別並來這為萬億]"
)
# Converted pages carry pinyin in brackets behind characters, once or twice: 文(wén)件(jiàn)(jiàn).
_PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])(?:\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}\))+")
_PINYIN_ENOUGH = 8
# Question marks that stand where a conversion lost white space, not where a question ends.
_LOST_SPACE = re.compile(r"\?{2,}|(?<=\n)\?+|(?<=[\u4e00-\u9fff\d,、。:;])\?(?=[\u4e00-\u9fff\d(“])")
_LOST_SPACES_ENOUGH = 4
# Some copied pages carry a comma too many before other marks: 未收到公民,、法人的申请,。
_STRAY_COMMA = re.compile(r",(?=[,、。;:])")
_STRAY_COMMAS_ENOUGH = 4
_REFERENCE = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,5}|#x[0-9a-fA-F]{1,4});")
_WHITE = re.compile(r"\s+")
_TERMINAL = "。！？!?；;：:."
# What a decimal point at the end of a line belongs to.
_DECIMALS = re.compile("(?<=\\d\\.\n)\\d{1,4}(?:%|万|亿|元|个百分点)")
_COUNTED = re.compile("(?<=:\n)\\d[\\d,]*(?:[条件份篇次人名元万个]|宗|起)")
_LINE_OPENERS = re.compile(
    r"[ \t]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[、．]|\d{1,2}\.(?!\d)|第[一二三四五六七八九十\d]{1,3}[部章节条]|[-—–] ?\d+ ?[-—–])"
)


@functools.cache
def _width_table() -> dict[int, str]:
    """Full-width forms, compatibility ideographs and radicals to the one character they stand for."""
    table: dict[int, str] = {ord(char): " " for char in _ODD_SPACES + _INVISIBLE}
    table.update(dict.fromkeys(range(0xD800, 0xE000), " "))  # lone surrogates are no characters
    ranges = ((0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x2E80, 0x2FD5), (0xF900, 0xFAFF))
    for first, last in ranges:
        for code in range(first, last + 1):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded
    table.update({0x0B: " ", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"})
    table.update({ord(sign): plain for sign, plain in _SIGNS.items()})
    return table


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs to their ASCII twins; same length as ``text``."""
    return text.translate(_width_table())


@functools.cache
def _tw2s() -> object:
    import opencc  # noqa: PLC0415  its dictionaries cost 0.1 s, and most reports are in simplified script

    return opencc.OpenCC("tw2s")


def _simplify(text: str) -> str:
    """Traditional to simplified script, one character for one; same length."""
    if not _TRADITIONAL.search(text):
        return text
    convert = _tw2s().convert  # type: ignore[attr-defined]
    simplified: str = convert(text)
    if len(simplified) == len(text):
        return simplified
    return "".join(part if len(part := convert(char)) == 1 else char for char in text)


def _unescape(text: str) -> str:
    """HTML references that an extraction left (&nbsp;) as what they stand for, filled up with spaces; same length."""
    if "&" not in text:
        return text

    def plain(match: re.Match[str]) -> str:
        sign = html.unescape(match.group())
        return sign.ljust(len(match.group())) if len(sign) < len(match.group()) else match.group()

    return _REFERENCE.sub(plain, text)


def _blank_damage(text: str) -> str:
    """Pinyin in brackets, question marks for lost spaces, commas too many made blank where a text has many."""
    for pattern, sign, enough in (
        (_PINYIN, "(", _PINYIN_ENOUGH),
        (_LOST_SPACE, "?", _LOST_SPACES_ENOUGH),
        (_STRAY_COMMA, ",", _STRAY_COMMAS_ENOUGH),
    ):
        if text.count(sign) >= enough and len(pattern.findall(text)) >= enough:
            text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


class Passage:
    r"""A stretch of text without its white space.

    Where its characters stand in the source is kept by run, since most ask for a few of them only.

    Attributes:
        text: folded characters; a line break that ends a thought is kept as one ``\n``.
    """

    __slots__ = ("_begins", "_offsets", "_sources", "text")

    def __init__(self, text: str, begins: list[int], sources: list[int]) -> None:
        """A passage of runs that stand in the source without a gap.

        Args:
            text: the runs, joined.
            begins: where each run begins in ``text``; the last one may be empty and stands for the end.
            sources: where each begins in the source.
        """
        self.text = text
        self._begins = begins
        self._sources = sources
        self._offsets: array[int] | None = None

    @property
    def offsets(self) -> array[int]:
        """For each character its offset in the source, one more at the end."""
        if self._offsets is None:
            self._offsets = array("l")
            ends = [*self._begins[1:], len(self.text)]
            for begin, end, source in zip(self._begins, ends, self._sources, strict=True):
                self._offsets.extend(range(source, source + end - begin))
            self._offsets.append(self._sources[-1] + ends[-1] - self._begins[-1])
        return self._offsets

    def offset(self, position: int) -> int:
        """The offset in the source of one character, or of the end."""
        run = bisect.bisect_right(self._begins, position) - 1
        return self._sources[run] + position - self._begins[run]

    def span(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]``, trailing white space not included."""
        first = self.offset(start)
        return Span(first, first if start >= end else self.offset(end - 1) + 1)

    def position(self, offset: int) -> int:
        """The first position whose source offset is not before ``offset``."""
        run = bisect.bisect_right(self._sources, offset) - 1
        if run < 0:
            return 0
        stop = self._begins[run + 1] if run + 1 < len(self._begins) else len(self.text)
        return min(self._begins[run] + offset - self._sources[run], stop)


class View:
    """A document's text folded for matching: same length, same offsets.

    Attributes:
        source: the text as it was read.
        text: the folded text, ``len(text) == len(source)``.
    """

    __slots__ = ("source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = _simplify(_blank_damage(fold_width(_unescape(source))))
        if len(self.text) != len(source):
            raise AssertionError("a view must keep the length of its source")

    def passage(self, start: int = 0, end: int | None = None, *, joined: bool = True) -> Passage:
        r"""The stretch [start, end) without white space.

        Args:
            start: first character.
            end: one past the last, the end of the text by default.
            joined: whether a line break inside a thought is dropped; else every run with a break is one ``\n``.
        """
        end = len(self.text) if end is None else end
        runs: list[str] = []
        begins: list[int] = []
        sources: list[int] = []
        position, length = start, 0
        for match in _WHITE.finditer(self.text, start, end):
            gap, after = match.span()
            if gap > position:
                runs.append(self.text[position:gap])
                begins.append(length)
                sources.append(position)
                length += gap - position
            white = match.group()
            if "\n" in white or "\r" in white:
                before = self.text[gap - 1] if gap > start else "\n"
                if not joined or self._breaks(before, after, end, white):
                    runs.append("\n")
                    begins.append(length)
                    sources.append(gap)
                    length += 1
            position = after
        runs.append(self.text[position:end])
        begins.append(length)
        sources.append(position)
        return Passage("".join(runs), begins, sources)

    def _breaks(self, before: str, after: int, end: int, gap: str) -> bool:
        """Whether a line break ends a thought: after a full stop, before a heading or list item, at a blank line."""
        if before == "." and _DECIMALS.match(self.text, after, end):
            return False  # 13.⏎3%
        if before == ":" and _COUNTED.match(self.text, after, end):
            return False  # 公开总数:⏎140条
        if before in _TERMINAL or before == "\n" or after >= end:
            return True
        blank_line = gap.replace("\r\n", "\n").count("\n") > 1
        if blank_line and before not in ",、":
            return True
        return _LINE_OPENERS.match(self.text, after) is not None


@functools.lru_cache(maxsize=1)
def view_of(text: str) -> View:
    """The view of a text; that of the last one is kept, since a report is looked at from several sides in turn."""
    return View(text)
