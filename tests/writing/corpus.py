"""A folder of written reports with the truth beside it, for benchmarks and for SQL over the warehouse.

``raw/`` holds the reports, so that the folder can be GONGKAI_HOME. ``truth.parquet`` has a row for each fact as it was
written, ``reports.parquet`` a row for each report.
"""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tests.writing import grids
from tests.writing.places import organ
from tests.writing.report import Written, replay, reports, write
from tests.writing.truth import history

DIMENSIONS = (
    "channel", "category", "disclosure_class", "document_type", "document_status", "activity", "by_leader",
    "applicant", "timeliness", "outcome", "reason", "proceeding", "result", "staff_type",
)  # fmt: skip
_WORDS = pa.string()
FACTS = pa.schema(
    [
        ("report", _WORDS), ("path", _WORDS), ("organ", _WORDS), ("level", _WORDS), ("kind", _WORDS),
        ("year", pa.int16()), ("form", _WORDS), ("source", _WORDS), ("measure", _WORDS), ("period", _WORDS),
        *((name, _WORDS) for name in DIMENSIONS), ("value", pa.decimal128(18, 2)), ("status", _WORDS),
        ("qualifier", _WORDS), ("scope", _WORDS), ("span_start", pa.int32()), ("span_end", pa.int32()),
        ("evidence", _WORDS),
    ]
)  # fmt: skip
REPORTS = pa.schema(
    [
        ("report", _WORDS), ("path", _WORDS), ("organ", _WORDS), ("level", _WORDS), ("kind", _WORDS),
        ("year", pa.int16()), ("form", _WORDS), ("published", pa.date32()), ("script", _WORDS), ("layout", _WORDS),
        ("damage", _WORDS), ("characters", pa.int32()), ("facts", pa.int32()),
    ]
)  # fmt: skip
_ORGANS_A_TASK = 8
# Figures that no other follows from, so that a report with another one still agrees with itself.
_ALONE = ("trainees", "meetings", "interpretations", "trainings", "hot_topics", "points", "offices", "expenditure")


@dataclass(frozen=True, slots=True)
class _Task:
    """Organs ``first`` up to ``last``; of the last one only the first ``years`` reports, all where None."""

    folder: Path
    seed: int
    first: int
    last: int
    years: int | None


def path_of(written: Written) -> str:
    """Where a report lies below ``raw/``, with ``/``."""
    number = written.year.organ.number
    return f"{number // 50:05}/{number:06}/{written.name}.txt"


def write_corpus(
    folder: Path, count: int, seed: int, *, workers: int = 1, advance: Callable[[int], None] = lambda _: None
) -> int:
    """Write ``count`` reports, organ by organ; the same files for the same seed, however many workers write them.

    Args:
        folder: is made where it is missing; must not hold a corpus yet.
        count: reports; the last organ's years may not all be written.
        seed: of the corpus.
        workers: processes.
        advance: called with the number of reports written since the last call.

    Returns:
        The number of facts.
    """
    if (folder / "truth.parquet").exists():
        raise FileExistsError(f"{folder} holds a corpus already: name another folder, or take it away")
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    facts = 0
    with (
        pq.ParquetWriter(folder / "truth.parquet", FACTS, compression="zstd") as truth,
        pq.ParquetWriter(folder / "reports.parquet", REPORTS, compression="zstd") as index,
    ):
        for about, stated in _done(list(_tasks(folder, count, seed)), workers):
            truth.write_table(stated)
            index.write_table(about)
            facts += stated.num_rows
            advance(about.num_rows)
    return facts


@dataclass(frozen=True, slots=True)
class Revision:
    """What :func:`revise_corpus` did: names of reports."""

    changed: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


def revise_corpus(folder: Path, every: int) -> Revision:
    """Another year of a corpus' life: figures put right, a report withdrawn, one of a new organ; its truth as well.

    Args:
        folder: of :func:`write_corpus`.
        every: one report in so many states another figure, as far as they state any that stands alone.
    """
    names = pq.read_table(folder / "reports.parquet", columns=["report"]).column("report").to_pylist()
    removed, rest = names[-1], names[:-1]
    chances = (itertools.islice(rest, start, start + every) for start in range(0, len(rest), every))
    found = (next(filter(None, (revised(replay(name)) for name in some)), None) for some in chances)
    changed = [written for written in found if written is not None]
    seed, last, _ = map(int, removed.split("-"))
    added = next(reports(seed, last + 1))
    (folder / "raw" / path_of(replay(removed))).unlink()
    for written in (*changed, added):
        _save(folder, written)
    gone = [removed, *(written.name for written in changed)]
    for name, rows in (("reports", _index), ("truth", _stated)):
        table = rows((*changed, added))
        _replace(folder / f"{name}.parquet", gone, table)
    return Revision(tuple(written.name for written in changed), (removed,), (added.name,))


def revised(written: Written) -> Written | None:
    """The same report with another figure in it, one that stands alone; None where it states no such figure."""
    seed, number, year = map(int, written.name.split("-"))
    for name in _ALONE:
        (other,) = (each for each in history(seed, number) if each.year == year)
        if other.figures[name]:
            other.figures[name] += 100 if name == "expenditure" else 1
            again = write(seed, other)
            if again.text != written.text:
                return again
    return None


def _replace(file: Path, gone: list[str], table: pa.Table) -> None:
    """Take the rows of some reports out of a file, and put others in."""
    draft = file.with_name(f"new-{file.name}")
    with duckdb.connect() as connection:
        connection.register("more", table)
        connection.execute("create table gone as select unnest(?) as report", [gone])
        connection.execute(
            f"""copy (select * from read_parquet('{file}') where report not in (from gone) union all from more)
            to '{draft}' (format parquet, compression zstd)"""
        )
    draft.replace(file)


def _done(tasks: list[_Task], workers: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    if workers == 1:
        yield from map(_write, tasks)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(_write, tasks)


def _tasks(folder: Path, count: int, seed: int) -> Iterator[_Task]:
    first, written = 0, 0
    for number in itertools.count():
        begin, end = organ(seed, number).years
        years = min(end - begin + 1, count - written)
        written += years
        done = written == count
        if done or number + 1 - first == _ORGANS_A_TASK:
            yield _Task(folder, seed, first, number + 1, years if done else None)
            first = number + 1
        if done:
            return


def _write(task: _Task) -> tuple[pa.Table, pa.Table]:
    made: list[Written] = []
    for number in range(task.first, task.last):
        years = task.years if number + 1 == task.last else None
        for written in itertools.islice(reports(task.seed, number), years):
            _save(task.folder, written)
            made.append(written)
    return _index(made), _stated(made)


def _save(folder: Path, written: Written) -> None:
    file = folder / "raw" / path_of(written)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(written.text, encoding="utf-8", newline="")


def _index(made: Sequence[Written]) -> pa.Table:
    return pa.Table.from_pylist([_head(written) | _manner(written) for written in made], REPORTS)


def _stated(made: Sequence[Written]) -> pa.Table:
    return pa.Table.from_pylist([_head(written) | fact for written in made for fact in _facts(written)], FACTS)


def _head(written: Written) -> dict[str, Any]:
    body = written.year.organ
    return {
        "report": written.name,
        "path": path_of(written),
        "organ": body.name,
        "level": body.level,
        "kind": body.kind,
        "year": written.year.year,
        "form": written.year.form,
    }


def _manner(written: Written) -> dict[str, Any]:
    return {
        "published": written.published,
        "script": written.style.script,
        "layout": grids.layout(written.style.layout)[2] if written.tables else None,
        "damage": "+".join(written.style.damage),
        "characters": len(written.text),
        "facts": len(written.facts),
    }


def _facts(written: Written) -> Iterator[dict[str, Any]]:
    for fact in written.facts:
        yield {
            "source": fact.source,
            "measure": fact.measure,
            "period": fact.period,
            **dict(fact.dimensions),
            "value": None if fact.value is None else Decimal(fact.value),
            "status": fact.status,
            "qualifier": fact.qualifier,
            "scope": fact.scope,
            "span_start": fact.span[0],
            "span_end": fact.span[1],
            "evidence": written.text[slice(*fact.span)],
        }
