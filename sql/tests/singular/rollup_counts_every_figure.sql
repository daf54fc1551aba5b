-- A returned row is a series, year and measure that has not every figure of the reports once, added up or held:
-- the nation, and the provinces together with the bodies that could not be placed.
with figures as (
    select
        series.name as series,
        figures.year,
        figures.measure,
        count(*) as figures
    from {{ ref('int_figures') }} as figures
    cross join (values ('nation'), ('provinces')) as series (name)
    group by series.name, figures.year, figures.measure
),

sums as (
    select
        'nation' as series,
        * exclude (value)
    from {{ ref('rollup_national_year') }}
    union all by name
    select
        'provinces' as series,
        * exclude (value, region_code, region_name, region_level)
    from {{ ref('rollup_region_year') }}
    where region_level = 'province' or region_code is null
),

series as (
    select
        series,
        year,
        measure,
        sum(parts_valued + parts_blank + parts_not_applicable + parts_ambiguous + parts_held) as figures
    from sums
    where scope <> 'comparable'
    group by series, year, measure
)

select
    figures.*,
    series.figures as figures_in_series
from figures
left join series using (series, year, measure)
where figures.figures is distinct from series.figures
