"""The records that the domain passes on: what a report is, and what was read in it.

Frozen, slotted, and free of behaviour beyond small derived values; how they become tables is in
:mod:`gongkai.tables`. All spans are half-open character offsets into ``Document.text``, which is the
decoded text as it was read, never rewritten: ``text[start:end]`` is the evidence.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

__all__ = [
    "Block",
    "Cell",
    "Document",
    "Draft",
    "Finding",
    "Form",
    "Identity",
    "Level",
    "Observation",
    "OrganKind",
    "Place",
    "Qualifier",
    "Quantity",
    "Report",
    "Scope",
    "Section",
    "Severity",
    "Source",
    "Span",
    "Status",
    "Table",
    "TableState",
    "Topic",
    "finished",
]


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """Half-open range of characters [start, end) in ``Document.text``."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"not a span: [{start}, {end})")
        _set_start(self, start)  # a frozen dataclass sets by name, in three times the time
        _set_end(self, end)

    def of(self, text: str) -> str:
        """The words at this span."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


_set_start = Span.__dict__["start"].__set__
_set_end = Span.__dict__["end"].__set__


class _Code(enum.StrEnum):
    """A closed list of codes; a code hashes as the text that it equals, which Enum's own way does in Python."""

    __hash__ = str.__hash__


class Status(_Code):
    """How a value stands in the report (spec: annotation, ``status``)."""

    REPORTED = "reported"
    NONE_STATED = "none_stated"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"


class Qualifier(_Code):
    """How exact a figure is."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


class Scope(_Code):
    """Whose figure it is: all organs below, the organ itself, or not said."""

    JURISDICTION = "jurisdiction"
    ORGAN = "organ"
    UNSTATED = "unstated"


class Source(_Code):
    """Where in the report a figure stands, in order of precedence."""

    FORM = "form"  # the three standard tables of the 2019 and 2021 forms
    ANNEX = "annex"  # the statistical annex of 2014 and its kin
    PROSE = "prose"


class Form(_Code):
    """Generation of the report form."""

    PROSE_2008 = "prose_2008"  # prose after the 2008 Regulations, no statistical table
    ANNEX_2014 = "annex_2014"  # prose with a statistical annex (form of 2014 and its local kin)
    FORM_2019 = "form_2019"  # three standard tables, format of 2019
    FORM_2021 = "form_2021"  # three standard tables, format of 2021 (国办公开办函〔2021〕30号)


class Topic(_Code):
    """What a section is about."""

    OVERVIEW = "overview"
    PROACTIVE = "proactive"
    ENGAGEMENT = "engagement"
    REQUESTS = "requests"
    FEES = "fees"
    APPEALS = "appeals"
    PROBLEMS = "problems"
    OTHER_MATTERS = "other_matters"
    ANNEX = "annex"
    CONSULTATION = "consultation"
    KEY_WORK = "key_work"
    RESOURCES = "resources"


class Level(_Code):
    """Administrative level of the organ."""

    NATIONAL = "national"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class OrganKind(_Code):
    """A people's government (or its office reporting for it), or one of its departments."""

    GOVERNMENT = "government"
    DEPARTMENT = "department"


class TableState(_Code):
    """Whether a standard table is in the report."""

    PRESENT = "present"
    BLANK = "blank"
    IMAGE = "image"
    ABSENT = "absent"


class Severity(_Code):
    """How much a finding weighs: ``error`` cannot be right as printed, ``info`` may well be."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands in the source file, so that evidence can be shown there.

    Attributes:
        page: page of a PDF or frame of a picture, from 1; None elsewhere.
        box: left, top, right, bottom in points from the upper left corner of the page (pixels in a picture).
        path: element path in HTML and DOCX (``/html/body/div[2]/p[3]``), ``sheet!A1`` in a spreadsheet,
            the member of an archive.
        score: the recognition engine's own score for words read from a picture, 0 to 1; None elsewhere.
    """

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    path: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the canonical text that stands in one place of the source.

    ``kind`` is ``paragraph``, ``heading``, ``title``, ``note``, ``metadata``, ``cell``, ``table`` or ``image``.
    """

    span: Span
    kind: str
    place: Place


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its place in the grid and its words in the text (empty span where blank)."""

    row: int
    column: int
    span: Span
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the reader itself knows to be one (HTML, DOCX, PDF ruling); text files have none."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One report file as read.

    Attributes:
        path: as given by the caller; the pipeline passes it relative to data/raw, with ``/``.
        sha256: of the file's bytes, in hex. Also the document's identity in the warehouse.
        media_type: such as ``text/plain``.
        encoding: the encoding it was decoded with, such as ``gb18030``; "" where there is none.
        text: the decoded text as it was read (a leading byte-order mark removed), newlines as they stood.
        tables: grids known to the reader.
        images: names of pictures that stand in the text, with their spans (``2019年报表.png``).
        blocks: places of paragraphs, cells and pictures in the source; none for text files.
        title, published: from the page's or file's own metadata, "" where there is none; ``published`` as written.
        notes: what the reader left out and why, one line each (a picture not read, a page over the limit).
    """

    path: str
    sha256: str
    media_type: str
    encoding: str
    text: str
    tables: tuple[Table, ...] = ()
    images: tuple[Span, ...] = ()
    blocks: tuple[Block, ...] = ()
    title: str = ""
    published: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose report it is, for which year; None where the report does not tell.

    Attributes:
        organ: the issuing body as named in the source (script unchanged).
        region: six-digit GB/T 2260 code valid in ``year``, else None.
        year: reporting year.
        year_source: ``title``, ``period``, ``section``, ``file_name`` or "".
        form: generation of the form.
    """

    organ: str | None
    organ_kind: OrganKind | None
    level: Level | None
    region: str | None
    year: int | None
    year_source: str
    published: datetime.date | None
    title: str | None
    form: Form | None


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the heading tree.

    Attributes:
        index: position in document order, 0 based; the preamble before the first heading is not a section.
        parent: index of the parent section, None at the top.
        level: 1 for 一、, 2 for (一), 3 for 1. and so on: depth in this report's own tree.
        number: the numeral as written (``一、``, ``(二)``), "" where missing.
        title: heading as written, numeral included (``一、概述``).
        span: heading and all that belongs to it, subsections included.
        title_span: the heading alone. A heading run into its paragraph ends where its sentence does.
        topic: of this section, or inherited from the nearest ancestor that has one; None where unknown.
        detection: how the heading was found (``numeral``, ``unnumbered``, ``run_in``, ``inferred``).
    """

    index: int
    parent: int | None
    level: int
    number: str
    title: str
    span: Span
    title_span: Span
    topic: Topic | None
    detection: str = "numeral"


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure that the report states and a measure names.

    Attributes:
        measure: code from catalogue/measures.csv.
        dimensions: codes of the dimensions it is split by, without ``period`` and without defaults,
            sorted by name: (("channel", "website"),). ``outcome`` and ``disclosure_class`` say total outright.
        period: ``annual`` or ``cumulative``.
        value: in the measure's unit, money in yuan; None where ``status`` is blank or not_applicable.
        unit: the measure's unit (catalogue).
        source: form, annex or prose.
        method: how it was read: ``cell_label``, ``cell_place``, or the name of the prose rule; ``ocr`` where its words
            were recognised in a picture, whatever read them then.
        span: evidence in the text.
        section: index of the innermost section it stands in, None for the preamble.
        primary: False where a better source of the same report gives the same fact.
        conflicted: another observation of the same key has another value.
        support: ``confirmed`` or ``contradicted`` by the report's own sums, else ``untested``.
    """

    measure: str
    dimensions: tuple[tuple[str, str], ...]
    period: str
    value: Decimal | None
    unit: str
    status: Status
    qualifier: Qualifier
    scope: Scope
    source: Source
    method: str
    span: Span
    section: int | None = None
    primary: bool = True
    conflicted: bool = False
    support: str = "untested"

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...], str]:
        """What the figure is about: measure, dimensions, period."""
        return self.measure, self.dimensions, self.period

    def dimension(self, name: str) -> str | None:
        """The code of one dimension, None where the figure is not split by it."""
        return dict(self.dimensions).get(name)


def _draft_of(record: type[Observation]) -> type:
    """The same record with fields that can be set, and made in a quarter of the time that a frozen one takes."""
    fields = [(one.name, one.type, field(default=one.default)) for one in dataclasses.fields(record)]
    namespace = {name: record.__dict__[name] for name in ("key", "dimension")}
    return dataclasses.make_dataclass("Draft", fields, slots=True, eq=False, namespace=namespace)


#: An observation in the making: tables have hundreds, and what the rest of the report says of them is set one by one.
Draft: Any = _draft_of(Observation)


def finished(draft: Any) -> Observation:  # noqa: ANN401  a Draft, whose class is made at run time
    """The draft itself as an observation; nothing can be set from here on."""
    draft.__class__ = Observation
    return cast("Observation", draft)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with a unit that no measure took.

    Attributes:
        value: number as it stands, 万 and 亿 multiplied out (not converted to yuan).
        unit: the counter as written (件, 条, %, 万元 gives 元).
        span: the figure and its unit; ``clause`` the clause around it.
        reason: why it is no fact: ``unmatched``, ``decoy``, ``plan``, ``other_year``, ``part_year``,
            ``other_organ``, ``growth``, ``percentage``.
    """

    value: Decimal
    unit: str
    qualifier: Qualifier
    span: Span
    clause: Span
    section: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up, or is not there, in one report.

    Attributes:
        rule: code from catalogue/findings.csv.
        stated: what the report says; ``computed``: what its other figures give. None where no number is at issue.
        numbers: all figures of the check by name, as plain numbers, lists of numbers or strings.
        observations: positions in ``Report.observations`` of the figures of both sides.
        span: where to look first; None for something missing.
    """

    rule: str
    severity: Severity
    message_en: str
    message_zh: str
    stated: Decimal | None = None
    computed: Decimal | None = None
    numbers: Mapping[str, object] = field(default_factory=dict)
    observations: tuple[int, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was read in one document."""

    document: Document
    identity: Identity
    tables: Mapping[str, TableState]
    sections: tuple[Section, ...]
    observations: tuple[Observation, ...]
    quantities: tuple[Quantity, ...]
    findings: tuple[Finding, ...]
