"""Pictures and scans: their words and tables by text recognition, where the extra ``gongkai[ocr]`` is installed.

Tables are rebuilt from their ruling lines; each paragraph and cell keeps its box, in pixels, and the engine's score.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.exceptions import ReadError
from gongkai.readers.canvas import Canvas
from gongkai.readers.ocr_engine import is_installed, missing
from gongkai.readers.sniff import sniff, wrong_format
from gongkai.records import Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MAX_FRAMES", "MAX_PIXELS", "MEDIA_TYPE", "frames", "read"]

MEDIA_TYPE = "image/*"
#: Pixels of one picture that are read; a page scanned at 600 dpi has 35 million.
MAX_PIXELS = 60_000_000
#: Pages of one file (TIFF) that are read.
MAX_FRAMES = 60
_FORMATS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}


def read(data: bytes, path: str) -> Document:
    """Read a picture of a report, or of its tables.

    Args:
        data: the file.
        path: its name, for messages and the document.

    Raises:
        ReadError: ``ocr_missing``, ``wrong_format``, ``damaged``, ``too_large`` or ``empty``.
    """
    kind = sniff(data)
    if kind not in {"png", "jpeg", "tiff", "bmp", "gif", "webp", ""}:
        raise wrong_format(path, kind, ".png")
    if not is_installed():
        raise missing(path)
    from gongkai.readers.ocr_layout import Frame, draw  # noqa: PLC0415  loads the engine's libraries

    canvas = Canvas()
    notes: list[str] = []
    media = MEDIA_TYPE
    for number, (media, pixels) in enumerate(frames(data, path), start=1):  # noqa: B007
        if number > MAX_FRAMES:
            notes.append(f"pages from {number} on: over the limit of {MAX_FRAMES} pages, not read")
            break
        if not draw(canvas, Frame(pixels, number)):
            notes.append(f"page {number}: no words were found in it")
    if not canvas.text:
        raise ReadError(path, "empty", "no words were found in the picture", "leave it out if it is no report")
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media,
        encoding="",
        text=canvas.text,
        tables=tuple(canvas.tables),
        blocks=tuple(canvas.blocks),
        notes=tuple(notes),
    )


def frames(data: bytes, path: str) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """The pages of a picture, upright, each with its media type and pixels (height × width × 3, of 8 bits).

    Raises:
        ReadError: ``damaged`` or ``too_large``.
    """
    import numpy as np  # noqa: PLC0415
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError  # noqa: PLC0415

    broken = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, ZeroDivisionError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is the stricter one
            image = Image.open(io.BytesIO(data), formats=tuple(_FORMATS))
            for page in ImageSequence.Iterator(image):
                if page.width * page.height > MAX_PIXELS:
                    raise _too_many(path, page.width, page.height)
                upright = ImageOps.exif_transpose(page).convert("RGBA")
                sheet = Image.new("RGBA", upright.size, "white")  # what is transparent is paper
                sheet.alpha_composite(upright)
                yield _FORMATS[image.format or ""], np.asarray(sheet.convert("RGB"))
    except ReadError:
        raise
    except Image.DecompressionBombError as error:
        raise ReadError(path, "too_large", f"a picture of too many pixels ({error})", "save it smaller") from error
    except UnidentifiedImageError as error:  # whose words name an address in memory, another one each time
        raise ReadError(
            path, "damaged", "the picture cannot be opened (no picture begins so)", "fetch it again"
        ) from error
    except broken as error:
        raise ReadError(path, "damaged", f"the picture cannot be opened ({error})", "fetch it again") from error


def _too_many(path: str, width: int, height: int) -> ReadError:
    detail = f"a picture of {width} × {height} pixels, more than the {MAX_PIXELS // 10**6} million that are read"
    return ReadError(path, "too_large", detail, "save it smaller")
