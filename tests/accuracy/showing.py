"""The outcome for people (text, Markdown) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from tests.accuracy.cases import Case
from tests.accuracy.measuring import (
    IDENTITY,
    PROPERTIES,
    Error,
    Result,
    Tally,
    by_family,
    by_report,
    merged,
    total,
)

PROPERTY_NAMES = {
    "status": "status",
    "qualifier": "qualifier",
    "scope": "scope",
    "scope_stated": "scope where stated",
    "span": "evidence",
}


@dataclass
class Corpus:
    """One collection of reports, what became of them, and those for which there is no reader."""

    name: str
    about: str
    results: Sequence[Result]
    unread: Sequence[Case] = ()


@dataclass(frozen=True)
class Row:
    """Counts of one group; ``reports`` is None where a report belongs to several groups."""

    group: str
    name: str
    reports: int | None
    tally: Tally


def rows(corpus: Corpus) -> Iterator[Row]:
    """All facts, then by family, form and layout."""
    yield Row("all", "all", len(corpus.results), total(corpus.results))
    for family, tally in by_family(corpus.results).items():
        yield Row("family", family, None, tally)
    for form, (count, tally) in by_report(corpus.results, lambda result: result.form).items():
        yield Row("form", form, count, tally)
    for layout, (count, tally) in by_report(corpus.results, lambda result: result.layout).items():
        yield Row("layout", layout, count, tally)


def whole(corpus: Corpus) -> Tally:
    """Properties of the reports themselves, and their findings."""
    return merged(result.whole for result in corpus.results)


def errors(corpus: Corpus) -> list[Error]:
    """Everything that was read wrong, facts first, then reports and findings, then properties of facts."""
    kinds = ("unread", "missing", "extra", *IDENTITY, "finding missing", "finding extra", *PROPERTIES)
    found = [error for result in corpus.results for error in result.errors]
    return sorted(found, key=lambda error: kinds.index(error.kind))


def as_text(corpus: Corpus) -> Iterator[str]:
    """Tables for a terminal, then every error."""
    yield f"{corpus.name}: {corpus.about}"
    for case in corpus.unread:
        facts = len(case.gold["facts"])
        yield f"  not read: {case.path.name} ({facts} facts), there is no reader for {case.path.suffix}"
    yield ""
    yield f"  {'':30}{'reports':>8}{'precision':>11}{'recall':>9}{'F1':>9}{'right':>8}{'extra':>7}{'missing':>9}"
    for row in rows(corpus):
        name = row.name if row.group == "all" else f"{row.group} {row.name}"
        one = row.tally
        yield (
            f"  {name:30}{'' if row.reports is None else row.reports:>8}{one.precision:11.4f}{one.recall:9.4f}"
            f"{one.f1:9.4f}{one.right:8}{one.extra:7}{one.missing:9}"
        )
    yield ""
    facts, reports = total(corpus.results), whole(corpus)
    yield "  facts    " + ", ".join(f"{PROPERTY_NAMES[name]} {_share(facts, name)}" for name in PROPERTIES)
    yield "  reports  " + ", ".join(f"{name} {_share(reports, name)}" for name in IDENTITY if reports.of[name])
    besides = sum(result.besides for result in corpus.results)
    if reports.of["findings"]:
        yield f"  findings {_share(reports, 'findings')} found, {besides} besides"
    yield ""
    yield f"  errors ({len(errors(corpus))})"
    for error in errors(corpus):
        read = f"; read {error.read}" if error.read else ""
        yield f"  {error.kind:16}{error.document}: {error.what}{read}"


def _share(tally: Tally, name: str) -> str:
    return f"{tally.rate(name):.4f} ({tally.properties[name]} of {tally.of[name]})"


def as_json(corpus: Corpus) -> dict[str, object]:
    """The same as plain data."""
    reports = whole(corpus)
    return {
        "corpus": corpus.name,
        "about": corpus.about,
        "unread": [case.path.name for case in corpus.unread],
        "groups": [
            {"group": row.group, "name": row.name, "reports": row.reports, **_counts(row.tally)} for row in rows(corpus)
        ],
        "reports": {name: _rate(reports, name) for name in IDENTITY if reports.of[name]},
        "findings": _rate(reports, "findings") | {"besides": sum(result.besides for result in corpus.results)},
        "errors": [asdict(error) for error in errors(corpus)],
    }


def _counts(tally: Tally) -> dict[str, object]:
    return {
        "precision": round(tally.precision, 6),
        "recall": round(tally.recall, 6),
        "f1": round(tally.f1, 6),
        "right": tally.right,
        "extra": tally.extra,
        "missing": tally.missing,
        **{name: _rate(tally, name) for name in PROPERTIES},
    }


def _rate(tally: Tally, name: str) -> dict[str, object]:
    return {"right": tally.properties[name], "of": tally.of[name], "rate": round(tally.rate(name), 6)}


def as_markdown(corpus: Corpus) -> Iterator[str]:
    """The tables of docs/accuracy.md."""
    yield f"{corpus.about[0].upper()}{corpus.about[1:]}."
    if corpus.unread:
        kinds = ", ".join(sorted({case.path.suffix for case in corpus.unread}))
        yield f"{len(corpus.unread)} more are not read, as there is no reader for {kinds}."
    yield ""
    yield "| | reports | facts | precision | recall | F1 | extra | missing |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for row in rows(corpus):
        one, reports = row.tally, "" if row.reports is None else str(row.reports)
        name = "**all**" if row.group == "all" else f"{row.group}: {row.name}"
        facts = one.right + one.missing
        yield (
            f"| {name} | {reports} | {facts} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} "
            f"| {one.extra} | {one.missing} |"
        )
    facts, reports_ = total(corpus.results), whole(corpus)
    besides = sum(result.besides for result in corpus.results)
    yield ""
    yield "| of | right |"
    yield "|---|---|"
    yield "| facts | " + ", ".join(f"{PROPERTY_NAMES[name]} {facts.rate(name):.3f}" for name in PROPERTIES) + " |"
    yield "| reports | " + ", ".join(f"{name} {_of(reports_, name)}" for name in IDENTITY if reports_.of[name]) + " |"
    if reports_.of["findings"]:
        yield f"| findings | {_of(reports_, 'findings')} found, {besides} besides |"


def _of(tally: Tally, name: str) -> str:
    return f"{tally.properties[name]}/{tally.of[name]}"
