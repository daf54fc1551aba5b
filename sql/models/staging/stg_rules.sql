with rules as (
    select * from {{ source('catalogue', 'findings') }}
)

select
    rule,
    severity,
    title_zh,
    title_en,
    description
from rules
