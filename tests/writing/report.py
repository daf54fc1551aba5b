"""One report: its sections, headings and tables put together, then its script, its signs and its damage."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.writing import damage, grids
from tests.writing.style import Style, draw_style, han
from tests.writing.tables import toml
from tests.writing.templates import Fact, Page, needs, unmarked
from tests.writing.truth import Year, history

_HALF = str.maketrans("，：；（）", ",:;()")
_TABLES = {"articles": "disclosure", "requests": "requests", "appeals": "appeals", "annex": "annex"}


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """A written report.

    Attributes:
        name: seed, organ and year, ``7-12-2016``: :func:`replay` writes it again.
        year: the truth that it tells, or rather the part of it that it tells.
        style: its manner.
        text: the report.
        facts: what it states, in the order of writing.
        published: the date it gives.
        sections: numeral and title of each with its topic, in order.
        tables: which of the standard tables it has.
    """

    name: str
    year: Year
    style: Style
    text: str
    facts: list[Fact]
    published: date | None
    sections: list[tuple[str, str]]
    tables: tuple[str, ...]

    def __repr__(self) -> str:
        return self.name

    def gold(self) -> dict[str, Any]:
        """What there is to read, in the form of the gold files."""
        organ = self.year.organ
        return {
            "document": f"{self.name}.txt",
            "organ": organ.name,
            "region": None,
            "year": self.year.year,
            **({"published": self.published.isoformat()} if self.published else {}),
            "form": self.year.form,
            "layout": grids.layout(self.style.layout)[2] if self.tables else "no table",
            "tables": {},
            "facts": [self._fact(fact) for fact in self.facts],
        }

    def _fact(self, fact: Fact) -> dict[str, Any]:
        return {
            "measure": fact.measure,
            **dict(fact.dimensions),
            "period": fact.period,
            "value": float(fact.value) if isinstance(fact.value, Decimal) else fact.value,
            "status": fact.status,
            "qualifier": fact.qualifier,
            **({"scope": fact.scope} if fact.scope else {}),
            "span": list(fact.span),
            "evidence": self.text[slice(*fact.span)],
        }


def replay(name: str) -> Written:
    """The report of that name, as it was written."""
    seed, number, year = (int(part) for part in name.split("-"))
    return next(write(seed, each) for each in history(seed, number) if each.year == year)


def reports(seed: int, number: int) -> Iterator[Written]:
    """Every report of one organ, from its first year on."""
    return (write(seed, year) for year in history(seed, number))


def write(seed: int, year: Year) -> Written:
    """The report on one year; the same for the same seed."""
    name = f"{seed}-{year.organ.number}-{year.year}"
    draw = random.Random(f"report/{name}")
    page = Page(year, draw_style(draw, grids.layout_weights()), draw)
    return _Writer(name, page).write()


def form(name: str) -> Mapping[str, Any]:
    """What a generation's reports hold; one that is like another has its sections."""
    about = toml("reports")[name]
    return about if "like" not in about else {**toml("reports")[about["like"]], **about}


class _Writer:
    """Puts one report together from blocks; a table is a block that damage spares."""

    def __init__(self, name: str, page: Page) -> None:
        self.name = name
        self.page = page
        self.form = form(page.year.form)
        self.blocks: list[tuple[bool, str]] = []
        self.sections: list[tuple[str, str]] = []
        self.tables: list[str] = []
        self.cells = grids.Cells(page)

    def write(self) -> Written:
        page, draw = self.page, self.page.draw
        names = {"name": page.year.organ.name, "year": page.year.year}
        self._prose(draw.choice(self.form["titles"]).format(**names))
        published = date(page.year.year + 1, 1, 5) + timedelta(days=draw.randrange(80)) if draw.random() < 0.6 else None
        if published:
            self._prose(draw.choice(("发布日期：{}", "发布时间：{} 来源：办公室", "时间：{} 字号：[大 中 小]")).format(published))
        self._prose(page.sentence(draw.choice(toml("sentences")["openings"])))
        number = 0
        for section in self.form["sections"]:
            if draw.random() >= section.get("optional", 1):
                continue
            number += 1
            self._section(number, section)
        if "annex" in self.form:
            self._prose(draw.choice(("附表", "附件", "附表：")))
            self._prose(draw.choice(self.form["annex"]).format(**names))
            self._table("annex")
        facts = page.facts
        text = unmarked(self._finished(), facts)
        self._name_categories()
        return Written(
            self.name, page.year, page.style, text, facts, published, self.sections, tuple(self.tables)
        )

    def _prose(self, words: str) -> None:
        self.blocks.append((False, words))

    def _table(self, name: str) -> None:
        grid = getattr(grids, name)(self.page, self.cells)
        self.blocks.append((True, grids.laid_out(self.page, grid)))
        self.tables.append(_TABLES[name])

    def _section(self, number: int, section: Mapping[str, Any]) -> None:
        page = self.page
        title = page.style.headings.format(han=han(number, counted=False), title=page.draw.choice(section["headings"]))
        self._prose(title)
        self.sections.append((title, section["topic"]))
        if "table" in section:
            self._table(section["table"])
            return
        groups = [group for group in section["groups"] if page.year.year >= group.get("from", 0)]
        told = [(group, sentences) for group in groups if (sentences := list(self._group(group)))]
        for place, (group, sentences) in enumerate(told, 1):
            self._paragraph(place, group if len(told) > 1 else {}, sentences)

    def _paragraph(self, place: int, group: Mapping[str, Any], sentences: list[str]) -> None:
        words = "".join(sentences)
        manner = self.page.style.subheadings
        if manner == "none" or "title" not in group:
            self._prose(words)
            return
        title = self.page.draw.choice(group["title"])
        if manner == "line":
            self._prose(f"（{han(place, counted=False)}）{title}")
            self._prose(words)
        elif manner == "numbered":
            self._prose(f"{place}.{title}。{words}")
        else:
            self._prose(f"（{han(place, counted=False)}）{title}。{words}")

    def _group(self, group: Mapping[str, Any]) -> Iterator[str]:
        """The sentences of one group, those that there is nothing to say for left out."""
        page = self.page
        draw = page.draw
        for tell in group["tell"]:
            kinds, share = tell, 1.0
            if tell.startswith("one_of:"):
                kinds = tell.removeprefix("one_of:").split()
                draw.shuffle(kinds)
            else:
                kinds, _, share = tell.partition(":")
                kinds = [kinds]
                if kinds == ["decoys"] and page.year.organ.all and draw.random() < 0.4:
                    kinds = ["decoys_of_a_government"]
            if draw.random() >= float(share) * (page.style.decoys if tell.startswith("decoys") else 1):
                continue
            wording = next((found for kind in kinds if (found := self._wording(kind))), None)
            if wording is not None:
                yield page.sentence(wording)

    def _wording(self, kind: str) -> str | None:
        """One of the wordings that would be true; as zeros or as words, as the report does it."""
        page = self.page
        fitting = [wording for wording in toml("sentences")[kind] if page.fits(wording)]
        if not fitting:
            return None

        def told_otherwise(wording: str) -> bool:
            _, any_, nothing, _ = needs(wording)
            zeros = any(page.value(name) == 0 for name in any_)
            return bool(nothing) if page.style.zeros else zeros

        return page.draw.choice([one for one in fitting if not told_otherwise(one)] or fitting)

    def _name_categories(self) -> None:
        """Categories go by the names that the report gives them, in its script."""
        script = self.page.style.script
        if script != "simplified":
            for fact in self.page.facts:
                fact.dimensions = tuple(
                    (name, _converter(script).convert(code) if name == "category" else code)
                    for name, code in fact.dimensions
                )

    def _finished(self) -> str:
        page = self.page
        style = page.style
        blocks = self.blocks
        if style.half_signs:
            blocks = [(table, text.translate(_HALF)) for table, text in blocks]
        if style.script != "simplified":
            blocks = [(table, _converter(style.script).convert(text)) for table, text in blocks]
        out: list[str] = []
        for kind in style.damage:
            if kind != "one_line":
                blocks = [(table, text if table else damage.KINDS[kind](text, page.draw)) for table, text in blocks]
        if "one_line" in style.damage and not self.tables:
            return damage.one_line("\n".join(text for _, text in blocks), page.draw)
        for _, text in blocks:
            out.append(text)
        return "\n".join(out) + "\n"


@functools.cache
def _converter(script: str) -> Any:
    import opencc

    return opencc.OpenCC(script)
