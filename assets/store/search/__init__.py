"""The search of the published file: words of sections, and the macros that find sections by them.

The index is that of DuckDB's fts extension, loaded from its wheel and never fetched. The macro
``search_sections`` asks the index's tables in plain SQL, so that the file needs no extension to be searched.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from assets.store.queries import connect, count, quoted, scalar
from gongkai.normalise import View
from gongkai.words import LONGEST_WORD, dictionary

__all__ = ["SearchError", "build_search", "fts_extension"]

_ANEW, _TERMS, _UPDATE, _STATS = "index", "terms", "update", "stats"
_AFTER = ("words", "search_words", "search_sections")
_MOST_REPLACED = 0.2  # of the sections, since the index was sorted; what is put in stands behind the sorted rest
_SORTED = 50_000  # sections; their words take some 100 MB while they are sorted
_MEMORY_SHARE = 0.6  # of what SQL may take: the process has its own memory beside
_VERSIONED = "fts_main_section_words.stats"  # its comment says by which code the index was made
_TRADITIONAL = range(0x4E00, 0xA000)
_FULL_WIDTH = range(0xFF01, 0xFF5F)


class SearchError(RuntimeError):
    """The search cannot be built here."""


def fts_extension() -> Path:
    """The file of the fts extension that came with its wheel, to be given to LOAD.

    Raises:
        SearchError: the wheel is not installed, or is of another version than DuckDB.
    """
    try:
        folder = importlib.resources.files("duckdb_extension_fts")
    except ModuleNotFoundError as error:
        raise SearchError("the package duckdb-extension-fts is not installed; run make, or pip install it") from error
    path = Path(str(folder)) / "extensions" / f"v{duckdb.__version__}" / "fts.duckdb_extension"
    if not path.exists():
        raise SearchError(
            f"duckdb-extension-fts has no extension for DuckDB {duckdb.__version__} on {sys.platform}; install the "
            f"same version: pip install duckdb-extension-fts=={duckdb.__version__}"
        )
    return path


def build_search(build: Path, working: Path) -> int:
    """Put the index and its macros into a database that was built.

    A build that began as a copy of the version before has that one's index, and names the reports that changed in
    ``build.changed_reports``: only their sections are put in anew, with the same answers as of an index made anew.

    Args:
        build: holds ``dim_section``; nobody else has it open.
        working: holds the words of its sections.

    Returns:
        How many different words can be searched for.

    Raises:
        SearchError: the fts extension is not there.
    """
    with connect(build, share=_MEMORY_SHARE) as connection:
        connection.execute(f"load {quoted(fts_extension())}")
        connection.execute(f"attach {quoted(working)} as working (read_only)")
        connection.register("dictionary", _dictionary())
        version = _version()
        if not (_can_be_updated(connection, version) and _updated(connection)):
            _run(connection, _ANEW)
            past = int(scalar(connection, "select coalesce(max(rowid), -1) + 1 from working.section_words"))
            for first in range(0, past, _SORTED):
                _run(connection, _TERMS, first=str(first), past=str(first + _SORTED))
        _run(connection, _STATS)
        traditional, simplified = (quoted(side) for side in _folded())
        for name in _AFTER:
            _run(connection, name, traditional=traditional, simplified=simplified, longest=str(LONGEST_WORD))
        connection.execute(f"comment on table {_VERSIONED} is '{version}'")
        connection.execute("detach working")
        return count(connection, "search.words")


def _can_be_updated(connection: duckdb.DuckDBPyConnection, version: str) -> bool:
    """Whether there is an index of this code, what changed since is known, and it is sorted well enough."""
    (known,) = _row(
        connection,
        """select count(*) from duckdb_tables()
        where (schema_name = 'build' and table_name = 'changed_reports')
            or (schema_name || '.' || table_name = $versioned and comment = $version)""",
        {"versioned": _VERSIONED, "version": version},
    )
    if known < 2:
        return False
    numbered, there, changed = _row(
        connection,
        """select max(docid) + 1, count(*), (
            select count(*) from working.section_words where report_id in (select report_id from build.changed_reports)
        ) from fts_main_section_words.docs""",
        {},
    )
    return bool(there and numbered - there + changed <= _MOST_REPLACED * there)


def _updated(connection: duckdb.DuckDBPyConnection) -> bool:
    """Bring the index up to date; False where memory is too short: made anew, it is sorted by slices."""
    try:
        _run(connection, _UPDATE)
    except duckdb.OutOfMemoryException:
        return False
    return True


def _version() -> str:
    """Hash of what decides what is in the index, but for the words."""
    scripts = "".join(map(_script, (_ANEW, _TERMS, _UPDATE, _STATS)))
    return hashlib.sha256(f"{scripts}{duckdb.__version__}".encode()).hexdigest()


def _run(connection: duckdb.DuckDBPyConnection, script: str, **values: str) -> None:
    """Run a script, with values in the place of names in braces."""
    text = _script(script)
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    for statement in _statements(text):
        connection.execute(statement)


def _script(name: str) -> str:
    return (importlib.resources.files(__name__) / f"{name}.sql").read_text(encoding="utf-8")


def _row(connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, str]) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(query, values).fetchone()
    if row is None:
        raise ValueError(f"the query gives no row: {query}")
    return row


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a semicolon ends a line there and nowhere else."""
    return (part for part in script.split(";\n") if part.strip())


def _dictionary() -> pa.Table:
    """Words and the logarithm of how likely each is, as jieba weighs them."""
    words = dictionary()
    total = math.log(sum(words.values()))
    weights = [math.log(frequency or 1) - total for frequency in words.values()]
    return pa.table({"word": pa.array(words, pa.string()), "weight": pa.array(weights, pa.float64())})


@functools.cache
def _folded() -> tuple[str, str]:
    """Characters that the words of sections do not have, and those that they have in their place.

    Full width to half width and traditional to simplified, character by character, as far as that is possible.
    """
    characters = [chr(code) for block in (_FULL_WIDTH, _TRADITIONAL) for code in block]
    # a character apart, and one among others that mark the text as traditional
    folded = {character: View(f"開{character}").text[1] for character in characters}
    changed = {before: after for before, after in folded.items() if before != after}
    return "".join(changed), "".join(changed.values())
