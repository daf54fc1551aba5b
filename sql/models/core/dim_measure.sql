with measures as (
    select * from {{ ref('stg_measures') }}
)

select
    measure,
    family,
    name_zh,
    replace(measure, '_', ' ') as name_en,
    unit,
    dimensions,
    definition
from measures
order by family, measure
