{{ replaces('int_changed_reports') }}

with cells as (
    select * from {{ ref('stg_cells') }}
    {{ where_in('int_changed_reports') }}
),

reports as (
    select
        report_id,
        year
    from {{ ref('dim_report') }}
)

select
    cells.report_id,
    reports.year,
    cells.table_index,
    cells.cell_index,
    cells.row_index,
    cells.column_index,
    cells.row_span,
    cells.column_span,
    cells.span_start,
    cells.span_end
from cells
inner join reports on cells.report_id = reports.report_id
order by reports.year, cells.report_id, cells.table_index, cells.cell_index
