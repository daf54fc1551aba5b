{{ config(materialized='table') }}

{% set columns -%}
    series_key,
    measure,
    {{- dimension_columns() }},
    period,
    unit
{%- endset -%}

with readings as (
    select distinct
        {{ columns }}
    from {{ ref('int_readings') }}
    {%- if carried() %}
    -- what a report no longer tells others may
    union
    select distinct
        {{ columns }}
    from ({{ readings(previous_facts(), where_in('int_affected_reports', keyword='and')) }}) as before
    {%- endif %}
)

select
    *,
    {{ breakdown() }} as breakdown,
    -- a name of the report's own, or a cell of applicant × outcome: too many for the series of every body
    category is not null
    or coalesce(applicant <> 'total' and outcome <> 'total', false) as is_detail
from readings
