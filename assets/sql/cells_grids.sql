-- Cells of no report, beyond its text, or that stand nowhere in a grid.
select
    cells.report_id,
    cells.table_index,
    cells.cell_index,
    cells.row_index,
    cells.column_index,
    cells.span_start,
    cells.span_end,
    documents.characters
from cells
left join (select report_id, length(text) as characters from documents) as documents using (report_id)
where
    documents.report_id is null
    or cells.span_start < 0
    or cells.span_end < cells.span_start
    or cells.span_end > documents.characters
    or least(cells.row_index, cells.column_index) < 0
    or least(cells.row_span, cells.column_span) < 1
