-- A returned row is a division that lies in one of its own level or below: its province or prefecture would be wrong.
with regions as (
    select
        region_code,
        region_name,
        parent_code,
        list_position(['province', 'prefecture', 'county'], region_level) as depth
    from {{ ref('dim_region') }}
)

select
    regions.region_code,
    regions.region_name,
    parents.region_name as parent_name
from regions
inner join regions as parents on regions.parent_code = parents.region_code
where parents.depth >= regions.depth
