"""One report as the checks see it, and how a finding is put into words."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.arithmetic import Sum
from gongkai.catalogue import measures, read_rows
from gongkai.normalise import View
from gongkai.readings import FormReading, ProseReading
from gongkai.records import Document, Finding, Identity, Observation, Section, Severity, Source, Span
from gongkai.resolve import precedence, top_sections
from gongkai.sums import find_sums

__all__ = ["Case", "Key", "Text", "make", "number", "numbers"]

Text = tuple[str, str]  # the same words in Chinese and English
Key = tuple[str, tuple[tuple[str, str], ...], str]
_SOURCES: Mapping[Source, Text] = {
    Source.FORM: ("表格", "Table"),
    Source.ANNEX: ("附表", "Annex"),
    Source.PROSE: ("正文", "Text"),
}


@dataclass(frozen=True)
class Case:
    """A report with what several checks need of it.

    Attributes:
        observations: all readings, ordered by span.
        places: for each the top-level section it stands in.
        ranks: for each how well it is placed (:func:`gongkai.resolve.precedence`).
        by_key: positions of the readings of each key.
        spoken: those keys that a sentence has a figure for.
        sums: totals with their parts.
    """

    document: Document
    view: View
    identity: Identity
    sections: Sequence[Section]
    observations: Sequence[Observation]
    forms: FormReading
    prose: ProseReading
    places: tuple[int | None, ...]
    ranks: tuple[int, ...]
    by_key: Mapping[Key, Sequence[int]]
    spoken: Sequence[Key]
    sums: tuple[Sum, ...]

    @classmethod
    def of(
        cls,
        *,
        document: Document,
        view: View,
        identity: Identity,
        sections: Sequence[Section],
        observations: Sequence[Observation],
        forms: FormReading,
        prose: ProseReading,
        sums: tuple[Sum, ...] | None = None,
    ) -> Case:
        """Gather what the checks share; ``sums`` where they were found before."""
        places = top_sections(observations, sections)
        ranks = tuple(precedence(observation, sections) for observation in observations)
        by_key: dict[Key, list[int]] = {}
        for index, observation in enumerate(observations):
            by_key.setdefault(observation.key, []).append(index)
        return cls(
            document=document,
            view=view,
            identity=identity,
            sections=sections,
            observations=observations,
            forms=forms,
            prose=prose,
            places=places,
            ranks=ranks,
            by_key=by_key,
            spoken=tuple(
                key
                for key, indices in by_key.items()
                if any(observations[index].source is Source.PROSE for index in indices)
            ),
            sums=find_sums(observations, places, ranks) if sums is None else sums,
        )

    def name(self, index: int) -> Text:
        """What an observation is about, in words: 收到申请数(网络申请)."""
        observation = self.observations[index]
        measure = measures()[observation.measure]
        chinese = [_code_names().get((name, code), code) for name, code in observation.dimensions]
        english = [code.replace("_", " ") for _, code in observation.dimensions]
        if observation.period == "cumulative":
            chinese.append("历年累计")
            english.append("cumulative")
        if observation.measure == "appeals" and chinese:  # 行政复议 says more than the measure's name
            return "、".join(chinese), ", ".join(english).capitalize()
        spoken = observation.measure.replace("_", " ").capitalize()
        return (
            measure.name + (f"({'、'.join(chinese)})" if chinese else ""),
            spoken + (f" ({', '.join(english)})" if english else ""),
        )

    def source(self, index: int) -> Text:
        """Where an observation stands, in words."""
        return _SOURCES[self.observations[index].source]

    def value(self, index: int) -> Decimal:
        """The value of an observation that has one."""
        value = self.observations[index].value
        if value is None:
            raise ValueError(f"observation {index} has no value")
        return value


@functools.cache
def _code_names() -> Mapping[tuple[str, str], str]:
    return {(row["dimension"], row["code"]): row["name_zh"] for row in read_rows("dimensions.csv")}


@functools.cache
def _severities() -> Mapping[str, Severity]:
    return {row["rule"]: Severity(row["severity"]) for row in read_rows("findings.csv")}


def number(value: Decimal) -> int | float:
    """A plain number: an integer where it is one."""
    return int(value) if value == value.to_integral_value() else float(value)


def numbers(values: Sequence[Decimal]) -> list[int | float]:
    """Plain numbers."""
    return [number(value) for value in values]


def make(
    rule: str,
    message: Text,
    *,
    severity: Severity | None = None,
    stated: Decimal | None = None,
    computed: Decimal | None = None,
    figures: Mapping[str, object] | None = None,
    observations: Sequence[int] = (),
    span: Span | None = None,
) -> Finding:
    """A finding of one rule.

    Args:
        rule: code of catalogue/findings.csv.
        message: in Chinese and English.
        severity: where it is not the rule's usual one.
        stated: what the report says.
        computed: what its other figures give.
        figures: all figures of the check by name.
        observations: positions of the readings of both sides.
        span: where to look first.
    """
    return Finding(
        rule=rule,
        severity=severity or _severities()[rule],
        message_en=message[1],
        message_zh=message[0],
        stated=stated,
        computed=computed,
        numbers=dict(figures or {}),
        observations=tuple(dict.fromkeys(observations)),
        span=span,
    )
