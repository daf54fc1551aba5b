with rejects as (
    select * from {{ source('working', 'rejects') }}
)

select
    report_id,
    path as source_path,
    sha256,
    reason,
    message
from rejects
