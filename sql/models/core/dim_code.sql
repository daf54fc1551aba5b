with dimensions as (
    select * from {{ ref('stg_dimensions') }}
)

select
    dimension,
    code,
    name_zh,
    replace(code, '_', ' ') as name_en,
    notes,
    notes = 'the default' as is_default
from dimensions
where code <> '*'  -- a dimension of free text (category) has no list
order by dimension, code
