with quantities as (
    select * from {{ source('working', 'quantities') }}
)

select
    -- keys
    quantity_id,
    report_id,
    section_id,

    -- the figure
    value,
    unit,
    qualifier,
    reason,

    -- where it stands
    clause,
    span_start,
    span_end
from quantities
