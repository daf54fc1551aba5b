-- A returned row is a measure and a dimension that it does not take (measures.csv), but that observations of it have.
with observations as (
    select * from {{ ref('observations') }}
    {{ where_in('int_changed_reports') }}
),

-- one look at the observations for all dimensions
measures_used as (
    select
        measure,
        {%- for name in var('dimensions') %}
        nullif(bool_or({{ name }} is not null), false) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from observations
    group by measure
),

used as (
    unpivot measures_used
    on {{ var('dimensions') | join(', ') }}
    into name dimension value is_used
)

select
    used.measure,
    used.dimension
from used
inner join {{ ref('dim_measure') }} as measures on used.measure = measures.measure
where not list_contains(string_split(measures.dimensions, ';'), used.dimension)
