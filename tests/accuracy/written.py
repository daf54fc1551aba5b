"""Reports that the tests write (tests/writing): of every generation and manner, their facts known to the last one."""

from __future__ import annotations

from pathlib import Path

from tests.accuracy.cases import Case
from tests.writing.report import reports

SEED = 2026
ORGANS = 24  # some four hundred reports


def written(folder: Path) -> list[Case]:
    """Write the reports into a folder; the same ones each time."""
    cases = []
    for number in range(ORGANS):
        for report in reports(SEED, number):
            path = folder / f"{report.name}.txt"
            path.write_text(report.text, encoding="utf-8", newline="")
            cases.append(Case(report.name, path, report.gold()))
    return cases
