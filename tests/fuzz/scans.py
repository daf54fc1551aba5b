"""Pictures as bytes, for the layout of what the text recognition finds: paper, rules, blots, and words with boxes.

The engine itself is another project's and is not fuzzed: what it would find is in the bytes. A record has eight of
them: a kind, four for the sides, and three for what stands there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongkai.readers.canvas import Canvas
from gongkai.readers.pdf_page import Box
from gongkai.records import Document

_HEAD = struct.Struct("4B")
_RECORD = struct.Struct("8B")
_KINDS = ("words", "words", "across", "down", "blot", "frame")
_SIGNS = "一二三政府信息公开申请件条0123456789,.(): \u3000a-|。\t\n\x00\U00020bb7"
_MOST = 400  # records; a page has some hundred words


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture and what the engine says of it.

    Attributes:
        width, height: in pixels.
        tilt: degrees by which it lies askew.
        drawn: sides and shade of what is drawn on it.
        words: text, box and score.
    """

    width: int
    height: int
    tilt: float
    drawn: list[tuple[Box, int]]
    words: list[tuple[str, Box, float]]


def scan(data: bytes) -> Scan:
    """The picture that some bytes stand for; any bytes do."""
    wide, tall, tilt, paper = _HEAD.unpack(data[: _HEAD.size].ljust(_HEAD.size, b"\x80"))
    width, height = 1 + 6 * wide, 1 + 6 * tall
    drawn: list[tuple[Box, int]] = []
    words: list[tuple[str, Box, float]] = []
    for kind, x, y, across, down, *what in _records(data[_HEAD.size :]):
        left, top = x * width / 250 - 5, y * height / 250 - 5  # a box may stand over the edge, as turned words do
        size = across * width / 250, down * height / 250
        name = _KINDS[kind % len(_KINDS)]
        if name == "words":
            text = "".join(_SIGNS[sign % len(_SIGNS)] for sign in what[: what[2] % 4])
            box = Box(left, top, left + size[0], top + size[1])
            words.append((text * (1 + what[1] % 8), box, what[0] / 255))
            if what[0] % 5:  # else there are words without ink
                drawn.append((Box(left + 1, top + 1, left + size[0] - 1, top + size[1] - 1), 30))
            continue
        thin = 1 + what[0] % 20
        right = left + (size[0] if name != "down" else thin)
        drawn.append(
            (Box(left, top, right, top + (size[1] if name != "across" else thin)), what[1] if name != "frame" else 0)
        )
        if name == "frame":  # a cell with four sides
            drawn.append((Box(left + thin, top + thin, right - thin, top + size[1] - thin), 255))
    return Scan(width, height, (tilt - 128) / 30, [(Box(0, 0, width, height), 200 + paper % 56), *drawn], words)


def document(data: bytes) -> Document:
    """What is read in the picture, by our own part of the way."""
    from unittest import mock

    import cv2
    import numpy as np

    from gongkai.readers import ocr_layout
    from gongkai.readers.ocr_engine import Words

    one = scan(data)
    pixels = np.full((one.height, one.width, 3), 255, np.uint8)
    for box, shade in one.drawn:
        corners = [(int(box.x0), int(box.y0)), (int(box.x1), int(box.y1))]
        cv2.rectangle(pixels, *corners, (shade, shade, shade), thickness=-1)
    if abs(one.tilt) > 1:
        matrix = cv2.getRotationMatrix2D((one.width / 2, one.height / 2), one.tilt, 1.0)
        pixels = cv2.warpAffine(pixels, matrix, (one.width, one.height), borderValue=(255, 255, 255))
    canvas = Canvas()
    lines = iter([(text, score) for text, _, score in one.words] * 9)

    def read_lines(pictures: list[Any]) -> list[tuple[str, float]]:
        assert all(min(picture.shape) > 0 for picture in pictures), "a picture without pixels"
        return [next(lines, ("", 0.0)) for _ in pictures]

    found = [Words(text, box, score) for text, box, score in one.words]
    with mock.patch.multiple(ocr_layout, read_words=lambda _: list(found), read_lines=read_lines):
        ocr_layout.draw(canvas, ocr_layout.Frame(pixels, 1))
    return Document("a.png", "", "image/png", "", canvas.text, tables=tuple(canvas.tables), blocks=tuple(canvas.blocks))


def seeds() -> list[bytes]:
    """A page of lines, and a form with cells."""
    head = _HEAD.pack(200, 250, 128, 55)
    lines = b"".join(_RECORD.pack(0, 20, 20 + 12 * row, 180 - 9 * row, 8, 200, 5, 3) for row in range(12))
    cells = b"".join(
        _RECORD.pack(5, 20 + 60 * column, 30 + 20 * row, 60, 20, 2, 0, 0)
        + _RECORD.pack(0, 25 + 60 * column, 34 + 20 * row, 40, 8, 230, 11 + column, 2)
        for row in range(6)
        for column in range(3)
    )
    return [head + lines, head + cells, _HEAD.pack(200, 250, 180, 20) + cells + lines]


def _records(data: bytes) -> Iterator[tuple[int, ...]]:
    for start in range(0, min(len(data) // _RECORD.size, _MOST) * _RECORD.size, _RECORD.size):
        yield _RECORD.unpack_from(data, start)
