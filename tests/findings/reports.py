"""Reports put together by hand for the checks: observations without a reader, and those that a gold file gives."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from gongkai.catalogue import measures
from gongkai.findings import check
from gongkai.normalise import View
from gongkai.readings import FormReading, ProseReading, Share
from gongkai.records import (
    Document,
    Finding,
    Form,
    Identity,
    Level,
    Observation,
    OrganKind,
    Qualifier,
    Scope,
    Section,
    Source,
    Span,
    Status,
    TableState,
)
from gongkai.resolve import resolve, top_sections
from gongkai.sections import parse_sections, section_at

SHARED = Path(__file__).resolve().parents[3] / "shared"
_TEXTS = {path.stem for path in (SHARED / "corpus").glob("*.txt")}
GOLD = sorted(path for path in (SHARED / "gold").glob("*.json") if path.stem in _TEXTS)

COUNTY = Identity("青禾县人民政府", OrganKind.GOVERNMENT, Level.COUNTY, None, 2016, "title", None, None, None)
BUREAU = Identity("青禾县林业局", OrganKind.DEPARTMENT, Level.COUNTY, None, 2016, "title", None, None, None)
TOWN = Identity("白榆镇人民政府", OrganKind.GOVERNMENT, Level.TOWNSHIP, None, 2016, "title", None, None, None)
_DEFAULTS = {
    "applicant": "total",
    "result": "total",
    "staff_type": "total",
    "outcome": "total",
    "disclosure_class": "total",
}
_TABLES = {"proactive": "disclosure", "requests": "requests", "appeals": "appeals"}
_SHARE = re.compile(r"(\d+(?:条|件))[,、]?占[^\d,。;%]{0,6}([\d.]+)%")


def observe(text: str, words: str, measure: str, value: object, source: str = "prose", **more: object) -> Observation:
    """One reading whose evidence is ``words``; dimensions are given by name, other fields with an underscore."""
    start = text.index(words)
    dimensions = {name: code for name, code in more.items() if not name.startswith("_")}
    fields = {name.removeprefix("_"): given for name, given in more.items() if name.startswith("_")}
    settings: dict[str, object] = {
        "period": "annual",
        "status": Status.BLANK if value is None else Status.REPORTED,
        "qualifier": Qualifier.EXACT,
        "scope": Scope.UNSTATED,
        "method": "hand",
        **fields,
    }
    return Observation(
        measure=measure,
        dimensions=tuple(sorted(dimensions.items())),
        value=None if value is None else Decimal(str(value)),
        unit=measures()[measure].unit,
        source=Source(source),
        span=Span(start, start + len(words)),
        **settings,  # type: ignore[arg-type]
    )


@dataclass
class Outcome:
    """A checked report: its findings and the observations that they point to."""

    findings: tuple[Finding, ...]
    observations: tuple[Observation, ...]
    sections: tuple[Section, ...]

    def of(self, rule: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.rule == rule]

    @property
    def rules(self) -> list[str]:
        return [finding.rule for finding in self.findings]


def run(
    text: str,
    observations: list[Observation] | tuple[Observation, ...] = (),
    *,
    identity: Identity = COUNTY,
    states: dict[str, TableState] | None = None,
    form: Form | None = None,
    damaged: tuple[tuple[Span, str], ...] = (),
) -> Outcome:
    """Resolve and check a report; percentages are those written 30件,占20%."""
    view = View(text)
    sections = parse_sections(view)
    shares = tuple(
        Share(Decimal(match[2]), Span(*match.span(2)), Span(*match.span(1))) for match in _SHARE.finditer(view.text)
    )
    resolved = resolve(observations, sections, identity)
    tables = tuple(one for one in resolved if one.source is not Source.PROSE)
    prose = tuple(one for one in resolved if one.source is Source.PROSE)
    absent = dict.fromkeys(("disclosure", "requests", "appeals", "annex"), TableState.ABSENT)
    found = check(
        Document("hand.txt", "", "text/plain", "", text),
        view,
        identity,
        sections,
        resolved,
        FormReading(tables, {**absent, **(states or {})}, form, damaged=damaged),
        ProseReading(prose, (), shares),
    )
    return Outcome(found, resolved, sections)


def from_gold(path: Path) -> tuple[dict[str, object], str, Outcome]:
    """A gold file, its text, and the checks run over the facts that it lists."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    source = SHARED / "corpus" / gold["document"]
    text = source.read_bytes().decode(gold.get("encoding", "utf-8")).removeprefix("\ufeff")
    sections = parse_sections(View(text))
    head = re.search("指标名称|统 ?计 ?指 ?标", text)
    annex = head.start() if head and gold["tables"]["annex"] == "present" else len(text)
    observations = []
    own = {tuple(fact["span"]) for fact in gold["facts"]}
    for fact in gold["facts"]:
        if fact.get("optional") and fact["measure"] != "requests_received":
            continue
        names = [name for name in measures()[fact["measure"]].dimensions if name != "period"]
        dimensions = {name: fact[name] for name in names if fact.get(name) not in (None, _DEFAULTS.get(name))}
        again = [place for place in fact.get("also", ()) if tuple(place) not in own]
        for start, end in (fact["span"], *again):
            place = section_at(sections, start)
            one = Observation(
                measure=fact["measure"],
                dimensions=tuple(sorted(dimensions.items())),
                period=fact.get("period", "annual"),
                value=None if fact["value"] is None else Decimal(str(fact["value"])),
                unit=measures()[fact["measure"]].unit,
                status=Status(fact["status"]),
                qualifier=Qualifier(fact.get("qualifier", "exact")),
                scope=Scope(fact.get("scope", "unstated")),
                source=Source.ANNEX if start >= annex else Source.PROSE,
                method="gold",
                span=Span(start, end),
                section=place,
            )
            top = top_sections([one], sections)[0]
            table = _TABLES.get(str(sections[top].topic)) if top is not None else None
            if table and gold["tables"][table] == "present":
                one = replace(one, source=Source.FORM)
            observations.append(one)
    states = {name: TableState(state) for name, state in gold["tables"].items()}
    form = None
    if TableState.PRESENT in (states["disclosure"], states["requests"]):
        form = Form.FORM_2019 if "采购总金额" in text else Form.FORM_2021
    identity = Identity(
        organ=gold["organ"],
        organ_kind=OrganKind.DEPARTMENT if gold["organ"].endswith(("局", "厅")) else OrganKind.GOVERNMENT,
        level=Level.TOWNSHIP if re.search("[乡镇]人民政府|街道", gold["organ"]) else Level.COUNTY,
        region=None,
        year=gold["year"],
        year_source="title",
        published=None,
        title=None,
        form=form,
    )
    return gold, text, run(text, observations, identity=identity, states=states, form=form)
