with facts as (
    {%- for table in fact_tables() %}
    select * from {{ ref(table) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
)

select
    report_id,
    {{ series_key() }} as series_key,
    observation_id,
    measure,
    {{- dimension_columns() }},
    period,
    unit,
    value,
    scope,
    status,
    qualifier,
    support,
    is_conflicted,
    is_corrected
from facts
where is_current and year is not null
