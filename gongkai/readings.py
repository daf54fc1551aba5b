"""What the readers of tables and of prose hand on to resolve and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.records import Form, Observation, Quantity, Span, TableState

__all__ = ["FormReading", "ProseReading", "Share"]


@dataclass(frozen=True, slots=True)
class FormReading:
    """What the standard tables and the annex of one report say.

    Attributes:
        observations: one a cell, blank cells included; ``source`` form or annex, ``scope`` unstated.
        states: ``disclosure``, ``requests``, ``appeals``, ``annex`` and how each stands in the report.
        form: generation that the labels show; None where there is no table to tell.
        taken: stretches of the text that are tables, for prose to leave alone; ordered, disjoint.
        damaged: labels that had to be mended to be recognised: span and the label it stands for.
    """

    observations: tuple[Observation, ...] = ()
    states: Mapping[str, TableState] = field(default_factory=dict)
    form: Form | None = None
    taken: tuple[Span, ...] = ()
    damaged: tuple[tuple[Span, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage that the report gives beside a count: ``占42.21%``.

    Attributes:
        percent: the figure before the sign.
        span: the percentage in the text.
        figure: the count it stands beside (the number and its unit).
    """

    percent: Decimal
    span: Span
    figure: Span


@dataclass(frozen=True, slots=True)
class ProseReading:
    """What the sentences of one report say."""

    observations: tuple[Observation, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    shares: tuple[Share, ...] = ()
