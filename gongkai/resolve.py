"""The same fact from several places of a report: which reading stands, which lose, and which contradict each other.

Precedence: standard table, then statistical annex, then the section on that subject, then other sections, then the
overview (spec: annotation). Nothing is dropped; losers stay with ``primary`` false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gongkai.arithmetic import Sum, agree, find_balances
from gongkai.catalogue import measures
from gongkai.records import (
    Draft,
    Identity,
    Level,
    Observation,
    OrganKind,
    Qualifier,
    Scope,
    Section,
    Source,
    Topic,
    finished,
)
from gongkai.sections import section_finder
from gongkai.sums import find_sums

__all__ = ["precedence", "resolve", "resolve_with_sums", "top_sections"]

_FORM, _ANNEX, _SUBJECT, _SUBJECT_IN_OVERVIEW, _OTHER_SECTION, _OVERVIEW, _PLANS, _NO_VALUE = range(8)
# The sections in which the figures of a family are at home.
_HOME = {
    "proactive": {Topic.PROACTIVE},
    "engagement": {Topic.ENGAGEMENT, Topic.PROACTIVE},
    "requests": {Topic.REQUESTS},
    "appeals": {Topic.APPEALS},
    "fees": {Topic.FEES, Topic.RESOURCES},
    "resources": {Topic.RESOURCES, Topic.FEES},
}


def resolve(
    observations: Iterable[Observation], sections: Sequence[Section], identity: Identity
) -> tuple[Observation, ...]:
    """Order the readings of a report and decide which of them stand.

    Args:
        observations: of the tables and of the prose, in any order.
        sections: of the same report.
        identity: tells whose figures an annex or an unmarked sentence gives.

    Returns:
        All of them, ordered by span, with ``section``, ``scope``, ``primary``, ``conflicted`` and ``support`` set.
        Of several readings of one key the best-placed stand; two that are placed alike and differ both stand.
    """
    return resolve_with_sums(observations, sections, identity)[0]


def resolve_with_sums(
    observations: Iterable[Observation], sections: Sequence[Section], identity: Identity
) -> tuple[tuple[Observation, ...], tuple[Sum, ...]]:
    """The same, and the sums that told: findings are made of them, and to look for them twice costs time."""
    find = section_finder(sections)
    scopes = _usual_scopes(identity)
    placed = [_placed(observation, find, scopes) for observation in observations]
    placed.sort(key=lambda one: (one.span.start, one.span.end, one.measure, one.dimensions, one.period))
    by_key: dict[object, list[int]] = {}
    for index, observation in enumerate(placed):
        by_key.setdefault(observation.key, []).append(index)
    ranks = [precedence(observation, sections) for observation in placed]
    for indices in by_key.values():
        if len(indices) > 1:
            _settle(placed, indices, ranks, identity)
    sums = find_sums(placed, top_sections(placed, sections), ranks)
    _set_support(placed, sums)
    return tuple(map(finished, placed)), sums


def precedence(observation: Observation, sections: Sequence[Section]) -> int:
    """How well a reading is placed: 0 for a standard table, more for every step down."""
    if observation.value is None:
        return _NO_VALUE
    if observation.source is not Source.PROSE:
        return _FORM if observation.source is Source.FORM else _ANNEX
    if observation.section is None:
        return _OVERVIEW
    section = sections[observation.section]
    top = section
    while top.parent is not None:
        top = sections[top.parent]
    if section.topic in _HOME[measures()[observation.measure].family]:
        return _SUBJECT_IN_OVERVIEW if top.topic is Topic.OVERVIEW else _SUBJECT
    if section.topic is Topic.OVERVIEW:
        return _OVERVIEW
    return _PLANS if top.topic is Topic.PROBLEMS else _OTHER_SECTION


def top_sections(observations: Sequence[Observation], sections: Sequence[Section]) -> tuple[int | None, ...]:
    """For each observation the top-level section it stands in, None for the preamble."""
    roots: list[int] = []
    for section in sections:
        roots.append(section.index if section.parent is None else roots[section.parent])
    return tuple(None if one.section is None else roots[one.section] for one in observations)


def _usual_scopes(identity: Identity) -> Mapping[Source, Scope]:
    """Whose figures those are whose words do not say it, where the kind of organ tells.

    A department's or a township's figures are its own; the annex of a county or above counts all organs below it.
    The cells of the standard tables stay unstated: reports fill them either way and do not say which.
    """
    if identity.organ_kind is OrganKind.DEPARTMENT or identity.level is Level.TOWNSHIP:
        return {Source.ANNEX: Scope.ORGAN, Source.PROSE: Scope.ORGAN}
    return {Source.ANNEX: Scope.JURISDICTION} if identity.organ_kind is OrganKind.GOVERNMENT else {}


def _placed(one: Observation, find: Callable[[int], int | None], scopes: Mapping[Source, Scope]) -> Any:  # noqa: ANN401
    """A draft of the observation with its section and scope.

    Field by field: every figure of every report goes through here, and ``replace`` takes ten times as long.
    """
    return Draft(
        one.measure, one.dimensions, one.period, one.value, one.unit, one.status, one.qualifier,
        scopes.get(one.source, Scope.UNSTATED) if one.scope is Scope.UNSTATED else one.scope,
        one.source, one.method, one.span,
        find(one.span.start) if one.section is None else one.section,
        one.primary, one.conflicted, one.support,
    )  # fmt: skip


def _scope_order(observation: Observation, identity: Identity) -> int:
    """Among readings placed alike: a government's report is about all below it, a department's about itself."""
    own = Scope.JURISDICTION if identity.organ_kind is OrganKind.GOVERNMENT else Scope.ORGAN
    if observation.scope is own:
        return 0
    return 1 if observation.scope is Scope.UNSTATED else 2


def _settle(placed: Sequence[Any], indices: list[int], places: Sequence[int], identity: Identity) -> None:
    """Mark, among the readings of one key, those that stand and those that contradict each other."""
    ranks = {index: (places[index], _scope_order(placed[index], identity)) for index in indices}
    best = min(ranks.values())
    standing: list[int] = []
    for index in sorted(
        (index for index in indices if ranks[index] == best),
        key=lambda index: (placed[index].qualifier is not Qualifier.EXACT, index),
    ):
        if not any(agree(placed[index], placed[other]) for other in standing):
            standing.append(index)
    stands = set(standing)
    given = {(placed[index].value, placed[index].qualifier): index for index in indices}
    figures = [index for (value, _), index in given.items() if value is not None]
    for index in indices:
        one = placed[index]
        one.conflicted = one.value is not None and any(_contradict(one, placed[other]) for other in figures)
        one.primary = index in stands


def _contradict(one: Observation, other: Observation) -> bool:
    """Whether two readings of one key differ, and are not of the organ alone and of all below it."""
    return {one.scope, other.scope} != {Scope.ORGAN, Scope.JURISDICTION} and not agree(one, other)


def _set_support(placed: Sequence[Any], sums: Iterable[Sum]) -> None:
    """Set what the report's own sums say: confirmed by one that adds up, else contradicted by one that does not."""
    confirmed: set[int] = set()
    contradicted: set[int] = set()
    for one in sums:
        if one.confirms:
            confirmed.update((one.total, *one.parts))
        elif not one.holds and one.mode == "exact" and (one.source is not Source.PROSE or one.low > 0):
            contradicted.update((one.total, *one.parts))
    for balance in find_balances(placed):
        members = (balance.new, balance.carried_in, balance.decided, balance.carried_out)
        (contradicted if balance.difference else confirmed).update(members)
    for index in contradicted - confirmed:
        placed[index].support = "contradicted"
    for index in confirmed:
        placed[index].support = "confirmed"
