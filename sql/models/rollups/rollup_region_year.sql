with figures as (
    select * from {{ ref('int_area_figures') }}
    where area_level <> 'nation'
),

regions as (
    select
        region_code,
        region_name,
        region_level
    from {{ ref('dim_region') }}
),

sums as (
    select
        area_code as region_code,
        year,
        measure,
        {{- dimension_columns() }},
        breakdown,
        period,
        scope,
        body_class,
        unit,
        {{ rollup_values() }}
    from figures
    group by all
)

select
    regions.region_code,
    regions.region_name,
    regions.region_level,
    sums.* exclude (region_code)
from sums
left join regions on sums.region_code = regions.region_code
order by sums.year, regions.region_code, sums.measure, sums.breakdown, sums.period, sums.scope, sums.body_class
