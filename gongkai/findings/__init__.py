"""What does not add up, or is not there, in one report: one module a kind of check, rules as data.

Rules are described in catalogue/findings.csv. Each finding has the numbers of both sides and the observations they
came from; figures that may be right as printed (partial lists, roundings, 约 and 余) give none.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.arithmetic import Sum
from gongkai.findings.case import Case
from gongkai.findings.comparisons import compare
from gongkai.findings.damage import find_damage
from gongkai.findings.presence import find_gaps
from gongkai.findings.shares import check_shares
from gongkai.findings.totals import check_balances, check_totals
from gongkai.normalise import View
from gongkai.readings import FormReading, ProseReading
from gongkai.records import Document, Finding, Identity, Observation, Section

__all__ = ["check"]

_CHECKS = (check_totals, check_balances, check_shares, compare, find_gaps, find_damage)


def check(  # noqa: PLR0917  the parts of a report in the order in which they are read
    document: Document,
    view: View,
    identity: Identity,
    sections: Sequence[Section],
    observations: Sequence[Observation],
    forms: FormReading,
    prose: ProseReading,
    *,
    sums: tuple[Sum, ...] | None = None,
) -> tuple[Finding, ...]:
    """Run every check on one report.

    Args:
        document: as read.
        view: its folded text.
        identity: whose report it is, for which year.
        sections: its heading tree.
        observations: as :func:`gongkai.resolve.resolve` gives them; findings refer to their positions.
        forms: what its tables say.
        prose: what its sentences say; its shares are checked against their counts.

        sums: of these observations, as :func:`gongkai.resolve.resolve_with_sums` gives them; looked for if missing.

    Returns:
        Findings in order of the text, those without a place last.
    """
    case = Case.of(
        document=document,
        view=view,
        identity=identity,
        sections=sections,
        observations=observations,
        forms=forms,
        prose=prose,
        sums=sums,
    )
    found = [finding for run in _CHECKS for finding in run(case)]
    last = len(document.text)
    return tuple(sorted(found, key=lambda one: (one.span.start if one.span else last, one.rule)))
