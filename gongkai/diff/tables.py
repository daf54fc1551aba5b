"""What is compared, table by table: which columns name a row, and which may change."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.schema import DIMENSION_COLUMNS

__all__ = ["COMPARED", "Compared"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A table that is compared row by row.

    Attributes:
        table: its name.
        key: columns that say what a row is about; several rows may be about the same.
        values: columns that say what it says. Words and their places are left out: they move with every change of a
            report's text.
    """

    table: str
    key: tuple[str, ...]
    values: tuple[str, ...]


_FACT_VALUES = ("value", "unit", "status", "qualifier", "scope", "is_current", "is_corrected")
_FACTS = (
    "fct_requests",
    "fct_proactive_disclosures",
    "fct_appeals",
    "fct_fees",
    "fct_engagement",
    "fct_resources",
)

#: Columns that one of the two files lacks are left out of the comparison.
COMPARED = (
    Compared(
        "dim_report",
        ("report_id",),
        ("organ_name", "region_code", "year", "form", "published_date", "title", "sha256", "is_current"),
    ),
    *(Compared(table, ("report_id", "measure", *DIMENSION_COLUMNS, "period"), _FACT_VALUES) for table in _FACTS),
    Compared("findings", ("report_id", "rule"), ("severity", "stated", "computed", "message_en", "message_zh")),
    Compared("corrections", ("correction_id", "report_id", "measure"), ("status", "corrected_value", "message")),
    Compared("rejects", ("report_id",), ("source_path", "reason", "message")),
)
