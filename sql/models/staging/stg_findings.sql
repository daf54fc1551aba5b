with findings as (
    select * from {{ source('working', 'findings') }}
)

select
    -- keys
    finding_id,
    report_id,

    -- what is wrong
    rule,
    severity,
    message_en,
    message_zh,

    -- both sides
    stated,
    computed,
    numbers,
    observation_ids,
    span_start,
    span_end
from findings
