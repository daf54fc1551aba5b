with dimensions as (
    select * from {{ source('catalogue', 'dimensions') }}
)

select
    dimension,
    code,
    name_zh,
    coalesce(notes, '') as notes
from dimensions
