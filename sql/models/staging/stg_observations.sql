with observations as (
    select * from {{ source('working', 'observations') }}
)

select
    -- keys
    observation_id,
    report_id,
    section_id,

    -- what the figure is about
    measure,
    {{- dimension_columns() }},
    period,

    -- the figure
    value,
    unit,
    status,
    qualifier,
    scope,

    -- how it was read
    source,
    method,
    support,
    evidence,
    span_start,
    span_end,
    is_primary,
    is_conflicted
from observations
