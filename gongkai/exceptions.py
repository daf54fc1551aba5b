"""Errors that a user of gongkai can meet: one root, three branches.

Every message names the file, the place and the next step, in one line.
"""

from __future__ import annotations

__all__ = ["CatalogueError", "GongkaiError", "ReadError", "UnsupportedFormatError"]


class GongkaiError(Exception):
    """Root of the errors that this package raises on purpose."""


class ReadError(GongkaiError, ValueError):
    """A file that cannot be read as a report.

    Args:
        path: the file, as the caller gave it.
        reason: a stable code, such as ``empty`` or ``damaged``; all of them: docs/operations.md.
        detail: what is wrong and where.
        hint: what the user can do next.
    """

    def __init__(self, path: str, reason: str, detail: str, hint: str) -> None:
        self.path = path
        self.reason = reason
        self.detail = detail
        self.hint = hint
        super().__init__(f"{path}: {detail}; {hint}")

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str, str, str]]:
        return type(self), (self.path, self.reason, self.detail, self.hint)


class UnsupportedFormatError(ReadError):
    """A media type for which there is no reader."""


class CatalogueError(GongkaiError, ValueError):
    """A table of gongkai/catalogue that contradicts itself; names the file and the row."""
