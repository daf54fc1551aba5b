-- A returned row is a series, year and measure that has not every figure of the reports once, added up or held:
-- the nation, and the provinces together with the bodies that could not be placed.
with figures as (
    select
        figures.year,
        series.measure,
        count(*) as figures
    from {{ ref('int_figures') }} as figures
    inner join {{ ref('int_series') }} as series on figures.series_key = series.series_key
    group by figures.year, series.measure
),

sums as (
    select
        'nation' as series,
        year,
        measure,
        reports + parts_held as figures
    from {{ ref('rollup_national_year') }}
    union all
    select
        'provinces' as series,
        year,
        measure,
        reports + parts_held as figures
    from {{ ref('rollup_province_year') }}
),

series as (
    select
        series,
        year,
        measure,
        sum(figures) as figures
    from sums
    group by series, year, measure
)

select
    figures.*,
    series.series,
    series.figures as figures_in_series
from figures
left join series on figures.year = series.year and figures.measure = series.measure
where figures.figures is distinct from series.figures
