"""Rows of a sheet as SQL writes them: the XML of Office Open XML (ECMA-376, part 1, 18.3), many rows at once.

Cell by cell in Python a full workbook takes half a minute; DuckDB puts the same text together in a few seconds. The
library writes all the rest of the file: sheets, headers, formats, widths.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from assets.store.described import DescribedColumn, DescribedTable, quote

__all__ = ["FormatNumbers", "RowSheet", "rows_query"]

_CELL_CHARACTERS = 32_767  # counted in UTF-16, in which rare characters take two
_FETCH = 2_000
# What a spreadsheet takes for a formula once the cell is edited; such text is marked as text.
_FORMULA = "[-=+@\\t\\r＝＋－＠]"
_CONTROL = "\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x{FFFE}\\x{FFFF}"  # XML has no such characters
_ESCAPE = "_x([0-9A-Fa-f]{4}_)"  # what a spreadsheet would read as one character
# Text that cannot stand as it is; most of it can.
_SPECIAL = f"^\\s|\\s$|^{_FORMULA}|[&<>{_CONTROL}]|{_ESCAPE}"
_EPOCH = "1900-03-01"  # before it, the days of spreadsheets are off by one

#: Numbers of formats in the file: ``date``, ``moment``, ``share``, ``text``.
FormatNumbers = Mapping[str, int]


class RowSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet of a workbook with constant memory, that takes rows as XML after the cells that were written."""

    def write_rows(self, result: duckdb.DuckDBPyConnection, last_row: int) -> None:
        """Write rows.

        Args:
            result: of :func:`rows_query`.
            last_row: number of the last one, from 0.
        """
        self._write_single_row(last_row + 1)  # what was written before stands before
        while batch := result.fetchmany(_FETCH):
            self.fh.write("".join(row for (row,) in batch))
        self.dim_rowmax: int = last_row

    @staticmethod
    def format_numbers(formats: Mapping[str, Format]) -> dict[str, int]:
        """The numbers that formats have in the file."""
        return {name: int(format_._get_xf_index()) for name, format_ in formats.items()}


def rows_query(table: DescribedTable, order: str, rows: int, formats: FormatNumbers, shares: set[str]) -> str:
    """SQL that gives the first rows of a table as elements ``row``, from row 2 on; null is no cell.

    Args:
        table: the table.
        order: SQL after ``order by``.
        rows: how many.
        formats: numbers of the formats.
        shares: columns that are shown as percentages.
    """
    values = ", ".join(f"{column.value} as {quote(f'c{place}')}" for place, column in enumerate(table.columns))
    cells = [
        f"coalesce({_cell(column, place, formats, share=column.name in shares)}, '')"
        for place, column in enumerate(table.columns)
    ]
    # which rows they are is found without their values
    return f"""select '<row r="' || n || '">' || {" || ".join(cells)} || '</row>'
        from (
            select {values}, chosen."number of row" as n
            from (select rowid as "place of row", row_number() over () + 1 as "number of row"
                from (select rowid from {quote(table.name)} order by {order} limit {rows:d})) as chosen
            inner join {quote(table.name)} as rows on rows.rowid = chosen."place of row"
        ) order by n"""


def _cell(column: DescribedColumn, place: int, formats: FormatNumbers, *, share: bool) -> str:
    """SQL of one cell; null where there is none."""
    value, kind = quote(f"c{place}"), column.exported
    start = f"""'<c r="{xl_col_to_name(place)}' || n || '\""""
    if kind == "BOOLEAN":
        return f"""{start} t="b"><v>' || cast({value} as integer) || '</v></c>'"""
    if kind == "DATE":
        return _day(start, value, f"date_diff('day', date '1899-12-30', {value})", formats["date"])
    if kind == "TIMESTAMP":
        return _day(start, value, f"(epoch_us({value}) / 86400000000 + 25569)", formats["moment"])
    if kind != "VARCHAR":
        style = f' s="{formats["share"]}"' if share else ""
        number = f"case when isfinite({value}) then {value} end" if kind == "DOUBLE" else value
        return f"""{start}{style}><v>' || ({number}) || '</v></c>'"""
    return _text(start, value, formats["text"])


def _day(start: str, value: str, number: str, style: int) -> str:
    return f"""case when {value} >= '{_EPOCH}' then {start} s="{style}"><v>' || {number} || '</v></c>'
        else {start} t="inlineStr"><is><t>' || {value} || '</t></is></c>' end"""


def _text(start: str, value: str, style: int) -> str:
    cut = f"""case
        when length({value}) <= {_CELL_CHARACTERS // 2} then {value}
        when regexp_matches({value}, '[\\x{{10000}}-\\x{{10FFFF}}]') then left({value}, {_CELL_CHARACTERS // 2}) || '…'
        when length({value}) > {_CELL_CHARACTERS} then left({value}, {_CELL_CHARACTERS - 1}) || '…'
        else {value} end"""
    escaped = f"regexp_replace({cut}, '[{_CONTROL}]', '', 'g')"
    escaped = f"regexp_replace({escaped}, '{_ESCAPE}', '_x005F_x\\1', 'g')"
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        escaped = f"replace({escaped}, '{sign}', '{entity}')"
    return f"""case
        when {value} = '' then null
        when length({value}) <= {_CELL_CHARACTERS // 2} and not regexp_matches({value}, '{_SPECIAL}')
        then {start} t="inlineStr"><is><t>' || {value} || '</t></is></c>'
        else {start}' || case when regexp_matches({value}, '^{_FORMULA}') then ' s="{style}"' else '' end
            || ' t="inlineStr"><is><t xml:space="preserve">' || {escaped} || '</t></is></c>' end"""
