with measures as (
    select * from {{ source('catalogue', 'measures') }}
)

select
    measure,
    family,
    unit,
    coalesce(dimensions, '') as dimensions,
    name_zh,
    definition
from measures
