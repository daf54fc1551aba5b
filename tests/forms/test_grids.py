"""Grids that a file's reader knows: the place of a cell tells its column, whatever the text around looks like."""

from __future__ import annotations

from gongkai.records import Cell, Span, Table
from tests.forms import layouts
from tests.forms.reading import read, short


def as_document(grid: layouts.Grid, before: str) -> tuple[str, Table]:
    """The text with one cell a line, as a reader may lay it out, and the grid over it."""
    text = before
    cells: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    start = len(text)
    for at, row in enumerate(grid):
        column = 0
        for cell in row:
            while (at, column) in covered:
                column += 1
            span = Span(len(text), len(text) + len(cell.text))
            cells.append(Cell(at, column, span, cell.rows, cell.columns))
            covered.update((at + down, column + right) for down in range(cell.rows) for right in range(cell.columns))
            text += cell.text + ("\n" if cell.text else "")
            column += cell.columns
    return text, Table(Span(start, len(text)), tuple(cells))


def test_blank_cells_keep_their_columns():
    figures = {(row, name): "0" for row in layouts.requests_rows("2021") for name in layouts.APPLICANTS}
    row = "2.重复申请"
    figures.update({(row, name): "" for name in layouts.APPLICANTS})
    figures[row, "法律服务机构"] = "4"
    figures[row, "总计"] = "4"
    text, table = as_document(layouts.requests_grid(figures, "2021"), "三、收到和处理政府信息公开申请情况\n")
    assert not [one for one in read(text).observations if one.value == 4 and one.dimension("applicant")]
    found = [short(one) for one in read(text, (table,)).observations]
    prefix = "requests_answered(applicant={},outcome=not_processed,reason=repeated)"
    assert prefix.format("legal_service") + "=4" in found
    assert prefix.format("natural_person") + "=blank" in found
    assert "requests_answered(outcome=not_processed,reason=repeated)=4" in found
    assert len(found) == 25 * 7


def test_all_three_tables_as_grids():
    applicants = {(row, name): "3" for row in layouts.requests_rows("2019") for name in layouts.APPLICANTS}
    appeals = {(proceeding, result): "1" for proceeding in layouts.PROCEEDINGS for result in layouts.RESULTS}
    disclosure = {
        (row, column): "" if row == "行政强制" else "5"
        for _, columns, rows in layouts.DISCLOSURE_2019
        for row in rows
        for column in columns
    }
    text, first = as_document(layouts.disclosure_grid(disclosure, layouts.DISCLOSURE_2019), "二、情况\n")
    text, second = as_document(layouts.requests_grid(applicants, "2019"), text + "三、情况\n")
    text, third = as_document(layouts.appeals_grid(appeals), text + "四、情况\n")
    reading = read(text + "五、存在问题\n", (first, second, third))
    assert len(reading.observations) == 22 + 23 * 7 + 15
    assert [one.status.value for one in reading.observations].count("blank") == 3
