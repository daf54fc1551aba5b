-- A returned row is a year and measure whose figures are not all in the national series, added up or held, each once.
with figures as (
    select
        year,
        measure,
        count(*) as figures
    from {{ ref('int_figures') }}
    group by year, measure
),

sums as (
    select
        year,
        measure,
        sum(parts_valued + parts_blank + parts_not_applicable + parts_ambiguous + parts_held) as figures
    from {{ ref('rollup_national_year') }}
    where scope <> 'comparable'
    group by year, measure
)

select
    figures.year,
    figures.measure,
    figures.figures,
    sums.figures as figures_in_series
from figures
full outer join sums on figures.year = sums.year and figures.measure = sums.measure
where figures.figures is distinct from sums.figures
