"""The standard tables of one year as grids whose figures are marked, laid out by tests/forms/layouts.py."""

from __future__ import annotations

import functools
from decimal import Decimal

from tests.forms import layouts
from tests.forms.layouts import Cell, Grid
from tests.writing.tables import codes, rows
from tests.writing.templates import Fact, Page, figure_codes
from tests.writing.truth import APPLICANTS, RESULTS, ROUTES, Value

_MYRIAD = 10_000
_FORMS = {"form_2019": layouts.DISCLOSURE_2019, "form_2021": layouts.DISCLOSURE_2021}


@functools.cache
def layout(name: str) -> tuple[layouts.Layout, bool, str]:
    """A layout, whether blank cells show in it, and what kind it is."""
    row = next(row for row in rows("layouts") if row["layout"] == name)
    return getattr(layouts, name), row["blanks"] == "1", row["name"]


def layout_weights() -> list[tuple[str, float]]:
    """Every layout with how often it is drawn."""
    return [(row["layout"], float(row["weight"])) for row in rows("layouts")]


class Cells:
    """Writes the cells of one report: how nothing is shown, how thousands, signs and amounts are put."""

    def __init__(self, page: Page) -> None:
        self.page = page
        shows_blanks = layout(page.style.layout)[1]
        self.nothing = page.draw.choices(("0", "", "/"), (20, 2 if shows_blanks else 0, 1))[0]
        self.signs = page.draw.choice((("减", "增"), ("-", ""), ("-", "+"), ("减", "")))
        self.thousands = page.draw.random() < 0.1

    def figure(self, measure: str, dimensions: tuple[tuple[str, str], ...], value: Value, source: str, shown: str) -> str:
        """A cell's words with the mark behind them; the fact is noted."""
        fact = Fact(measure, dimensions, value, source=source, cell=shown)
        if shown in {"", "/"}:
            fact.value, fact.status = None, "blank" if shown == "" else "not_applicable"
        return shown + self.page.add(fact)[3]

    def count(self, value: Value, keep: bool = False) -> str:
        """A count; nothing as this report shows it, unless all of the table would be gone."""
        if value == 0 and not keep:
            return self.nothing
        return f"{value:,}" if self.thousands else str(value)

    def change(self, value: Value) -> str:
        """A signed count."""
        less, more = self.signs
        return self.count(value) if value == 0 else f"{less if value < 0 else more}{abs(value)}"

    def amount(self, value: Value, unit: str) -> str:
        """Money in the unit of its column."""
        if value == 0:
            return self.nothing or "0"  # a blank at the end of a table cannot be seen
        if unit == "万元":
            return _plain(Decimal(value) / _MYRIAD)
        return _plain(Decimal(value) / _MYRIAD) + "万元" if self.page.draw.random() < 0.5 else _plain(Decimal(value))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def requests(page: Page, cells: Cells) -> Grid:
    """The table of requests; facts in the order of its cells."""
    generation = page.year.form.removeprefix("form_")
    figures: dict[tuple[str, str], str] = {}
    everything = sum(page.year.requests.values())
    for row in rows("requests_rows"):
        if row["generation"] not in {"", generation}:
            continue
        for applicant, name in zip((*APPLICANTS, "total"), layouts.APPLICANTS, strict=True):
            value = page.year.requests[row["row"], applicant]
            pairs = dict(codes(row["dimensions"]))
            if applicant != "total":
                pairs["applicant"] = applicant
            elif row["row"] == "total":
                pairs["outcome"] = "total"
            if row["row"] == "total":
                pairs["outcome"] = "total"
            shown = cells.count(value, keep=not everything)
            figures[row["label"], name] = cells.figure(row["measure"], _sorted(pairs), value, "form", shown)
    return layouts.requests_grid(figures, generation)


def appeals(page: Page, cells: Cells) -> Grid:
    """The table of reviews and lawsuits."""
    everything = sum(page.year.appeals.values())
    figures: dict[tuple[str, str], str] = {}
    for route, proceeding in zip(ROUTES, layouts.PROCEEDINGS, strict=True):
        for result, name in zip((*RESULTS, "total"), layouts.RESULTS, strict=True):
            pairs = {"proceeding": route} | ({"result": result} if result != "total" else {})
            value = page.year.appeals[route, result]
            shown = cells.count(value, keep=not everything)
            figures[proceeding, name] = cells.figure("appeals", _sorted(pairs), value, "form", shown)
    return layouts.appeals_grid(figures)


def articles(page: Page, cells: Cells) -> Grid:
    """The table of article 20."""
    figures: dict[tuple[str, str], str] = {}
    everything = any(page.year.articles.values())
    for row in rows("article_rows"):
        if row["form"] != page.year.form:
            continue
        key = row["row"], row["column"]
        value = page.year.articles[key]
        if not everything:
            shown = "0"
        elif row["unit"]:
            shown = cells.amount(value, row["unit"])
        elif row["notes"] == "signed":
            shown = cells.change(value)
        else:
            shown = cells.count(value)
        figures[key] = cells.figure(row["measure"], codes(row["dimensions"]), value, "form", shown)
    return layouts.disclosure_grid(figures, _FORMS[page.year.form])


@functools.cache
def _names() -> dict[tuple[str, tuple[tuple[str, str], ...]], str]:
    """The figures of the truth by measure and dimensions."""
    found = {}
    for row in rows("figures"):
        measure, dimensions, period = figure_codes(row["figure"])
        if period == "annual":
            found[measure, dimensions] = row["figure"]
    return found


def annex(page: Page, cells: Cells) -> Grid:
    """The statistical annex of 2014."""
    shown = []
    for _, unit, measure, dimensions in layouts.ANNEX_2014:
        if not measure:
            continue
        pairs = codes(dimensions)
        value = page.year.figures[_names()[measure, pairs]] if (measure, pairs) in _names() else 0
        last = measure == "trainees"  # a blank at the end of a table cannot be seen
        words = cells.amount(value, unit) if unit == "万元" else cells.count(value, keep=last)
        shown.append(cells.figure(measure, pairs, value, "annex", words))
    return layouts.annex_grid(shown)


def _sorted(pairs: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs.items()))


def laid_out(page: Page, grid: Grid) -> str:
    """The text of a table in the layout of the report."""
    return layout(page.style.layout)[0](grid)


__all__ = ["Cell", "Cells", "annex", "appeals", "articles", "laid_out", "layout", "layout_weights", "requests"]
