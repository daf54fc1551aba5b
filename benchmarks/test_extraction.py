"""Extraction in one process, beside jieba over the same text and a regular expression that only finds the numbers."""

from __future__ import annotations

import itertools
import re
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import jieba
import pytest

import gongkai.extract
from benchmarks.conftest import SEED
from gongkai.extract import extract_text
from tests.writing.checking import differences
from tests.writing.report import Written, reports

REPORTS = {False: 60, True: 6}  # for each kind; the smaller number where everything is done once only
ROUNDS = {False: 7, True: 1}
NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿]+")
STAGES = ("view_of", "parse_sections", "read_forms", "identify", "read_prose", "resolve_with_sums", "check")


def written(forms: Sequence[str], count: int) -> list[Written]:
    """Written reports of some generations of the form, the same every time."""
    every = itertools.chain.from_iterable(reports(SEED, organ) for organ in itertools.count())
    return list(itertools.islice((report for report in every if report.year.form in forms), count))


CORPORA = {
    "prose": ("prose_2008",),
    "annex": ("annex_2014",),
    "tables": ("form_2019", "form_2021"),
}


@pytest.mark.benchmark(timer=time.process_time)
@pytest.mark.parametrize("kind", CORPORA)
def test_extraction(benchmark: Any, kind: str, *, smallest: bool) -> None:
    """Characters a second, and how that compares; the three are timed in turn, so that the machine is the same."""
    corpus = written(CORPORA[kind], REPORTS[smallest])
    texts = [report.text for report in corpus]
    jieba.initialize()
    others: dict[str, list[float]] = {"jieba": [], "numbers": []}

    def measure_others() -> None:
        others["jieba"].append(seconds(lambda: [jieba.lcut(text) for text in texts]))
        others["numbers"].append(seconds(lambda: [NUMBERS.findall(text) for text in texts]))

    read = benchmark.pedantic(
        lambda: [extract_text(report.text, f"{report.name}.txt") for report in corpus],
        setup=measure_others,
        rounds=ROUNDS[smallest],
        warmup_rounds=1,
    )
    wrong = [str(one) for report, what in zip(corpus, read, strict=True) for one in differences(report, what)]
    assert not wrong, "\n".join(wrong)
    took = benchmark.stats.stats.min
    size = sum(len(text.encode()) for text in texts)
    benchmark.extra_info.update(
        kind=kind,
        reports=len(corpus),
        seed=SEED,
        rounds=ROUNDS[smallest],
        characters=sum(map(len, texts)),
        facts=sum(len(report.facts) for report in corpus),
        megabytes_per_second=round(size / took / 1e6, 3),
        reports_per_second=round(len(corpus) / took, 1),
        times_jieba=round(min(others["jieba"]) / took, 2),
        times_numbers=round(took / min(others["numbers"]), 1),
        shares=shares(texts),
    )


def seconds(work: Callable[[], object]) -> float:
    """How long something takes once, in seconds of the core: what else the machine does counts little."""
    began = time.process_time()
    work()
    return time.process_time() - began


def shares(texts: Sequence[str]) -> dict[str, float]:
    """The part of the time that each stage of the extraction takes."""
    spent = dict.fromkeys(STAGES, 0.0)
    with pytest.MonkeyPatch.context() as patch:
        for stage in STAGES:
            patch.setattr(gongkai.extract, stage, _timed(getattr(gongkai.extract, stage), stage, spent))
        whole = seconds(lambda: [extract_text(text) for text in texts])
    return {stage: round(took / whole, 3) for stage, took in spent.items()}


def _timed(work: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        began = time.process_time()
        try:
            return work(*args, **kwargs)
        finally:
            spent[stage] += time.process_time() - began

    return run


@pytest.mark.benchmark(timer=time.process_time)
@pytest.mark.parametrize("factor", [4])
def test_time_grows_with_length(benchmark: Any, factor: int, *, smallest: bool) -> None:
    """A report many times as long takes about as many times as long."""
    corpus = written(CORPORA["prose"], 3 if smallest else 10)
    short = [report.text for report in corpus]
    long = [text * factor for text in short]
    single: list[float] = []

    def measure_short() -> None:
        single.append(seconds(lambda: [extract_text(text) for text in short]))

    rounds = 2 if smallest else 5
    benchmark.pedantic(
        lambda: [extract_text(text) for text in long], setup=measure_short, rounds=rounds, warmup_rounds=1
    )
    growth = benchmark.stats.stats.median / statistics.median(single)
    benchmark.extra_info.update(
        factor=factor, growth=round(growth, 2), reports=len(corpus), seed=SEED, characters=sum(map(len, short))
    )
    assert growth < factor * 2, f"text {factor} times as long took {growth:.1f} times as long"
