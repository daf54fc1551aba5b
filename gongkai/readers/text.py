"""Plain text: bytes to characters, whatever the encoding, newlines as they stand.

A byte-order mark decides; then strict UTF-8; then the encodings of Chinese text, weighed by how much of the result
reads as Chinese. A file that is sound but for a few broken bytes (a cut at its end, one flipped bit) is read with
U+FFFD in their place: identity makes a finding of every U+FFFD, so nothing is lost in silence. More damage than that,
or no likely encoding, and the file is rejected.
"""

from __future__ import annotations

import codecs
import functools
import hashlib
import re
import unicodedata

from gongkai.exceptions import ReadError
from gongkai.records import Document

__all__ = ["MEDIA_TYPE", "decode", "read"]

MEDIA_TYPE = "text/plain"

# The mark of UTF-32 begins with that of UTF-16, so it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NARROW = ("gb18030", "big5", "cp950", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_BINARY_STARTS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip archive (DOCX, XLSX, …)",
    b"\xd0\xcf\x11\xe0": "an old Office file (DOC, XLS)",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x1f\x8b": "a gzip archive",
}
# Words that stand in nearly every report, in both scripts: a wrong decoding hits none of them.
_WORDS = re.compile(
    "政府|信息|資訊|公开|公開|年度|报告|報告|工作|条例|條例|申请|申請|情况|情況|主动|主動|行政|部门|部門|我[市县縣区區局镇鎮乡鄉]"
)
_SAMPLE = 20_000  # characters that are weighed
_LIKELY = 0.55  # share of common characters from which a decoding is taken for Chinese; wrong ones stay below 0.4
_BROKEN_SHARE = 0.002  # of the characters may be lost to broken bytes, and
_BROKEN_FEW = 2  # as many in a short text
# Signs that any text may have: punctuation, full-width forms, enclosed numbers, rules of tables.
_NEUTRAL = re.compile("[\u00a0\u00b7\u00d7\u00f7\u2000-\u203b\u2460-\u27bf\u3000-\u303f\ufeff\uff00-\uffef\ufffd]")
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_CONTROL_BYTES = (*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20))
_CONTROL_SHARE = 0.01


def read(data: bytes, path: str) -> Document:
    """Decode a text file.

    Raises:
        ReadError: ``empty`` (nothing but white space), ``binary`` or ``undecodable``.
    """
    text, encoding = decode(data, path)
    if not text.strip():
        raise ReadError(path, "empty", "the file holds nothing but white space", "fetch it again or leave it out")
    controls = len(_CONTROLS.findall(text))
    if controls > max(_BROKEN_FEW, len(text) * _CONTROL_SHARE):
        detail = f"{controls} control characters among {len(text)}: not a text file"
        raise ReadError(path, "binary", detail, "give it the suffix of what it is, or convert it to text")
    return Document(
        path=path, sha256=hashlib.sha256(data).hexdigest(), media_type=MEDIA_TYPE, encoding=encoding, text=text
    )


def decode(data: bytes, path: str = "") -> tuple[str, str]:
    """The text of ``data`` and the name of its encoding.

    Raises:
        ReadError: ``binary`` or ``undecodable``.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, path), encoding
    for start, kind in _BINARY_STARTS.items():
        if data.startswith(start):
            raise ReadError(path, "binary", f"this is {kind}", "give it its own suffix, or convert it to text")
    strict = _strict(data, "utf-8")
    if strict is not None and "\x00" not in strict and (strict.isascii() or _THREE_BYTES.search(strict)):
        return strict, "utf-8"  # no double-byte text makes sequences of three by chance
    found = _best_guess(data)
    if found is not None:
        return found
    if strict is not None and "\x00" not in strict:
        return strict, "utf-8"
    for encoding in ("utf-8", *_NARROW[:2]):
        text = data.decode(encoding, errors="replace")
        if _few_broken(text) and _share(text) >= _LIKELY:
            return text, encoding
    raise _undecodable(data, path)


def _decode_marked(data: bytes, encoding: str, path: str) -> str:
    text = data.decode(encoding, errors="replace")
    if not _few_broken(text):
        at = _first_fault(data, encoding)
        detail = f"the byte-order mark says {encoding}, but from byte {at} on the bytes do not follow it"
        raise ReadError(path, "undecodable", detail, "save the file again as UTF-8")
    return text


def _best_guess(data: bytes) -> tuple[str, str] | None:
    """The decoding that reads most like Chinese; where two come close, the one charset-normalizer ranks first."""
    encodings: tuple[str, ...] = _NARROW if b"\x00" not in data else ()
    if len(data) % 2 == 0:
        encodings += _WIDE
    weighed: list[tuple[float, str, str]] = []
    for encoding in encodings:
        text = _strict(data, encoding)
        if text is not None and all(text != other for _, _, other in weighed):
            share = _share(text)
            if share >= _LIKELY:
                weighed.append((share, encoding, text))
    if not weighed:
        return None
    top = max(share for share, _, _ in weighed)
    close = [entry for entry in weighed if entry[0] >= top - 0.05]
    if len(close) > 1:
        ranks = _library_order(data, tuple(encoding for _, encoding, _ in close))
        close.sort(key=lambda entry: ranks.get(entry[1], len(ranks)))
    _, encoding, text = close[0]
    return text, encoding


def _library_order(data: bytes, encodings: tuple[str, ...]) -> dict[str, int]:
    import charset_normalizer  # noqa: PLC0415  only files that are not UTF-8 need it

    matches = charset_normalizer.from_bytes(data, cp_isolation=[name.replace("-", "_") for name in encodings])
    return {match.encoding.replace("_", "-"): rank for rank, match in enumerate(matches)}


def _undecodable(data: bytes, path: str) -> ReadError:
    import charset_normalizer  # noqa: PLC0415

    controls = sum(data.count(byte) for byte in _CONTROL_BYTES)
    if controls > len(data) * _CONTROL_SHARE:
        detail = f"{controls} control bytes among {len(data)}: not a text file"
        return ReadError(path, "binary", detail, "give it the suffix of what it is, or convert it to text")
    guess = charset_normalizer.from_bytes(data).best()
    detail = f"no Chinese encoding fits (UTF-8 fails at byte {_first_fault(data, 'utf-8')}"
    detail += f", GB18030 at byte {_first_fault(data, 'gb18030')}"
    detail += f", {guess.encoding} might fit)" if guess is not None else ")"
    return ReadError(path, "undecodable", detail, "save the file again as UTF-8")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first_fault(data: bytes, encoding: str) -> int | str:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return "none"


def _few_broken(text: str) -> bool:
    return text.count("\ufffd") <= max(_BROKEN_FEW, len(text) * _BROKEN_SHARE)


@functools.cache
def _common() -> frozenset[str]:
    """The frequent characters of both scripts: first levels of GB 2312 (3755) and Big5 (5401)."""
    simplified = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = (bytes((high, low)) for high in range(0xA4, 0xC7) for low in trails)
    return frozenset(b"".join(simplified).decode("gb2312", "ignore") + b"".join(traditional).decode("big5", "ignore"))


def _share(text: str) -> float:
    """Share of common Chinese characters among all but plain signs, 0 to 1, a little more for words of a report.

    Private-use, unassigned and control characters count thrice against it: no sound text has them.
    """
    sample = text[:_SAMPLE]
    common = _common()
    good = weight = 0
    for char in sample:
        if char in common:
            good += 1
            weight += 1
        elif char.isascii() or _NEUTRAL.match(char):
            continue
        else:
            weight += 3 if unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"} else 1
    words = len(_WORDS.findall(sample))
    return good / weight + min(words, 5) * 0.02 if weight else 0.0
