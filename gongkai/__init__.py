"""Reads annual reports on government information disclosure (政府信息公开工作年度报告) into evidenced facts.

What most callers need stands here: :func:`extract_text`, :func:`extract_file`, and :func:`warehouse` for what
is published. They are loaded on first use, so that ``import gongkai`` and the command's start stay cheap. Nothing
else belongs in this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.extract import extract_file, extract_text
    from gongkai.frames import warehouse

__all__ = ["__version__", "extract_file", "extract_text", "warehouse"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name in {"extract_file", "extract_text"}:
        from gongkai import extract  # noqa: PLC0415  loads the whole domain

        return getattr(extract, name)
    if name == "warehouse":
        from gongkai import frames  # noqa: PLC0415  it loads DuckDB and pandas when it opens one

        return frames.warehouse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
