with regions as (
    select * from {{ ref('stg_regions') }}
)

select
    region_code,
    region_name,
    region_level,
    parent_code,
    valid_from,
    valid_to,
    successor_code,
    row_number() over (partition by region_code order by valid_from desc nulls last) = 1 as is_latest
from regions
order by region_code, valid_from
