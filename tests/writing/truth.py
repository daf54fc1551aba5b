"""What happened in an organ year by year: figures that add up, by the names of ``figures.csv`` and of the tables.

Nothing here is wording. Every figure of a year is made, whatever its report will say of it; what the year before
left open is carried into the next, documents in force and cumulative figures follow from the year before.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.writing.places import Organ, organ
from tests.writing.tables import rows

APPLICANTS = (
    "natural_person", "commercial_enterprise", "research_institution", "social_organization", "legal_service",
    "other_organization",
)  # fmt: skip
RESULTS = ("upheld", "corrected", "other", "pending")
ROUTES = ("review", "litigation_direct", "litigation_after_review")
_APPLICANT_WEIGHTS = (60, 14, 1, 2, 5, 4)
_CHANNELS = ("online", "letter", "in_person", "fax")
# How often a request ends so, in the forms of 2019 and 2021 and in the annex of 2014.
_ROWS = {
    "granted": 40, "partially_granted": 8, "state_secret": 0.3, "other_law": 0.5, "security_stability": 0.3,
    "third_party": 2, "internal_affairs": 2, "deliberative": 2, "enforcement_file": 1.5, "administrative_inquiry": 2,
    "not_held": 16, "needs_creation": 4, "unclear": 2, "petition": 3, "repeated": 3, "publication": 0.5,
    "excessive": 0.5, "reconfirmation": 1, "other": 5,
}  # fmt: skip
_OTHER = ("not_corrected", "fee_unpaid", "other_other")
_OUTCOMES_2014 = {
    "already_public": 24, "granted": 38, "partially_granted": 5, "denied": 9, "not_this_organ": 10, "nonexistent": 8,
    "amend": 4, "redirected": 2,
}  # fmt: skip
_REASONS_2014 = (
    "state_secret", "trade_secret", "personal_privacy", "security_stability", "not_government_information",
    "other_law",
)  # fmt: skip
_CATEGORIES = (
    "机构职能", "政策法规", "规划计划", "工作动态", "人事任免", "财政预决算", "通知公告", "行政许可", "应急管理",
    "统计数据", "办事指南", "公告公示",
)  # fmt: skip
Value = int | Decimal


@dataclass(slots=True)
class Year:
    """One year of one organ.

    Attributes:
        figures: by the names of ``figures.csv``; money in yuan.
        categories: items disclosed by category; they add up to ``figures["disclosed"]``.
        requests: the table of requests by (row, applicant), the total of each row as "total".
        appeals: by (route, result), the total of each route as "total".
        articles: the table of article 20 by (row, column) of ``article_rows.csv``.
    """

    organ: Organ
    year: int
    form: str
    figures: dict[str, Value] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    requests: dict[tuple[str, str], int] = field(default_factory=dict)
    appeals: dict[tuple[str, str], int] = field(default_factory=dict)
    articles: dict[tuple[str, str], Value] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """What one year hands on to the next."""

    open: dict[str, int]
    in_force: int
    cumulative: int
    items: dict[str, int]


def form_of(year: int, draw: random.Random) -> str:
    """The generation that a report of this year follows; some organs never added the annex."""
    if year <= 2013:
        return "prose_2008"
    if year <= 2018:
        return "annex_2014" if draw.random() < 0.7 else "prose_2008"
    return "form_2019" if year <= 2020 else "form_2021"


def history(seed: int, number: int) -> list[Year]:
    """Every year of the organ of that number, from its first on; the same for the same seed."""
    body = organ(seed, number)
    draw = random.Random(f"history/{seed}/{number}")
    state = _State(dict.fromkeys(APPLICANTS, 0), draw.randrange(40), 0, {})
    busy = draw.choice((0.0, 0.3, 1.0, 2.5))
    return [_year(body, year, form_of(year, draw), draw, state, busy) for year in range(body.years[0], body.years[1] + 1)]


def _year(body: Organ, year: int, form: str, draw: random.Random, state: _State, busy: float) -> Year:
    made = Year(body, year, form)
    _disclosure(made, draw, state)
    _requests(made, draw, state, busy * body.size)
    _appeals(made, draw, busy * body.size)
    _rest(made, draw)
    _articles(made, draw, state)
    return made


def spread(draw: random.Random, total: int, weights: Sequence[float]) -> list[int]:
    """``total`` in parts that add up to it, each about its weight's share; for small totals some are nothing."""
    if total <= 60:
        parts = [0] * len(weights)
        for place in draw.choices(range(len(weights)), weights, k=total):
            parts[place] += 1
        return parts
    drawn = [weight * draw.uniform(0.5, 1.5) for weight in weights]
    parts = [int(total * each / sum(drawn)) for each in drawn]
    parts[parts.index(max(parts))] += total - sum(parts)
    return parts


def _count(draw: random.Random, mean: float, zero: float = 0.0) -> int:
    """A number about ``mean``, skewed as counts are; nothing as often as ``zero`` says."""
    return 0 if draw.random() < zero else max(1, round(draw.lognormvariate(0, 0.6) * mean))


def _round_or_not(draw: random.Random, number: int) -> int:
    """Some figures are round, as those are that nobody counted."""
    return max(10, number // 10 * 10) if number > 30 and draw.random() < 0.2 else number


def _disclosure(made: Year, draw: random.Random, state: _State) -> None:
    figures, size = made.figures, made.organ.size
    total = _round_or_not(draw, _count(draw, 260 * size))
    figures["disclosed"] = total
    state.cumulative += total
    figures["cumulative"] = state.cumulative
    channels = ["website", "bulletin_board", "newspaper", "broadcast", "archive_library", "channel_other"]
    if made.organ.kind == "government":
        channels.append("gazette")
    if made.year >= 2012:
        channels += ["weibo", "wechat"]
    figures.update(dict.fromkeys(("gazette", "weibo", "wechat"), 0))
    # an item goes out on several channels, so that these need not add up
    for channel in channels:
        share = 0.75 if channel == "website" else draw.uniform(0.02, 0.3)
        figures[channel] = _round_or_not(draw, _count(draw, total * share, zero=0.0 if channel == "website" else 0.1))
    names = draw.sample(_CATEGORIES, draw.randint(3, 6))
    made.categories = dict(zip(names, spread(draw, total, [draw.uniform(0.2, 2) for _ in names]), strict=True))
    kept = spread(draw, total // 4, (5, 1))
    figures["produced_proactive"] = total
    figures["produced_on_request"], figures["produced_withheld"] = kept
    figures["produced"] = total + sum(kept)
    figures["normative_issued"] = _count(draw, 4 * size, zero=0.2)
    figures["normative_disclosed"] = min(int(figures["normative_issued"]), _count(draw, 4 * size, zero=0.1))


def _requests(made: Year, draw: random.Random, state: _State, busy: float) -> None:
    figures = made.figures
    new = spread(draw, _count(draw, 12 * busy, zero=0.1) if busy else 0, _APPLICANT_WEIGHTS)
    names = [*_ROWS, *_OTHER]
    table: dict[tuple[str, str], int] = {}
    for applicant, received in zip(APPLICANTS, new, strict=True):
        carried = state.open[applicant]
        left = min(received + carried, draw.choice((0, 0, 0, 1, 2)))
        parts = dict(zip(_ROWS, spread(draw, received + carried - left, tuple(_ROWS.values())), strict=True))
        parts.update(zip(_OTHER, spread(draw, parts["other"], (3, 1, 4)), strict=True))
        table.update({(row, applicant): parts[row] for row in names})
        table["received", applicant], table["carried_in", applicant] = received, carried
        table["total", applicant], table["carried_out", applicant] = received + carried - left, left
        state.open[applicant] = left
    for row in ("received", "carried_in", *names, "total", "carried_out"):
        table[row, "total"] = sum(table[row, applicant] for applicant in APPLICANTS)
    made.requests = table
    for name in ("received", "carried_in", "carried_out"):
        figures[name] = table[name, "total"]
    figures["persons"] = table["received", "natural_person"]
    figures["organizations"] = figures["received"] - figures["persons"]
    figures.update(zip(_CHANNELS, spread(draw, int(figures["received"]), (50, 22, 20, 4)), strict=True))
    _answers(made, draw)


def _answers(made: Year, draw: random.Random) -> None:
    """The outcomes as prose tells them: of the table where there is one, else those of the form of 2014."""
    figures, table = made.figures, made.requests
    answered = table["total", "total"]
    figures["answered"] = figures["closed"] = answered
    figures["extended"] = min(answered // 8, draw.randrange(3))
    figures["on_time"] = answered - figures["extended"]
    if made.form in {"form_2019", "form_2021"}:
        for name in ("granted", "partially_granted"):
            figures[name] = table[name, "total"]
        names = list(_ROWS)
        for name, first, last in (("denied", 2, 10), ("unable", 10, 13), ("not_processed", 13, 18)):
            figures[name] = sum(table[row, "total"] for row in names[first:last])
        figures["outcome_other"] = table["other", "total"]
        return
    figures.update(zip(_OUTCOMES_2014, spread(draw, answered, tuple(_OUTCOMES_2014.values())), strict=True))
    reasons = spread(draw, int(figures["denied"]), (1, 3, 4, 1, 4, 2))
    figures.update(zip(_REASONS_2014, reasons, strict=True))


def _appeals(made: Year, draw: random.Random, busy: float) -> None:
    figures = made.figures
    for route, mean, zero in (("review", 1.2, 0.5), ("litigation_direct", 0.7, 0.6), ("litigation_after_review", 0.4, 0.8)):
        total = _count(draw, mean * min(busy, 8), zero) if busy else 0
        parts = spread(draw, total, (6, 2, 1, 1 if made.year >= 2019 else 0))
        made.appeals.update({(route, result): number for result, number in zip(RESULTS, parts, strict=True)})
        made.appeals[route, "total"] = total
    for result in (*RESULTS, "total"):
        name = "" if result == "total" else f"_{result}"
        figures[f"review{name}"] = made.appeals["review", result]
        figures[f"litigation{name}"] = sum(made.appeals[route, result] for route in ROUTES[1:])
    figures["complaint"] = _count(draw, 1.5, zero=0.8) if busy else 0


def _rest(made: Year, draw: random.Random) -> None:
    figures, size = made.figures, made.organ.size
    figures["interpretations"] = _count(draw, 8 * size, zero=0.2)
    figures["hot_topics"] = _count(draw, 5 * size, zero=0.3)
    figures["press"] = _count(draw, 2 * size, zero=0.3)
    figures["press_leader"] = draw.randint(0, int(figures["press"]))
    figures["interviews"] = _count(draw, 2 * size, zero=0.3)
    figures["interviews_leader"] = draw.randint(0, int(figures["interviews"]))
    figures["social_media"] = _count(draw, 6 * size, zero=0.3)
    figures["other_responses"] = _count(draw, 3 * size, zero=0.3)
    figures["fees"] = draw.choice((Decimal(38), Decimal(187), Decimal(260), Decimal(1204))) if draw.random() < 0.2 else 0
    figures["waived"] = draw.choice((Decimal(20), Decimal(95), Decimal(310))) if draw.random() < 0.1 else 0
    figures["expenditure"] = Decimal(100 * draw.randint(20, 900)) if draw.random() < 0.7 else 0
    figures["litigation_costs"] = Decimal(1000 * draw.randint(2, 30)) if draw.random() < 0.15 else 0
    figures["offices"] = _count(draw, 2 * size, zero=0.1)
    figures["points"] = _count(draw, 2 * size, zero=0.1)
    full, part = _count(draw, 2 * size, zero=0.1), _count(draw, 3 * size, zero=0.1)
    figures["full_time"], figures["part_time"], figures["staff"] = full, part, full + part
    figures["meetings"] = _count(draw, 3, zero=0.1)
    figures["trainings"] = _count(draw, 2, zero=0.15)
    figures["trainees"] = _round_or_not(draw, _count(draw, 60 * size)) if figures["trainings"] else 0


def _articles(made: Year, draw: random.Random, state: _State) -> None:
    figures = made.figures
    issued = int(figures["normative_issued"])
    repealed = min(state.in_force, draw.choice((0, 0, 1, 2)))
    state.in_force += issued - repealed
    figures["made"], figures["repealed"], figures["in_force"] = issued, repealed, state.in_force
    for row in rows("article_rows"):
        if row["form"] != made.form:
            continue
        key = row["row"], row["column"]
        if row["figure"]:
            made.articles[key] = figures[row["figure"]]
        elif row["measure"] == "items_last_year":
            made.articles[key] = state.items.setdefault(row["row"], _count(draw, 12, zero=0.2))
        elif row["measure"] == "items_change":
            change = draw.choice((0, 0, 2, -1, -3, 5))
            made.articles[key] = max(change, -state.items[row["row"]])
            state.items[row["row"]] += int(made.articles[key])
        elif row["unit"]:
            made.articles[key] = Decimal(100 * draw.randint(1, 99999)) if draw.random() < 0.5 else 0
        else:
            made.articles[key] = _count(draw, float(row["mean"]) * made.organ.size, zero=0.3)
