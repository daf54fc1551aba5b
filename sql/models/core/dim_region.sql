with regions as (
    select * from {{ ref('stg_regions') }}
),

lineage as (
    select * from {{ ref('int_region_lineage') }}
),

names as (
    select
        region_code,
        string_agg(
            concat(region_name, ' (', valid_from, '–', valid_to, ')'), '; ' order by valid_from
        ) as names,
        min(valid_from) as valid_from,
        case when bool_and(valid_to is not null) then max(valid_to) end as valid_to
    from regions
    group by region_code
),

latest as (
    select *
    from regions
    qualify row_number() over (partition by region_code order by valid_from desc nulls last) = 1
),

-- the division itself and what it lies in, one row each: a county, its prefecture, its province
ancestors as (
    select
        latest.region_code,
        unnest([latest.region_code, parents.region_code, grandparents.region_code]) as code,
        unnest([latest.region_name, parents.region_name, grandparents.region_name]) as name,
        unnest([latest.region_level, parents.region_level, grandparents.region_level]) as level
    from latest
    left join latest as parents on latest.parent_code = parents.region_code
    left join latest as grandparents on parents.parent_code = grandparents.region_code
),

paths as (
    select
        region_code,
        any_value(code) filter (where level = 'province') as province_code,
        any_value(name) filter (where level = 'province') as province_name,
        any_value(code) filter (where level = 'prefecture') as prefecture_code,
        any_value(name) filter (where level = 'prefecture') as prefecture_name,
        any_value(code) filter (where level = 'county') as county_code,
        any_value(name) filter (where level = 'county') as county_name
    from ancestors
    group by region_code
)

select
    latest.region_code,
    latest.region_name,
    concat(paths.province_name, paths.prefecture_name, paths.county_name) as full_name,
    names.names,
    latest.region_level,
    latest.parent_code,
    paths.* exclude (region_code),
    names.valid_from,
    names.valid_to,
    nullif(latest.successor_code, latest.region_code) as successor_code,
    lineage.current_code
from latest
inner join names on latest.region_code = names.region_code
inner join paths on latest.region_code = paths.region_code
inner join lineage on latest.region_code = lineage.region_code
order by latest.region_code
