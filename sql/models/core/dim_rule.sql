with rules as (
    select * from {{ ref('stg_rules') }}
)

select
    rule,
    severity,
    title_zh,
    title_en,
    description
from rules
order by rule
