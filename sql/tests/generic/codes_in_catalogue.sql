{#- A returned row is a code that stands in one of the columns, and not in the catalogue for the dimension that the
    column is named after (gongkai/catalogue/dimensions.csv). -#}
{% test codes_in_catalogue(model, columns) %}
with used as (
    {%- for column in columns %}
    select distinct
        '{{ column }}' as dimension,
        {{ column }} as code
    from {{ model }}
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select used.*
from used
anti join {{ ref('dim_code') }} as codes
    on used.dimension = codes.dimension and used.code = codes.code
{% endtest %}
