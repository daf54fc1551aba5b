"""The tables of prose against each other: no rule names a word that is not there, no word waits for a rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gongkai
from gongkai.catalogue import read_rows
from gongkai.prose.lexicon import spellings
from gongkai.prose.words import words_of

SOURCES = "".join(
    path.read_text(encoding="utf-8") for path in sorted((Path(gongkai.__file__).parent / "prose").glob("*.py"))
)
TAGS = {(row["tag"], row["code"]) for row in read_rows("terms.csv")}
# Words that only keep their characters from being read as something else.
KEPT_APART = {"manner"}


def _named() -> set[str]:
    """Every tag that a rule names, plain or with a code."""
    named: set[str] = set()
    for row in read_rows("prose_rules.csv"):
        for column in ("anchor", "context", "forbid"):
            named |= {part for part in re.split(r"[|+]", row[column]) if part}
        named |= set(re.findall(r"@(\w+)", row["dimensions"]))
    return named


def test_every_tag_is_asked_for() -> None:
    asked = {name.partition(":")[0] for name in _named()}
    idle = {tag for tag, _ in TAGS if tag not in asked and f'"{tag}"' not in SOURCES}
    assert idle == KEPT_APART


@pytest.mark.parametrize("name", sorted(name for name in _named() if ":" in name))
def test_a_tag_with_its_code_is_known(name: str) -> None:
    tag, _, code = name.partition(":")
    assert tag in {"topic", "frame", "now", "heading"} or (tag, code) in TAGS


@pytest.mark.parametrize("use", sorted({row["use"] for row in read_rows("word_classes.csv")}))
def test_every_class_of_words_is_used(use: str) -> None:
    assert words_of(use)
    assert f'"{use}"' in SOURCES or f"'{use}'" in SOURCES


def test_no_word_stands_twice_in_a_row() -> None:
    for row in read_rows("terms.csv"):
        words = row["terms"].split()
        assert len(words) == len(set(words)), row["tag"]


@pytest.mark.parametrize(
    ("term", "words"),
    [
        pytest.param("网站", {"网站"}, id="plain"),
        pytest.param("不属{|于}本{局|厅}", {"不属本局", "不属本厅", "不属于本局", "不属于本厅"}, id="alternatives"),
        pytest.param("信息不存在", {"信息不存在", "资讯不存在"}, id="converted"),
    ],
)
def test_a_term_is_spelt_out(term: str, words: set[str]) -> None:
    assert set(spellings(term)) == words
