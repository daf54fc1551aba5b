"""The names under which measures, dimensions, values and reasons are shown."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from gongkai.catalogue import measures, read_rows
from gongkai.explain.cells import visible
from gongkai.records import Observation, Qualifier, Source, Status
from gongkai.serialise import json_number

__all__ = ["COLOURS", "REASONS", "families", "family_of", "label", "marks", "measure_name", "split", "value"]

COLOURS = {
    "proactive": "green",
    "engagement": "cyan",
    "requests": "magenta",
    "appeals": "red",
    "fees": "yellow",
    "resources": "blue",
}
# Why a figure is no fact (records.Quantity.reason).
REASONS = {
    "unmatched": "no measure fits its words",
    "decoy": "counts other work than disclosure",
    "plan": "announced or planned",
    "other_year": "of another year",
    "part_year": "of a part of the year",
    "other_organ": "of another organ",
    "growth": "a change, not a figure of the year",
    "percentage": "a share",
}
_STATUS = {Status.NONE_STATED: "none stated", Status.BLANK: "blank", Status.NOT_APPLICABLE: "not applicable"}


@functools.cache
def families() -> Mapping[str, str]:
    """The families of measures in order, each with its Chinese name."""
    return {row["family"]: row["name_zh"] for row in read_rows("families.csv")}


def family_of(observation: Observation) -> str:
    """The family of what was measured."""
    return measures()[observation.measure].family


def measure_name(observation: Observation) -> str:
    """The measure in Chinese and in English: ``收到申请数 requests received``."""
    return f"{measures()[observation.measure].name} {observation.measure.replace('_', ' ')}"


@functools.cache
def _code_names() -> Mapping[tuple[str, str], str]:
    return {(row["dimension"], row["code"]): row["name_zh"] for row in read_rows("dimensions.csv")}


def split(observation: Observation) -> list[str]:
    """What the figure is split by: ``channel=online 网络申请``; the period where it is not the year's."""
    parts = list(observation.dimensions)
    if observation.period != "annual":
        parts.append(("period", observation.period))
    return [f"{name}={visible(code)} {_code_names().get((name, code), '')}".rstrip() for name, code in parts]


def value(observation: Observation) -> str:
    """The value with what qualifies it, without its unit: ``1200 over``, ``0 none stated``, ``blank``."""
    number = "" if observation.value is None else str(json_number(observation.value))
    qualifier = "" if observation.qualifier is Qualifier.EXACT else str(observation.qualifier)
    return " ".join(part for part in (number, qualifier, _STATUS.get(observation.status, "")) if part)


def marks(number: int, observation: Observation) -> str:
    """The number of a fact, ``-`` where it lost to a better source, ``!`` where another figure contradicts it."""
    return f"#{number}{'' if observation.primary else '-'}{'!' if observation.conflicted else ''}"


def label(number: int, observation: Observation) -> str:
    """What stands in the text behind the words of a fact: ``→requests_received(online)=12 #3``; of a cell ``#3``."""
    if observation.source is not Source.PROSE:
        return marks(number, observation)
    codes = [visible(code) for _, code in observation.dimensions]
    if observation.period != "annual":
        codes.append(observation.period)
    inner = f"({','.join(codes)})" if codes else ""
    return f"→{observation.measure}{inner}={value(observation)} {marks(number, observation)}"
