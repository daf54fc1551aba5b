"""Tables of a report: the three standard tables of the 2019 and 2021 forms, and the statistical annex before them.

A table is read by its labels first, by order only where the labels are gone, and its own arithmetic decides between
readings that are otherwise equal; ``method`` of an observation says which (``cell_label``, ``cell_place``,
``cell_sum``).
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections.abc import Callable, Iterable, Sequence

from gongkai.forms.annex import read_annexes
from gongkai.forms.appeals import read_appeals, read_unlabelled_appeals
from gongkai.forms.build import TableReading
from gongkai.forms.captions import caption_scope
from gongkai.forms.catalogue import form_table, vocabulary
from gongkai.forms.dense import annex_cuts, dense_cuts
from gongkai.forms.disclosure import read_disclosure
from gongkai.forms.labels import Hit, clusters, cut_repeats
from gongkai.forms.requests import read_requests, read_unlabelled_requests
from gongkai.forms.sheet import Sheet
from gongkai.forms.states import Place, blank_table, find_places, has_annex_picture, has_picture
from gongkai.normalise import View
from gongkai.readings import FormReading
from gongkai.records import Document, Form, Observation, Section, Span, TableState

__all__ = ["read_forms"]

_Reader = Callable[[Sheet, Sequence[Hit], Sequence[Hit]], TableReading | None]
# How far apart, in squeezed characters, labels of one table may stand: notes between rows are longest in 二.
_READERS: dict[str, tuple[_Reader, int]] = {
    "disclosure": (read_disclosure, 260),
    "requests": (read_requests, 240),
    "appeals": (read_appeals, 80),
}
# Words of which any table holds some; a text without them holds none, and is not cut into pieces.
_STANDARD = re.compile(
    "本年新|新收政府|上年结转|三安全|执法案卷|勾稽关系|直接起诉|议后起诉|结果维持|信息内容|对外公开总|本年制发|现行有效件"
    "|处理决定数|项目数量|收到[和及与]?(?:处理|办理)"
)
_ANNEX = re.compile("统计表|附表|附件|指标名称|统计指标|计量单位|申请数|答复数|信息数|复议数|诉讼数|公开数")
_BARS = "|│┃║"


def read_forms(document: Document, view: View, sections: tuple[Section, ...]) -> FormReading:
    """Read the tables of one report.

    Args:
        document: for the grids and pictures that its reader knows.
        view: the folded text.
        sections: headings found before; a help where a table has no figure left, not needed otherwise.
    """
    dense = "".join(view.text.split())
    for bar in _BARS:
        dense = dense.replace(bar, "")
    places = find_places(view.text, sections)
    readings: dict[str, list[TableReading]] = {"disclosure": [], "requests": [], "appeals": [], "annex": []}
    standard = _STANDARD.search(dense) is not None
    if standard or document.tables or _ANNEX.search(dense):
        cuts = dense_cuts(view.text) if standard else annex_cuts(view.text)
        sheet = Sheet(view.text, document.tables, cuts)
        if standard:
            _read_standard(sheet, places, readings)
        elsewhere = [reading.taken for name in _READERS for reading in readings[name]]
        readings["annex"] = read_annexes(sheet, elsewhere)
    readings = {name: _captioned(view.text, found, places) for name, found in readings.items()}
    blanks = {
        place.table: span
        for place in places
        if (span := blank_table(view.text, place.body, document.tables)) is not None
    }
    states = _states(document, view, readings, places, blanks)
    taken = [reading.taken for found in readings.values() for reading in found]
    taken.extend(span for name, span in blanks.items() if states.get(name) is TableState.BLANK)
    return FormReading(
        observations=_distinct(reading for found in readings.values() for reading in found),
        states=states,
        form=_form(readings),
        taken=_merge(taken),
        damaged=tuple(sorted(pair for found in readings.values() for reading in found for pair in reading.damaged)),
    )


def _read_standard(sheet: Sheet, places: Sequence[Place], readings: dict[str, list[TableReading]]) -> None:
    labels = vocabulary().find(sheet)
    for name, (read, gap) in _READERS.items():
        table = form_table(name)
        own = [hit for hit in labels if table.has(hit.label)]
        groups = itertools.chain.from_iterable(
            cut_repeats(sheet, group, table.is_first, table.is_later) for group in clusters(own, gap)
        )
        found = (read(sheet, group, labels) for group in groups)
        readings[name] = [reading for reading in found if reading is not None]
    bare = {"requests": read_unlabelled_requests, "appeals": read_unlabelled_appeals}
    for place in places:
        if place.table in bare and not any(reading.observations for reading in readings[place.table]):
            first = bisect.bisect_left(sheet.starts, place.body.start)
            last = bisect.bisect_left(sheet.starts, place.body.end) - 1
            reading = bare[place.table](sheet, first, last) if first <= last else None
            readings[place.table].extend([reading] if reading else [])


def _states(
    document: Document,
    view: View,
    readings: dict[str, list[TableReading]],
    places: Sequence[Place],
    blanks: dict[str, Span],
) -> dict[str, TableState]:
    states = dict.fromkeys(readings, TableState.ABSENT)
    is_standard = any(place.table == "requests" for place in places) or any(readings[name] for name in _READERS)
    for name, found in readings.items():
        if any(reading.has_figures for reading in found):
            states[name] = TableState.PRESENT
        elif found:
            states[name] = TableState.BLANK
        elif name == "annex":
            if not is_standard and has_annex_picture(view.text, document.images):
                states[name] = TableState.IMAGE
        elif is_standard:
            bodies = [place.body for place in places if place.table == name]
            if any(has_picture(view.text, body, document.images) for body in bodies):
                states[name] = TableState.IMAGE
            elif name in blanks:
                states[name] = TableState.BLANK
    return states


def _form(readings: dict[str, list[TableReading]]) -> Form | None:
    """The generation that the columns of article 20 show, else the rows of the requests."""
    for name in ("disclosure", "requests"):
        for reading in readings[name]:
            if reading.generation:
                return Form.FORM_2021 if reading.generation == "2021" else Form.FORM_2019
    if readings["annex"] and not any(readings[name] for name in _READERS):
        return Form.ANNEX_2014
    return None


def _captioned(text: str, found: Sequence[TableReading], places: Sequence[Place]) -> list[TableReading]:
    """The readings of one kind of table with the scope that the captions of repeated tables state."""
    if sum(reading.has_figures for reading in found) < 2:
        return list(found)
    captioned = []
    floor = 0
    for reading in sorted(found, key=lambda reading: reading.taken.start):
        heading = max((place.heading.end for place in places if place.heading.end <= reading.taken.start), default=0)
        scope = caption_scope(text, max(floor, heading), reading.taken.start)
        observations = tuple(dataclasses.replace(one, scope=scope) for one in reading.observations)
        captioned.append(dataclasses.replace(reading, observations=observations))
        floor = reading.taken.end
    return captioned


def _distinct(readings: Iterable[TableReading]) -> tuple[Observation, ...]:
    """All observations, those of a table that another one repeats to the last cell apart."""
    before: list[Observation] = []
    kept: list[Observation] = []
    measures: set[str] = set()
    for reading in readings:
        own = {one.measure for one in reading.observations}
        # Most tables of a report are about different things, so that none can repeat another.
        if not own <= measures or not _facts(reading.observations) <= _facts(before):
            kept.extend(reading.observations)
        before.extend(reading.observations)
        measures |= own
    return tuple(sorted(kept, key=lambda observation: observation.span.start))


def _facts(observations: Iterable[Observation]) -> set[tuple[object, ...]]:
    return {(one.key, one.value, one.status, one.scope) for one in observations}


def _merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
