"""The engine that recognises characters in pictures: RapidOCR with the PP-OCR models that its package brings along.

It comes with the extra ``gongkai[ocr]`` and is loaded with the first picture. Nothing is fetched while it runs: where
a model is not in the package, the engine counts as missing.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.exceptions import ReadError
from gongkai.limits import begin_again
from gongkai.readers.pdf_page import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

__all__ = ["INSTALL", "Words", "is_installed", "missing", "read_lines", "read_words"]

#: What a user does to have pictures read.
INSTALL = "pip install gongkai[ocr]"
_PARTS = ("rapidocr", "onnxruntime", "cv2", "PIL", "numpy")
_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_STRIP = 2000  # pixels of height that are looked at together; taller pictures would be shrunk
_SEARCH = 500  # pixels above the end of a strip in which an empty row is looked for
_WIDEST = 3200  # pixels; wider pictures are shrunk by the engine
_LEAST = 0.5  # score below which the engine says nothing
_TALL = 1.5  # height to width from which the engine takes words to run downwards


@dataclass(frozen=True, slots=True)
class Words:
    """Words on one line: their box in pixels, and the engine's score from 0 to 1."""

    text: str
    box: Box
    score: float

    @property
    def is_upright(self) -> bool:
        """Whether they run downwards; the engine lays such words on their side, which Chinese writing does not do."""
        return self.box.height > _TALL * self.box.width and len(self.text) > 1


@functools.cache
def is_installed() -> bool:
    """Whether pictures can be read here."""
    return all(importlib.util.find_spec(part) for part in _PARTS) and not _absent_models()


def missing(path: str) -> ReadError:
    """The error for a picture that nothing here can read."""
    return ReadError(path, "ocr_missing", "this is a picture, and no text recognition is installed", INSTALL)


def read_words(pixels: Pixels) -> list[Words]:
    """All words of a picture, in no certain order.

    Args:
        pixels: height × width × 3, of 8 bits.
    """
    found: list[Words] = []
    for top, strip in _strips(pixels):
        begin_again()
        result = _engine()(strip, use_det=True, use_cls=False, use_rec=True)
        if getattr(result, "boxes", None) is None or not result.txts:
            continue
        for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            xs, ys = [float(x) for x, _ in corners], [float(y) + top for _, y in corners]
            found.append(Words(text, Box(min(xs), min(ys), max(xs), max(ys)), float(score)))
    return found


def read_lines(pictures: Sequence[Pixels]) -> list[tuple[str, float]]:
    """The words of pictures of one line each, and their scores; "" where the engine tells none."""
    if not pictures:
        return []
    result = _engine().recognize_txt(list(pictures))
    return [
        (text.strip(), float(score)) if score >= _LEAST else ("", 0.0)
        for text, score in zip(result.txts, result.scores, strict=True)
    ]


def _strips(pixels: Pixels) -> Iterator[tuple[int, Pixels]]:
    """The picture cut across, where little stands, into strips that need not be shrunk; each with its top."""
    top, height = 0, pixels.shape[0]
    while height - top > _STRIP:
        window = pixels[top + _STRIP - _SEARCH : top + _STRIP]
        change = abs(window[:, 1:].astype("int16") - window[:, :-1]).sum(axis=(1, 2))
        end = top + _STRIP - _SEARCH + int(change.argmin())
        yield top, pixels[top:end]
        top = end
    yield top, pixels[top:]


def _absent_models() -> list[str]:
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec is not None and spec.origin else Path()
    return [name for name in _MODELS.values() if not (folder / name).is_file()]


@functools.cache
def _engine() -> Any:  # noqa: ANN401  the engine has no types
    import rapidocr  # noqa: PLC0415

    folder = Path(rapidocr.__file__).parent / "models"
    settings: dict[str, object] = {
        "Global.log_level": "critical",  # an empty picture is no event
        "Global.max_side_len": _WIDEST,
        "Global.text_score": _LEAST,
        "Global.use_cls": False,
    }
    settings.update({f"{part}.model_path": str(folder / name) for part, name in _MODELS.items()})
    return rapidocr.RapidOCR(params=settings)
