with cells as (
    select * from {{ source('working', 'cells') }}
)

select
    -- keys
    report_id,
    table_index,
    cell_index,

    -- its place in the grid
    row_index,
    column_index,
    row_span,
    column_span,

    -- its words
    span_start,
    span_end
from cells
