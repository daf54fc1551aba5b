"""What tables and columns of the warehouse are called in Chinese: catalogue/dictionary.csv, looked up.

What they hold in English is said by the models themselves, as comments in the published file.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.exceptions import CatalogueError

__all__ = ["ChineseEntry", "chinese_entry"]


@dataclass(frozen=True, slots=True)
class ChineseEntry:
    """A table's or column's name and definition in Chinese; both empty where the dictionary has no line for it."""

    name: str = ""
    definition: str = ""


def chinese_entry(table: str, column: str = "") -> ChineseEntry:
    """The entry of a column of a table, or of the table itself.

    A line that names the table goes before the line that is for the column wherever it stands.

    Raises:
        CatalogueError: the dictionary has two lines for the same thing.
    """
    entries = _entries()
    return entries.get((table, column)) or entries.get(("", column)) or ChineseEntry()


@functools.cache
def _entries() -> Mapping[tuple[str, str], ChineseEntry]:
    entries: dict[tuple[str, str], ChineseEntry] = {}
    for row in read_rows("dictionary.csv"):
        key = (row["table"], row["column"])
        if key in entries:
            raise CatalogueError(f"catalogue/dictionary.csv: two lines for {'.'.join(filter(None, key))}; keep one")
        entries[key] = ChineseEntry(row["name_zh"], row["definition_zh"])
    return entries
