with report_history as (
    select * from {{ source('working', 'report_history') }}
)

select
    -- key
    report_id,
    sha256,
    code_version,

    -- what became of it, and when it was there
    path as source_path,
    reading,
    first_seen_at,
    last_seen_at
from report_history
