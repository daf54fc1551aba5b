with findings as (
    select * from {{ ref('stg_findings') }}
)

select
    *,
    cast(null as varchar) as compared_report_id,
    cast(null as integer) as compared_year
from findings
