"""What is remembered from one report to the next changes nothing that is read, and has bounds."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import itertools
import pickle
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.contract import breaches
from gongkai.extract import extract_text
from gongkai.forms.sheet import _NUMERAL, Sheet, beginnings
from gongkai.identity.pieces import lines
from gongkai.normalise import View
from gongkai.records import Draft, Observation, Qualifier, Scope, Source, Span, Status, finished
from gongkai.tables import report_rows
from tests.writing.damage import broken_words, lost_spaces, one_line, spaced_numbers, wrapped
from tests.writing.report import Written, reports

MODULES = (
    "arithmetic", "contract", "forms.build", "forms.gaps", "forms.labels", "forms.sheet", "forms.values", "normalise",
    "sums", "tables",
)  # fmt: skip
BY_CATALOGUE = {"_narrower", "arrow_schema"}  # asked about dimensions and tables, of which there are a few
DAMAGE = (wrapped, spaced_numbers, broken_words, lost_spaces, one_line)


def memories() -> Iterator[tuple[Any, str, Any]]:
    """Every function with a memory that depends on what is read: its module, name, and itself."""
    for module in (importlib.import_module(f"gongkai.{name}") for name in MODULES):
        for name, value in vars(module).items():
            own = isinstance(value, functools._lru_cache_wrapper) and value.__module__ == module.__name__
            if own and value.__wrapped__.__code__.co_argcount:
                yield module, name, value


def everything(text: str) -> tuple[object, ...]:
    report = extract_text(text, "a/2020.txt")
    assert not list(breaches(report))
    return dataclasses.astuple(report), report_rows(report, "v")


@functools.cache
def written() -> list[Written]:
    return list(itertools.islice(itertools.chain.from_iterable(reports(7, number) for number in range(4)), 48))


def without_memories(text: str) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        for module, name, memory in memories():
            patch.setattr(module, name, memory.__wrapped__)
        return everything(text)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 47), st.sampled_from([None, *DAMAGE]), st.integers(0, 9))
def test_with_and_without_memories_the_same_is_read(number, damage, seed):
    text = written()[number].text
    if damage is not None:
        text = damage(text, random.Random(seed))
    first = everything(text)
    assert everything(text) == first  # now that all of it is known
    assert without_memories(text) == first


def test_the_memories_are_those_of_many_modules():
    assert {module.__name__.removeprefix("gongkai.") for module, _, _ in memories()} >= {"sums", "forms.gaps", "tables"}


@pytest.mark.parametrize(("name", "memory"), [(name, memory) for _, name, memory in memories()])
def test_every_memory_has_a_bound(name, memory):
    assert name in BY_CATALOGUE or memory.cache_parameters()["maxsize"] is not None


def test_the_first_character_tells_where_no_numeral_can_begin():
    behind = ("", ".", ")", "中", "一、", "①")
    for char in map(chr, [*range(0xD800), *range(0xE000, 0x10000)]):
        if beginnings(char, 0, 1) == (0,):
            texts = [char + rest for rest in behind]
            assert [tuple(beginnings(text, 0, len(text))) for text in texts] == [
                (match.end(), 0) if (match := _NUMERAL.match(text)) and match.end() else (0,) for text in texts
            ], char


@given(st.text(alphabet="0123456789,.、 \n|一(中x", max_size=40))
def test_openings_are_what_is_said_of_each_piece(text):
    sheet = Sheet(text)
    for start, end, number, found in zip(sheet.starts, sheet.ends, sheet.numbers, sheet.openings, strict=True):
        assert number == text[start:end].isdigit()
        assert found == () if number else found == sheet.beginnings(start, end)


@given(st.text(alphabet="报告2019 \t\r\n(bào)|　", max_size=60))
def test_a_line_knows_where_its_characters_stand(text):
    view = View(text)
    for line in lines(view):
        start = line.start
        assert [view.text[offset] for offset in line.offsets] == list(line.text)
        assert line.start == start == line.offsets[0]
        assert line.words[0] == 0


def test_a_draft_becomes_an_observation_like_any_other():
    fields = (
        "staff", (("staff_type", "full_time"),), "annual", None, "person", Status.BLANK, Qualifier.EXACT,
        Scope.UNSTATED, Source.ANNEX, "cell_label", Span(3, 5),
    )  # fmt: skip
    draft = Draft(*fields)
    draft.section = 2
    made = finished(draft)
    assert type(made) is Observation
    assert made == Observation(*fields, section=2)
    assert hash(made) == hash(Observation(*fields, section=2))
    assert repr(made) == repr(Observation(*fields, section=2))
    assert pickle.loads(pickle.dumps(made)) == made
    assert dataclasses.replace(made, section=None) == Observation(*fields)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.section = 3  # type: ignore[misc]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_no_span_ends_before_it_begins(start, end):
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_span_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Span(1, 2).start = 0  # type: ignore[misc]
