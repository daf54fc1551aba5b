"""The standard forms as data: rows, columns and marks of the three tables (catalogue/form_*.csv)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.catalogue import read_rows
from gongkai.forms.build import parse_dimensions
from gongkai.forms.labels import Hit, Vocabulary, squeeze

__all__ = ["FormColumn", "FormMark", "FormRow", "FormTable", "cell_units", "form_table", "vocabulary"]


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a standard table.

    Attributes:
        code: unique in its table.
        order: place in the form.
        block: the part of the table it stands in.
        generation: ``2019`` or ``2021`` for a row that only one form has.
        dimensions: codes that its figures carry; ``measure`` among them where the row tells the measure.
        name: label as in the form, squeezed.
    """

    code: str
    order: int
    block: str
    generation: str
    dimensions: Mapping[str, str]
    name: str


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a standard table.

    Attributes:
        blocks: parts of the table that have it.
        position: place among the columns of its generation, 0 for a heading over several.
        unit: money unit that the form prescribes.
    """

    code: str
    blocks: tuple[str, ...]
    generation: str
    position: int
    measure: str
    dimensions: Mapping[str, str]
    unit: str


@dataclass(frozen=True, slots=True)
class FormMark:
    """Words of a table that are neither row nor column; ``dimensions`` where they head a group of rows."""

    code: str
    dimensions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormTable:
    """One of the three standard tables.

    Attributes:
        rows: in the order of the form.
        columns: in the order of the form.
        rows_by_label: rows that a label can stand for.
        columns_by_label: columns that a label can stand for.
        marks_by_label: other words of the table.
        tails: for each label the longer ways to write it.
        heads: for each label that longer ones end with, what they have before it.
    """

    rows: tuple[FormRow, ...]
    columns: tuple[FormColumn, ...]
    rows_by_label: Mapping[str, FormRow]
    columns_by_label: Mapping[str, FormColumn]
    marks_by_label: Mapping[str, FormMark]
    tails: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, tuple[str, ...]]

    def has(self, label: str) -> bool:
        """Whether a label belongs to this table."""
        return label in self.rows_by_label or label in self.columns_by_label or label in self.marks_by_label

    def is_first(self, hit: Hit) -> bool:
        """Whether a label is that of the first row; of the table that has only columns, of its first group."""
        if self.rows:
            return hit.label in self.rows_by_label and self.rows_by_label[hit.label].order == 0
        column = self.columns_by_label.get(hit.label)
        return column is not None and column.code == "review"

    def is_later(self, hit: Hit) -> bool:
        """Whether a label can only follow the first."""
        if self.rows:
            row = self.rows_by_label.get(hit.label)
            return row is not None and row.order > 0 and hit.label not in self.columns_by_label
        return hit.label in self.columns_by_label and not self.is_first(hit)


def _labels(cell: str) -> list[str]:
    return [squeeze(label) for label in cell.split("|") if label]


@functools.cache
def form_table(name: str) -> FormTable:
    """One of ``disclosure``, ``requests``, ``appeals``."""
    rows: list[FormRow] = []
    columns: list[FormColumn] = []
    rows_by_label: dict[str, FormRow] = {}
    columns_by_label: dict[str, FormColumn] = {}
    marks_by_label: dict[str, FormMark] = {}
    tails: dict[str, tuple[str, ...]] = {}
    for entry in read_rows("form_rows.csv"):
        if entry["table"] == name:
            labels = _labels(entry["labels"])
            row = FormRow(
                entry["row"], len(rows), entry["block"], entry["generation"],
                parse_dimensions(entry["dimensions"]), labels[0],
            )  # fmt: skip
            rows.append(row)
            rows_by_label.update(dict.fromkeys(labels, row))
            for label in labels:
                tails[label] = tuple(way for way in labels if way != label and way.startswith(label))
    for entry in read_rows("form_columns.csv"):
        if entry["table"] == name:
            column = FormColumn(
                entry["column"], tuple(part for part in entry["blocks"].split("|") if part), entry["generation"],
                int(entry["position"] or 0), entry["measure"], parse_dimensions(entry["dimensions"]), entry["unit"],
            )  # fmt: skip
            columns.append(column)
            columns_by_label.update(dict.fromkeys(_labels(entry["labels"]), column))
    for entry in read_rows("form_marks.csv"):
        if entry["table"] == name:
            mark = FormMark(entry["mark"], parse_dimensions(entry["dimensions"]))
            marks_by_label.update(dict.fromkeys(_labels(entry["labels"]), mark))
    heads = {
        part: found
        for part in tails
        if (found := tuple(label.removesuffix(part) for label in tails if label != part and label.endswith(part)))
    }
    return FormTable(tuple(rows), tuple(columns), rows_by_label, columns_by_label, marks_by_label, tails, heads)


@functools.cache
def vocabulary() -> Vocabulary:
    """All labels of the three tables."""
    tables = [form_table(name) for name in ("disclosure", "requests", "appeals")]
    labels: set[str] = set()
    for table in tables:
        labels.update(table.rows_by_label, table.columns_by_label, table.marks_by_label)
    return Vocabulary(labels)


@functools.cache
def cell_units() -> frozenset[str]:
    """Counters and money units that may stand in a column of their own."""
    return frozenset(entry["unit"] for entry in read_rows("cell_units.csv"))
