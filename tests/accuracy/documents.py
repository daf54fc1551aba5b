"""The tables in docs/accuracy.md, each between two comments that name its collection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.accuracy.cases import ROOT
from tests.accuracy.showing import Corpus, as_markdown

PAGE = ROOT / "docs" / "accuracy.md"


def table(name: str) -> str | None:
    """What the page says of one collection; None where it has no place for it."""
    match = _place(name).search(PAGE.read_text(encoding="utf-8"))
    return match and match["table"].strip("\n")


def write(corpora: Iterable[Corpus]) -> None:
    """Put the tables of these collections in their places; the others stay as they are."""
    fill(PAGE, {corpus.name: "\n".join(as_markdown(corpus)) for corpus in corpora})


def fill(page: Path, tables: Mapping[str, str]) -> None:
    """Put tables in their places on a page, each between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``."""
    text = page.read_text(encoding="utf-8")
    for name, new in tables.items():
        text, found = _place(name).subn(lambda match, new=new: f"{match['begin']}\n{new}\n{match['end']}", text)
        if not found:
            raise SystemExit(f"{page.name} has no place for {name}: add <!-- begin {name} --> and <!-- end {name} -->")
    page.write_text(text, encoding="utf-8")


def _place(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<begin><!-- begin {name} -->)\n(?P<table>.*?)(?P<end><!-- end {name} -->)", re.DOTALL)
