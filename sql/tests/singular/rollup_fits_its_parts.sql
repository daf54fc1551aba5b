-- A returned row is a sum that does not fit its parts: a value without a part that has one, or none with such a part.
{%- set rollups = ['rollup_region_year', 'rollup_province_year', 'rollup_national_year'] %}
with sums as (
    {%- for rollup in rollups %}
    select
        '{{ rollup }}' as rollup,
        year,
        measure,
        breakdown,
        {{ rollup_value_columns() }}
    from {{ ref(rollup) }} as sums
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select *
from sums
where
    (value is null) <> (parts_valued = 0)
    or (basis = 'not_stated') <> (value is null)
    or (basis = 'stated' and parts_valued <> 1)
    or (value_held is not null and parts_held = 0)
    or reports <> parts_valued + parts_blank + parts_not_applicable + parts_ambiguous
