"""Files of every kind made from the samples, and what goes wrong with files on their way: cut, flipped, spliced."""

from __future__ import annotations

import functools
import gzip
import io
import random
import tarfile
from collections.abc import Callable

from tests.support import drawn, webpages
from tests.support.ofds import ofd_from_pdf
from tests.support.pdfs import pdf_file
from tests.support.pictures import page_of, saved
from tests.support.sheets import csv_file, xls_file, xlsx_file
from tests.support.word import package, word_file

SAMPLES = ("yunzhu-county/2023-yunzhu-county.txt", "yunzhu-county/2017-yunzhu-county.txt")


def _article(name: str) -> webpages.Article:
    sample = drawn.drawn(name)
    identity = sample.report.identity
    return webpages.Article(str(identity.title), f"{identity.year}-03-01", sample.blocks)


def _zip(name: str) -> bytes:
    text = (drawn.RAW / name).read_bytes()
    return package({"局/报告.docx": word_file(drawn.drawn(name).blocks), "二.txt": text, "三.csv": text[:300]})


def _tar(name: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for member, data in (("一.txt", (drawn.RAW / name).read_bytes()), ("二.html", webpages.old(_article(name)))):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _seven_zip(name: str) -> bytes:
    import py7zr

    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        archive.writestr((drawn.RAW / name).read_bytes(), "一.txt")
        archive.writestr(webpages.old(_article(name)), "二.html")
    return buffer.getvalue()


#: What makes a sound file of each kind from a sample.
KINDS: dict[str, Callable[[str], bytes]] = {
    ".txt": lambda name: (drawn.RAW / name).read_bytes(),
    ".html": lambda name: webpages.modern(_article(name)),
    ".mht": lambda name: webpages.archive(_article(name)),
    ".pdf": lambda name: pdf_file(drawn.drawn(name).blocks),
    ".docx": lambda name: word_file(drawn.drawn(name).blocks),
    ".xlsx": lambda name: xlsx_file(drawn.drawn(name).blocks),
    ".xls": lambda name: xls_file(drawn.drawn(name).blocks),
    ".csv": lambda name: csv_file(drawn.drawn(name).blocks),
    ".ofd": lambda name: ofd_from_pdf(pdf_file(drawn.drawn(name).blocks)),
    ".png": lambda name: saved(page_of(drawn.drawn(name).blocks[:12])),
    ".zip": _zip,
    ".tar.gz": _tar,
    ".7z": _seven_zip,
}


@functools.cache
def sound(kind: str, name: str) -> bytes:
    """A sound file."""
    return KINDS[kind](name)


def _flip(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.choice((1, 1, 3, 20, 200))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def _cut(data: bytearray, chance: random.Random) -> bytearray:
    at = chance.randrange(len(data))
    return data[:at] if chance.random() < 0.7 else data[at:]


def _drop(data: bytearray, chance: random.Random) -> bytearray:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice((1, 7, 500)) :]


def _swap(data: bytearray, chance: random.Random) -> bytearray:
    size = min(chance.choice((4, 64, 2000)), len(data) // 2)
    one, other = (chance.randrange(len(data) - size + 1) for _ in range(2))
    data[one : one + size], data[other : other + size] = data[other : other + size], data[one : one + size]
    return data


def _repeat(data: bytearray, chance: random.Random) -> bytearray:
    at = chance.randrange(len(data))
    piece = data[at : at + chance.choice((1, 30, 3000))]
    return data[:at] + piece * chance.choice((2, 40)) + data[at:]


def _splice(data: bytearray, chance: random.Random) -> bytearray:
    other = sound(chance.choice(list(KINDS)), chance.choice(SAMPLES))
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def _extreme(data: bytearray, chance: random.Random) -> bytearray:
    """Where lengths and counts may stand, the greatest and the least."""
    at = chance.randrange(len(data))
    data[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\0\0\0\x80"))
    return data


_CHANGES = (_flip, _cut, _drop, _swap, _repeat, _splice, _extreme)


def mutated(seed: int) -> tuple[str, bytes]:
    """A broken file by its number: its name and its bytes; some have the suffix of another kind."""
    chance = random.Random(seed)
    kinds = list(KINDS)
    kind = kinds[seed % len(kinds)]
    data = bytearray(sound(kind, chance.choice(SAMPLES)))
    for _ in range(chance.choice((1, 1, 2))):
        data = chance.choice(_CHANGES)(data, chance) or data
    suffix = chance.choice(kinds) if chance.random() < 0.15 else kind
    return f"{seed:04d}{suffix}", bytes(data)
