-- A returned row is a measure and a dimension that it does not take (measures.csv), but that observations of it have.
with observations as (
    select * from {{ ref('observations') }}
    {{ where_in('int_changed_reports') }}
),

used as (
    {%- for name in var('dimensions') %}
    select distinct
        measure,
        '{{ name }}' as dimension
    from observations
    where {{ name }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select used.*
from used
inner join {{ ref('dim_measure') }} as measures on used.measure = measures.measure
where not list_contains(string_split(measures.dimensions, ';'), used.dimension)
