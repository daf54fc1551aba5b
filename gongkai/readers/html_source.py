"""Bytes of a page to its markup: encodings declared and real, and the pages inside a web archive (MHT).

A page names its encoding, but the bytes decide: a declared encoding counts only where they follow it. Markup and
scripts are plain ASCII, so the guess is made from what is left without them.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from gongkai.exceptions import ReadError
from gongkai.readers.text import decode

__all__ = ["Source", "decode_page", "sources"]

_HEAD_BYTES = 16_384  # in which a page names its encoding; the standard has 1024, sites put scripts before it
_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-zA-Z0-9_.-]{2,40})""",
    re.IGNORECASE,
)
# Labels that browsers read as more than they say: every GB is GB 18030, Latin-1 says nothing.
_LABELS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "unicode": "utf-16"}
_SAYS_NOTHING = frozenset({"iso8859-1", "cp1252", "ascii", "utf-16", "utf-16-le", "utf-16-be"})
# Neither sign stands inside a character of UTF-8, GB 18030 or Big5, so markup can be cut out of the bytes.
_HIDDEN = re.compile(rb"<!--|<(script|style)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^<>]{0,100000}>|&[a-zA-Z0-9#]{1,10};")
_LOST_SHARE = 0.002
_WIDE_SHARE = 0.05  # zero bytes from which markup is UTF-16
_LOST_FEW = 2
_ARCHIVE = re.compile(
    rb"\A\s*(?:[A-Za-z-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,30}?Content-Type:\s*multipart/", re.I
)
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Source:
    """One page as markup.

    Attributes:
        markup: decoded, a leading byte-order mark removed.
        encoding: the encoding that the bytes follow.
        note: a contradiction between declared and real encoding, "" where there is none.
        place: the member of a web archive it comes from, "" for a file that is the page itself.
    """

    markup: str
    encoding: str
    note: str = ""
    place: str = ""


def sources(data: bytes, path: str) -> list[Source]:
    """The pages of a file: one, or those of a web archive with its main page first.

    Raises:
        ReadError: ``binary`` or ``undecodable``; ``unreadable`` for an archive that holds no page.
    """
    if not _ARCHIVE.match(data[:8192]):
        return [decode_page(data, path)]
    found = [_member(part, path) for part in _pages(data, path)]
    if not found:
        detail = "a web archive (MIME) without an HTML page in it"
        raise ReadError(path, "unreadable", detail, "save the page again, as HTML or as a complete archive")
    return found


def decode_page(data: bytes, path: str, charset: str = "") -> Source:
    """The markup of one page.

    Args:
        data: the page.
        path: names the file in messages.
        charset: the encoding that its envelope names, such as a MIME header.

    Raises:
        ReadError: ``binary`` or ``undecodable``.
    """
    wide = data[:_HEAD_BYTES].count(0) > min(len(data), _HEAD_BYTES) * _WIDE_SHARE
    if wide or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        markup, encoding = decode(data, path)
        return Source(markup, encoding)
    data = data.replace(b"\x00", b"")
    bare = _MARKUP.sub(b" ", _without_scripts(data))
    declared = _codec(charset) or _declared(data)
    try:
        _, encoding = decode(bare, path)
    except ReadError as error:
        if error.reason != "undecodable" or not declared or not _follows(bare, declared):
            raise
        encoding = declared  # too few Chinese characters to tell, and the bytes do not contradict
    note = ""
    if declared and declared not in _SAYS_NOTHING and not bare.isascii() and not _same(bare, declared, encoding):
        note = f"the page says that it is {declared}, its bytes are {encoding}"
    return Source(data.decode(encoding, errors="replace"), encoding, note)


def _without_scripts(data: bytes) -> bytes:
    """The page without scripts, styles and comments; what is never closed is left in."""
    lowered = data.lower()
    parts: list[bytes] = []
    position = 0
    while match := _HIDDEN.search(data, position):
        closing = b"</" + match[1].lower() if match[1] else b"-->"
        end = lowered.find(closing, match.end())
        if end < 0:
            break
        parts.append(data[position : match.start()])
        position = end + len(closing)
    return b" ".join((*parts, data[position:]))


def _declared(data: bytes) -> str:
    match = _DECLARED.search(data, 0, _HEAD_BYTES)
    return _codec((match[1] or match[2]).decode("ascii")) if match else ""


def _codec(label: str) -> str:
    """Python's name for an encoding, "" for one that it does not know."""
    label = label.strip().strip("\"'").lower()
    try:
        return codecs.lookup(_LABELS.get(label, label)).name if label else ""
    except LookupError:
        return ""


def _follows(data: bytes, encoding: str) -> bool:
    text = data.decode(encoding, errors="replace")
    return text.count("\ufffd") <= max(_LOST_FEW, len(text) * _LOST_SHARE)


def _same(data: bytes, one: str, other: str) -> bool:
    return one == other or data.decode(one, errors="replace") == data.decode(other, errors="replace")


def _pages(data: bytes, path: str) -> Iterator[Message]:
    """The HTML parts of a web archive, the one that it names as its root first."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    except RecursionError as error:
        detail = "a web archive whose parts are nested without end"
        raise ReadError(path, "too_large", detail, "save the page again, as HTML") from error
    root = str(message.get_param("start", "") or "")
    parts.sort(key=lambda part: not root or part.get("Content-ID", "") != root)
    yield from parts[:_MOST_PAGES]


def _member(part: Message, path: str) -> Source:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    place = str(part.get("Content-Location", "") or part.get("Content-ID", ""))
    page = decode_page(data, path, part.get_content_charset() or "")
    return Source(page.markup, page.encoding, page.note, place)
