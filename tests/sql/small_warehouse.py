"""A working database of a few invented reports, written by hand, and `dbt build` over it.

The regions are invented too: 甲省 910000, 乙市 910100, and in it 丙县 910121 (from 2016 丙区 910111) and 丁县 910122.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb

from gongkai.schema import DIMENSION_COLUMNS, LEDGERS, TABLES

PROJECT = Path(__file__).resolve().parents[2]
SQL = PROJECT / "sql"
CATALOGUE = PROJECT / "gongkai" / "catalogue"

REGIONS = """code,name,level,parent_code,valid_from,valid_to,successor_code
910000,甲省,province,,1980,,
910100,乙市,prefecture,910000,1980,,
910111,丙区,county,910100,2016,,
910121,丙县,county,910100,1983,2016,910111
910122,丁县,county,910100,1983,,
"""

with (CATALOGUE / "measures.csv").open(encoding="utf-8", newline="") as _file:
    UNITS = {row["measure"]: row["unit"] for row in csv.DictReader(_file)}


class SmallWarehouse:
    """Rows of every table of the schema, report by report."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES | LEDGERS}

    def report(
        self,
        name: str,
        organ: str | None,
        region: str | None,
        year: int | None,
        facts: list[dict[str, object]],
        *,
        level: str = "county",
        kind: str = "government",
        form: str = "form_2019",
        published: str | None = None,
        sha256: str | None = None,
        problems: str | None = None,
    ) -> None:
        """One report; a fact is its measure, dimensions and value, and what differs from a plain figure of a form."""
        text = "政务🀄报告\r\n"  # one character of the text lies beyond the first 65 536
        spans = []
        for number, fact in enumerate(facts):
            words = f"{fact['measure']} {fact['value']}。"
            spans.append((len(text) + 2, len(text) + 2 + len(words)))
            text += f"{number:02d}{words}"
        self._add(
            "documents", report_id=name, path=f"{name}.txt", sha256=sha256 or _hash(name), media_type="text/plain",
            encoding="utf-8", text=text, organ=organ, organ_level=level, organ_kind=kind, region_code=region, year=year,
            year_source="title", published_date=published, title=None, form=form, table_disclosure="absent",
            table_requests="present", table_appeals="blank", table_annex="absent", notes=None, code_version="0",
        )  # fmt: skip
        for number, (start, end) in enumerate([(0, len(text)), *spans]):
            self._add(
                "blocks", report_id=name, block_index=number, kind="cell" if number else "table", span_start=start,
                span_end=end, page=2, box_left=72.0, box_top=80.5 + number, box_right=300.0, box_bottom=96.0 + number,
                path=None, score=None,
            )  # fmt: skip
        self._add(
            "cells", report_id=name, table_index=0, cell_index=0, row_index=0, column_index=0, row_span=1,
            column_span=2, span_start=3, span_end=5,
        )  # fmt: skip
        self._add(
            "sections", section_id=f"{name}-s0", report_id=name, section_index=0, parent_section_id=None, level=1,
            number="", title="报告", topic="overview", span_start=3, span_end=len(text), title_start=3, title_end=5,
            detection="unnumbered",
        )  # fmt: skip
        self._add(
            "section_words", section_id=f"{name}-s0", report_id=name, words="政务 报告", prose="政务 报告", parts=""
        )
        if problems is not None:
            self._problems(name, text, problems)
        self._add(
            "report_history", report_id=name, path=f"{name}.txt", sha256=sha256 or _hash(name), code_version="0",
            reading="read", first_seen_at="2025-01-01", last_seen_at="2025-02-01",
        )  # fmt: skip
        for number, (fact, (start, end)) in enumerate(zip(facts, spans, strict=True)):
            self._fact(f"{name}-{number}", name, fact, text, (start, end))
        self._add(
            "quantities", quantity_id=f"{name}-q", report_id=name, section_id=f"{name}-s0", value=3, unit="号",
            qualifier="exact", reason="unmatched", clause="政务🀄报告", span_start=0, span_end=1,
        )  # fmt: skip
        self._add(
            "findings", finding_id=f"{name}-f", report_id=name, rule="region_unknown", severity="info",
            message_en="No division.", message_zh="行政区划不明。", stated=None, computed=None, numbers="{}",
            observation_ids="[]", span_start=None, span_end=None,
        )  # fmt: skip

    def _problems(self, name: str, text: str, words: str) -> None:
        """A section on problems, of words that need not be in the text."""
        self._add(
            "sections", section_id=f"{name}-s1", report_id=name, section_index=1, parent_section_id=f"{name}-s0",
            level=2, number="", title="报告", topic="problems", span_start=3, span_end=len(text), title_start=3,
            title_end=5, detection="unnumbered",
        )  # fmt: skip
        self._add("section_words", section_id=f"{name}-s1", report_id=name, words=words, prose=words, parts="")

    def correction(self, line: int, **said: object) -> None:
        """A line of corrections.csv: report, measure and what is right, or what is wrong with the line."""
        row: dict[str, object] = {
            **dict.fromkeys(LEDGERS["corrections"].column_names), "correction_id": f"k{line}",
            "file": "corrections.csv", "line": line, "breakdown": "", "period": "annual", "action": "replace",
            "corrected_by": "甲", "corrected_on": "2025-03-01", "explanation": "数错了",
        }  # fmt: skip
        self._add("corrections", **{**row, **said})

    def reject(self, name: str) -> None:
        """A file that could not be read."""
        self._add("rejects", report_id=name, path=f"{name}.bin", sha256=None, reason="binary", message="not a text")

    def _fact(self, key: str, report: str, fact: Mapping[str, object], text: str, span: tuple[int, int]) -> None:
        value, (start, end) = fact["value"], span
        row: dict[str, object] = {
            "observation_id": key, "report_id": report, "section_id": f"{report}-s0", "period": "annual",
            "unit": UNITS[str(fact["measure"])], "status": "blank" if value is None else "reported",
            "qualifier": "exact", "scope": "unstated", "source": "form", "method": "cell_label",
            "support": "untested", "evidence": text[start:end], "span_start": start, "span_end": end,
            "is_primary": True, "is_conflicted": False, **dict.fromkeys(DIMENSION_COLUMNS),
        }  # fmt: skip
        self._add("observations", **{**row, **fact})

    def _add(self, table: str, **values: object) -> None:
        columns = (TABLES | LEDGERS)[table].column_names
        assert set(values) == set(columns), set(values) ^ set(columns)
        self.rows[table].append(tuple(values[name] for name in columns))

    def write(self, path: Path) -> None:
        """Create the working database."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(path)) as connection:
            for schema in (TABLES | LEDGERS).values():
                columns = (f"{c.name} {c.type}{'' if c.nullable else ' not null'}" for c in schema.columns)
                connection.execute(f"create table {schema.name} ({', '.join(columns)})")
                places = ", ".join("?" * len(schema.columns))
                if self.rows[schema.name]:
                    connection.executemany(f"insert into {schema.name} values ({places})", self.rows[schema.name])


def write_catalogue(folder: Path) -> None:
    """The catalogue with the invented regions in the place of the real ones."""
    folder.mkdir(parents=True)
    for name in ("measures", "dimensions", "organs", "findings", "traditional"):
        shutil.copy(CATALOGUE / f"{name}.csv", folder)
    (folder / "regions.csv").write_text(REGIONS, encoding="utf-8")


def dbt_build(target: Path, environment: Mapping[str, str], *options: str) -> dict[str, str]:
    """`dbt build` in sql/ as by hand; the status of every node by its id.

    A process of its own, since dbt reads the environment once and holds on to what it opened.
    """
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("GONGKAI_", "DBT_"))}
    variables |= {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target), **environment}
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "build", *options]
    result = subprocess.run(command, cwd=SQL, env=variables, capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    nodes = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {node["unique_id"]: node["status"] for node in nodes}


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
