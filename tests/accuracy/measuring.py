"""What was read right, by fact and by report. How facts match is told in tests/support/scoring.py, nowhere else."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongkai.catalogue import measures
from gongkai.exceptions import GongkaiError
from gongkai.extract import extract_document
from gongkai.readers import read_file
from gongkai.records import Finding, Report
from tests.accuracy.cases import Case, Gold, layout
from tests.support import scoring
from tests.support.scoring import Comparison, Fact

DEFAULTS = {"status": "reported", "qualifier": "exact", "scope": "unstated"}
PROPERTIES = (*DEFAULTS, "scope_stated", "span")
IDENTITY = ("organ", "region", "year", "published", "form", "tables", "sections")


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that was read wrong.

    Attributes:
        document: name of the report.
        kind: ``missing``, ``extra``, a property of a fact or of the report, ``finding missing``, ``finding extra``.
        what: the fact or finding, with its evidence.
        read: what was read instead, "" where there is nothing to say.
    """

    document: str
    kind: str
    what: str
    read: str = ""


@dataclass
class Tally:
    """Counts over some facts: ``right``, ``extra``, ``missing``, and of each property how many were right of how many.

    ``scope_stated`` counts only the facts whose scope the gold file states.
    """

    right: int = 0
    extra: int = 0
    missing: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Right of all that were read; 1 where nothing was."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Right of all that there are; 1 where there are none."""
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def rate(self, name: str) -> float:
        """How many of the facts (or reports) had this property right; 1 where there are none."""
        return self.properties[name] / self.of[name] if self.of[name] else 1.0

    def count(self, name: str, right: bool) -> None:
        """One more fact, or report, with this property."""
        self.of[name] += 1
        self.properties[name] += right

    def add(self, other: Tally) -> None:
        """Take in the counts of another tally."""
        self.right += other.right
        self.extra += other.extra
        self.missing += other.missing
        self.properties.update(other.properties)
        self.of.update(other.of)


@dataclass
class Result:
    """What became of one report.

    Attributes:
        case: the report and its gold record.
        form, layout: groups that it belongs to; the form is the one that was recognised where the gold has none.
        families: counts of its facts by family.
        whole: properties of the report (IDENTITY) and ``findings``.
        besides: findings that the gold file does not list.
        errors: everything that was read wrong.
    """

    case: Case
    form: str
    layout: str
    families: dict[str, Tally]
    whole: Tally
    besides: int
    errors: list[Error]


def measure(case: Case) -> Result:
    """Read one report and compare it with its gold record; one that cannot be read misses everything."""
    try:
        report = extract_document(read_file(case.path))
    except GongkaiError as error:
        return _unread(case, str(error))
    gold = case.gold
    result = Result(
        case=case,
        form=str(gold.get("form") or report.identity.form),
        layout=layout(gold, report.document.text),
        families={},
        whole=Tally(),
        besides=0,
        errors=[],
    )
    _facts(result, scoring.compare(gold["facts"], scoring.facts(report)))
    _whole(result, report)
    _findings(result, report.findings)
    return result


def _unread(case: Case, reason: str) -> Result:
    result = Result(case, str(case.gold.get("form")), "not read", {}, Tally(), 0, [Error(case.name, "unread", reason)])
    _facts(result, Comparison(missing=[fact for fact in case.gold["facts"] if not fact.get("optional")]))
    return result


def _facts(result: Result, outcome: Comparison) -> None:
    name = result.case.name
    misplaced = {id(fact) for _, fact in outcome.misplaced()}
    for gold, fact in outcome.hits:
        if gold.get("optional"):
            continue
        tally = _family(result, fact)
        tally.right += 1
        for each, default in DEFAULTS.items():
            if each == "scope" and "scope" not in gold:
                continue  # the words leave it open
            wanted, read = gold.get(each) or default, fact.get(each) or default
            tally.count(each, wanted == read)
            if each == "scope" and wanted != default:
                tally.count("scope_stated", wanted == read)
            if wanted != read:
                result.errors.append(Error(name, each, scoring.brief(gold), f"{read}, not {wanted}"))
        tally.count("span", id(fact) not in misplaced)
        if id(fact) in misplaced:
            result.errors.append(Error(name, "span", scoring.brief(gold), str(fact.get("evidence"))))
    for fact in outcome.missing:
        _family(result, fact).missing += 1
        result.errors.append(Error(name, "missing", scoring.brief(fact)))
    for fact in outcome.extra:
        _family(result, fact).extra += 1
        result.errors.append(Error(name, "extra", scoring.brief(fact)))


def _family(result: Result, fact: Fact) -> Tally:
    return result.families.setdefault(measures()[fact["measure"]].family, Tally())


def _whole(result: Result, report: Report) -> None:
    for name, wanted, read in _identity(result.case.gold, report):
        result.whole.count(name, wanted == read)
        if wanted != read:
            result.errors.append(Error(result.case.name, name, str(wanted), str(read)))


def _identity(gold: Gold, report: Report) -> Iterator[tuple[str, Any, Any]]:
    """Each property of the report with what the gold has and what was read; those that the gold lacks left out."""
    identity = report.identity
    read: dict[str, Any] = {
        "organ": _simplified(identity.organ),
        "region": identity.region,
        "year": identity.year,
        "published": identity.published.isoformat() if identity.published else None,
        "form": str(identity.form) if identity.form else None,
        "tables": {name: str(state) for name, state in report.tables.items()},
    }
    for name, value in read.items():
        if name in gold:
            yield name, _simplified(gold[name]) if name == "organ" else gold[name], value
    for wanted in gold.get("sections", ()):
        yield "sections", (wanted["title"], wanted["topic"]), _section(wanted, report)


def _section(wanted: Mapping[str, str | None], report: Report) -> tuple[str | None, str | None] | None:
    """The section of that title with its topic; any on the topic where the text lacks the title."""
    titles = [(one.title.strip("# \t"), one.topic and str(one.topic)) for one in report.sections]
    if wanted["title"] is None:
        return next(((None, topic) for _, topic in titles if topic == wanted["topic"]), None)
    found = [one for one in titles if one[0] == wanted["title"]]
    return next((one for one in found if one[1] == wanted["topic"]), found[0] if found else None)


def _findings(result: Result, findings: tuple[Finding, ...]) -> None:
    wanted = result.case.gold.get("findings")
    if wanted is None:
        return
    missing, extra = scoring.compare_findings(wanted, findings)
    lost = {id(finding) for finding in missing}
    for finding in wanted:
        result.whole.count("findings", id(finding) not in lost)
    result.besides = len(extra)
    name = result.case.name
    for finding in missing:
        words = " … ".join(place.get("text", "") for place in finding["evidence"])
        result.errors.append(Error(name, "finding missing", f"{finding['kind']}: {finding['message']} “{words}”"))
    result.errors += [Error(name, "finding extra", f"{one.rule}: {one.message_en}") for one in extra]


@functools.cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(name: str | None) -> str | None:
    return name and _converter().convert(name)


def total(results: Iterable[Result]) -> Tally:
    """All counts of facts together."""
    return merged(tally for result in results for tally in result.families.values())


def merged(tallies: Iterable[Tally]) -> Tally:
    """The counts of several tallies together."""
    together = Tally()
    for tally in tallies:
        together.add(tally)
    return together


def by_family(results: Iterable[Result]) -> dict[str, Tally]:
    """Counts of facts by family of measures, in the order of the catalogue."""
    groups = {measure.family: Tally() for measure in measures().values()}
    for result in results:
        for family, tally in result.families.items():
            groups[family].add(tally)
    return {family: tally for family, tally in groups.items() if tally.right + tally.extra + tally.missing}


def by_report(results: Iterable[Result], group: Callable[[Result], str]) -> dict[str, tuple[int, Tally]]:
    """How many reports belong to each group, and the counts of their facts."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(group(result), []).append(result)
    return {name: (len(members), total(members)) for name, members in sorted(groups.items())}
