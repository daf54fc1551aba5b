with figures as (
    select * from {{ ref('int_area_figures') }}
    where area_level = 'nation'
),

sums as (
    select
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

select * from sums
order by year, measure, breakdown, period, scope, body_class
