"""The tables that the domain fills, declared once: columns, types, keys, descriptions.

Everything that creates, checks or documents these tables reads this module; nothing here imports a
database. Types are DuckDB's names. What dbt builds from them is declared in sql/.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DIMENSION_COLUMNS", "LEDGERS", "TABLES", "Column", "TableSchema"]

# Every dimension that a measure can be split by, in the order of the columns; ``period`` apart.
DIMENSION_COLUMNS = (
    "channel",
    "category",
    "disclosure_class",
    "document_type",
    "document_status",
    "activity",
    "by_leader",
    "applicant",
    "timeliness",
    "outcome",
    "reason",
    "proceeding",
    "result",
    "staff_type",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: DuckDB type, whether it may be null, what it holds, and its closed list of codes if any."""

    name: str
    type: str
    description: str
    nullable: bool = True
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its grain in words, its key, its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in order."""
        return tuple(column.name for column in self.columns)


_REPORT_ID = Column("report_id", "VARCHAR", "The report: first 16 hex digits of the SHA-256 of its path.", False)
_STATUS = ("reported", "none_stated", "blank", "not_applicable")
_QUALIFIER = ("exact", "about", "over", "under")
_SCOPE = ("jurisdiction", "organ", "unstated")
_SOURCE = ("form", "annex", "prose")
_TABLE_STATE = ("present", "blank", "image", "absent")

_DOCUMENTS = TableSchema(
    "documents",
    "one row per report file that was read",
    ("report_id",),
    (
        _REPORT_ID,
        Column("path", "VARCHAR", "Path below data/raw, with forward slashes.", False),
        Column("sha256", "VARCHAR", "SHA-256 of the file's bytes, hex.", False),
        Column("media_type", "VARCHAR", "Media type of the file.", False),
        Column("encoding", "VARCHAR", "Encoding it was decoded with.", False),
        Column("text", "VARCHAR", "The decoded text as it was read; spans point into it.", False),
        Column("organ", "VARCHAR", "Issuing body as named in the report."),
        Column(
            "organ_level", "VARCHAR", "Level of the organ.", True,
            ("national", "province", "prefecture", "county", "township"),
        ),
        Column("organ_kind", "VARCHAR", "Government or department.", True, ("government", "department")),
        Column("region_code", "VARCHAR", "GB/T 2260 code valid in the report's year."),
        Column("year", "INTEGER", "Reporting year."),
        Column("year_source", "VARCHAR", "Where the year was read: title, period, section, file_name or empty.", False),
        Column("published_date", "DATE", "Date of publication."),
        Column("title", "VARCHAR", "Title of the report as it stands."),
        Column(
            "form", "VARCHAR", "Generation of the form.", True,
            ("prose_2008", "annex_2014", "form_2019", "form_2021"),
        ),
        Column("table_disclosure", "VARCHAR", "Standard table of article 20.", False, _TABLE_STATE),
        Column("table_requests", "VARCHAR", "Standard table of requests.", False, _TABLE_STATE),
        Column("table_appeals", "VARCHAR", "Standard table of reviews and litigation.", False, _TABLE_STATE),
        Column("table_annex", "VARCHAR", "Statistical annex.", False, _TABLE_STATE),
        Column("notes", "VARCHAR", "What its reader left out and why, a line each; null where nothing is to be said."),
        Column("code_version", "VARCHAR", "Version of the code that read it: hash of the package's sources.", False),
    ),
)  # fmt: skip

_SECTIONS = TableSchema(
    "sections",
    "one row per heading of a report",
    ("section_id",),
    (
        Column("section_id", "VARCHAR", "report_id, -s and the section's index.", False),
        _REPORT_ID,
        Column("section_index", "INTEGER", "Position in document order, from 0.", False),
        Column("parent_section_id", "VARCHAR", "The section it stands in."),
        Column("level", "INTEGER", "Depth in the report's own heading tree, from 1.", False),
        Column("number", "VARCHAR", "Numeral of the heading as written.", False),
        Column("title", "VARCHAR", "Heading as written.", False),
        Column(
            "topic", "VARCHAR", "What the section is about.", True,
            (
                "overview", "proactive", "engagement", "requests", "fees", "appeals", "problems",
                "other_matters", "annex", "consultation", "key_work", "resources",
            ),
        ),
        Column("span_start", "INTEGER", "Start of heading and body in the text.", False),
        Column("span_end", "INTEGER", "End of the body, subsections included.", False),
        Column("title_start", "INTEGER", "Start of the heading.", False),
        Column("title_end", "INTEGER", "End of the heading.", False),
        Column("detection", "VARCHAR", "How the heading was found.", False),
    ),
)  # fmt: skip

_BLOCKS = TableSchema(
    "blocks",
    "one row per stretch of a report's text that stands in one place of the source (none for plain text)",
    ("report_id", "block_index"),
    (
        _REPORT_ID,
        Column("block_index", "INTEGER", "Position in the report, from 0.", False),
        Column(
            "kind", "VARCHAR", "What stands there.", False,
            ("title", "metadata", "heading", "paragraph", "note", "table", "cell", "image"),
        ),
        Column("span_start", "INTEGER", "Start of its words in the text.", False),
        Column("span_end", "INTEGER", "End of its words; the start again where it is empty.", False),
        Column("page", "INTEGER", "Page of a PDF or OFD file, frame of a picture, from 1."),
        Column("box_left", "DOUBLE", "Left edge on the page, in points (pixels in a picture)."),
        Column("box_top", "DOUBLE", "Upper edge, from the top of the page."),
        Column("box_right", "DOUBLE", "Right edge."),
        Column("box_bottom", "DOUBLE", "Lower edge."),
        Column("path", "VARCHAR", "Element path (web page, Word), sheet!cell (spreadsheet), name of a picture."),
        Column("score", "DOUBLE", "The recognition engine's own score of words in a picture, 0 to 1."),
    ),
)  # fmt: skip

_CELLS = TableSchema(
    "cells",
    "one row per cell of a table that the file itself marks as one (none for plain text)",
    ("report_id", "table_index", "cell_index"),
    (
        _REPORT_ID,
        Column("table_index", "INTEGER", "Position of the table in the report, from 0.", False),
        Column("cell_index", "INTEGER", "Position of the cell in the table, from 0.", False),
        Column("row_index", "INTEGER", "First row it stands in, from 0.", False),
        Column("column_index", "INTEGER", "First column it stands in, from 0.", False),
        Column("row_span", "INTEGER", "Rows it reaches over.", False),
        Column("column_span", "INTEGER", "Columns it reaches over.", False),
        Column("span_start", "INTEGER", "Start of its words in the text.", False),
        Column("span_end", "INTEGER", "End of its words; the start again where it is blank.", False),
    ),
)  # fmt: skip

_SECTION_WORDS = TableSchema(
    "section_words",
    "one row per heading of a report",
    ("section_id",),
    (
        Column("section_id", "VARCHAR", "The section.", False),
        _REPORT_ID,
        Column(
            "words", "VARCHAR", "Words of heading and own text in order, blanks between; subsections left out.", False
        ),
        Column("prose", "VARCHAR", "Those in sentences, not in headings or cells of tables.", False),
        Column("parts", "VARCHAR", "Words of the dictionary inside those, blanks between.", False),
    ),
)

_OBSERVATIONS = TableSchema(
    "observations",
    "one row per reading of a figure that a measure names, the readings that lost to a better source included",
    ("observation_id",),
    (
        Column("observation_id", "VARCHAR", "Hash of report, measure, dimensions, period, span and value.", False),
        _REPORT_ID,
        Column("section_id", "VARCHAR", "Innermost section it stands in."),
        Column("measure", "VARCHAR", "Code of the measure (dim_measure).", False),
        *(Column(name, "VARCHAR", f"Code of the dimension {name}, null where not split by it.")
          for name in DIMENSION_COLUMNS),
        Column("period", "VARCHAR", "The year, or since 2008 or the organ's beginning.", False,
               ("annual", "cumulative")),
        Column("value", "DECIMAL(20,4)", "The figure in the measure's unit, money in yuan; null where not reported."),
        Column("unit", "VARCHAR", "Unit of the measure.", False),
        Column("status", "VARCHAR", "Reported, none stated in words, blank or not applicable.", False, _STATUS),
        Column("qualifier", "VARCHAR", "Exact, about, over or under.", False, _QUALIFIER),
        Column("scope", "VARCHAR", "Whose figure it is.", False, _SCOPE),
        Column("source", "VARCHAR", "Standard form, statistical annex or prose.", False, _SOURCE),
        Column("method", "VARCHAR", "How it was read: cell by label or place, or the prose rule.", False),
        Column("support", "VARCHAR", "What the report's own sums say of it.", False,
               ("confirmed", "contradicted", "untested")),
        Column("evidence", "VARCHAR", "The words that state it: the text between the offsets.", False),
        Column("span_start", "INTEGER", "Start of the evidence in the text.", False),
        Column("span_end", "INTEGER", "End of the evidence.", False),
        Column("is_primary", "BOOLEAN", "Whether this reading stands in the fact tables.", False),
        Column("is_conflicted", "BOOLEAN", "Whether another reading of the same key differs.", False),
    ),
)  # fmt: skip

_QUANTITIES = TableSchema(
    "quantities",
    "one row per figure with a unit that no measure took",
    ("quantity_id",),
    (
        Column("quantity_id", "VARCHAR", "Hash of report and span.", False),
        _REPORT_ID,
        Column("section_id", "VARCHAR", "Innermost section it stands in."),
        Column("value", "DECIMAL(24,4)", "The figure, 万 and 亿 multiplied out.", False),
        Column("unit", "VARCHAR", "Counter or unit as written.", False),
        Column("qualifier", "VARCHAR", "Exact, about, over or under.", False, _QUALIFIER),
        Column("reason", "VARCHAR", "Why it is no fact.", False),
        Column("clause", "VARCHAR", "The clause around it.", False),
        Column("span_start", "INTEGER", "Start of the figure in the text.", False),
        Column("span_end", "INTEGER", "End of the figure and its unit.", False),
    ),
)

_FINDINGS = TableSchema(
    "findings",
    "one row per thing that does not add up within a report",
    ("finding_id",),
    (
        Column("finding_id", "VARCHAR", "Hash of report, rule, span and numbers.", False),
        _REPORT_ID,
        Column("rule", "VARCHAR", "Code of the rule (gongkai/catalogue/findings.csv).", False),
        Column("severity", "VARCHAR", "How much it weighs.", False, ("error", "warning", "info")),
        Column("message_en", "VARCHAR", "What is wrong, in English.", False),
        Column("message_zh", "VARCHAR", "What is wrong, in Chinese.", False),
        Column("stated", "DECIMAL(20,4)", "What the report says."),
        Column("computed", "DECIMAL(20,4)", "What its other figures give."),
        Column("numbers", "VARCHAR", "All figures of the check, as a JSON object.", False),
        Column("observation_ids", "VARCHAR", "Observations of both sides, as a JSON array.", False),
        Column("span_start", "INTEGER", "Where to look first: start."),
        Column("span_end", "INTEGER", "Where to look first: end."),
    ),
)

_REJECTS = TableSchema(
    "rejects",
    "one row per file that could not be read",
    ("report_id",),
    (
        _REPORT_ID,
        Column("path", "VARCHAR", "Path below data/raw.", False),
        Column("sha256", "VARCHAR", "SHA-256 of the bytes, where they could be read."),
        Column("reason", "VARCHAR", "Stable code of the fault.", False),
        Column("message", "VARCHAR", "The fault, its place and the next step.", False),
    ),
)

_CORRECTIONS = TableSchema(
    "corrections",
    "one row per line of a file in data/corrections, or per file that cannot be used",
    ("correction_id",),
    (
        Column("correction_id", "VARCHAR", "Hash of what the line says.", False),
        Column("file", "VARCHAR", "Path below data/corrections.", False),
        Column("line", "INTEGER", "Line in the file, the header being 1; null for the file as a whole."),
        Column("report", "VARCHAR", "Path of the report below data/raw, or its report_id."),
        Column("organ", "VARCHAR", "Body that the report is of, where organ and year name it."),
        Column("year", "INTEGER", "Year of the report, where organ and year name it."),
        Column("measure", "VARCHAR", "Code of the measure."),
        Column("breakdown", "VARCHAR", "Dimensions of the figure as in the rollups, empty for the plain total."),
        Column("period", "VARCHAR", "The year, or since 2008.", True, ("annual", "cumulative")),
        Column("scope", "VARCHAR", "Whose figure is meant, null for any.", True, _SCOPE),
        Column("value_read", "DECIMAL(20,4)", "The value that is meant among several, null for any."),
        Column("value", "DECIMAL(20,4)", "The right value in the measure's unit; null for a figure withdrawn."),
        Column("action", "VARCHAR", "What is to be done.", True, ("replace", "withdraw")),
        Column("corrected_by", "VARCHAR", "Who corrected it."),
        Column("corrected_on", "DATE", "When."),
        Column("explanation", "VARCHAR", "Why."),
        Column("problem", "VARCHAR", "What is wrong with the line and the next step; null for a sound one."),
    ),
)

_REPORT_HISTORY = TableSchema(
    "report_history",
    "one row per report, version of its bytes and version of the code that read it",
    ("report_id", "sha256", "code_version"),
    (
        _REPORT_ID,
        Column("path", "VARCHAR", "Path below data/raw.", False),
        Column("sha256", "VARCHAR", "SHA-256 of the bytes, empty where they could not be read.", False),
        Column("code_version", "VARCHAR", "Version of the code that read it.", False),
        Column("reading", "VARCHAR", "Whether it was read.", False, ("read", "rejected")),
        Column("first_seen_at", "TIMESTAMP", "When it was first seen (UTC).", False),
        Column("last_seen_at", "TIMESTAMP", "When it was last seen (UTC).", False),
    ),
)

#: Tables of what is read in each report: replaced when it is read again.
TABLES: dict[str, TableSchema] = {
    schema.name: schema
    for schema in (
        _DOCUMENTS,
        _SECTIONS,
        _BLOCKS,
        _CELLS,
        _SECTION_WORDS,
        _OBSERVATIONS,
        _QUANTITIES,
        _FINDINGS,
        _REJECTS,
    )
}

#: Tables that the pipeline keeps beside them: not of one report, or longer than one reading.
LEDGERS: dict[str, TableSchema] = {schema.name: schema for schema in (_CORRECTIONS, _REPORT_HISTORY)}
