{{ replaces('int_changed_series', {'year': 'year', 'series_key': series_key()}) }}

with series as (
    select * from {{ ref('int_series') }}
    where not is_detail
),

figures as (
    select figures.*
    from {{ ref('int_area_figures') }} as figures
    semi join series on figures.series_key = series.series_key
    where figures.area_level <> 'nation'
),

regions as (
    select * from {{ ref('dim_region') }}
),

sums as (
    select
        area_code,
        year,
        series_key,
        scope,
        body_class,
        {{ rollup_values() }}
    from figures
    group by area_code, year, series_key, scope, body_class
)

select
    sums.area_code as region_code,
    regions.region_name,
    regions.region_level,
    regions.parent_code,
    regions.province_name,
    sums.year,
    {{ series_columns() }},
    sums.scope,
    sums.body_class,
    {{ rollup_value_columns() }}
from sums
inner join series on sums.series_key = series.series_key
left join regions on sums.area_code = regions.region_code
order by sums.year, sums.area_code, series.measure, series.breakdown, series.period, sums.scope, sums.body_class
