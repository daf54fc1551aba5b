{{ config(materialized='table') }}

with readings as (
    select distinct
        series_key,
        measure,
        {{- dimension_columns() }},
        period,
        unit
    from {{ ref('int_readings') }}
)

select
    *,
    {{ breakdown() }} as breakdown,
    -- a name of the report's own, or a cell of applicant × outcome: too many for the series of every body
    category is not null
    or coalesce(applicant <> 'total' and outcome <> 'total', false) as is_detail
from readings
