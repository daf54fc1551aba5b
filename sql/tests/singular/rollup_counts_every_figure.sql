-- A returned row is a series of figures, year and measure of which not every report is counted once, added up or held:
-- in the nation, and in the provinces together with the bodies that could not be placed.
with figures as (
    select
        figures.year,
        figures.series_key,
        any_value(series.measure) as measure,
        count(distinct figures.report_id) as figures
    from {{ ref('int_placed_figures') }} as figures
    inner join {{ ref('int_series') }} as series on figures.series_key = series.series_key
    group by figures.year, figures.series_key
),

sums as (
    {%- for rollup in ['rollup_national_year', 'rollup_province_year'] %}
    select
        '{{ rollup }}' as rollup,
        year,
        {{ series_key() }} as series_key,
        reports + parts_held as figures
    from {{ ref(rollup) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        rollup,
        year,
        series_key,
        sum(figures) as figures
    from sums
    group by rollup, year, series_key
)

select
    figures.*,
    counted.rollup,
    counted.figures as figures_counted
from figures
left join counted on figures.year = counted.year and figures.series_key = counted.series_key
where figures.figures is distinct from counted.figures
