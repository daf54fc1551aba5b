with regions as (
    select * from {{ source('catalogue', 'regions') }}
)

select
    code as region_code,
    name as region_name,
    level as region_level,
    parent_code,
    cast(valid_from as integer) as valid_from,
    cast(valid_to as integer) as valid_to,
    successor_code
from regions
