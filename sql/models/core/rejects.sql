with rejects as (
    select * from {{ ref('stg_rejects') }}
)

select
    report_id,
    source_path,
    sha256,
    reason,
    message
from rejects
order by source_path
