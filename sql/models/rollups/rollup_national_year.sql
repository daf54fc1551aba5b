{{ replaces('int_changed_series', {'year': 'year', 'series_key': series_key()}) }}

with figures as (
    select * from {{ ref('int_area_figures') }}
    where area_level = 'nation'
),

series as (
    select * from {{ ref('int_series') }}
),

sums as (
    select
        year,
        series_key,
        scope,
        body_class,
        {{ rollup_values() }}
    from figures
    group by year, series_key, scope, body_class
)

select
    sums.year,
    {{ series_columns() }},
    sums.scope,
    sums.body_class,
    {{ rollup_value_columns() }}
from sums
inner join series on sums.series_key = series.series_key
order by sums.year, series.measure, series.breakdown, series.period, sums.scope, sums.body_class
