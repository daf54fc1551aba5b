{{ config(materialized='table') }}

with series as (
    select
        series_key,
        period
    from {{ ref('int_series') }}
    where not is_detail
),

figures as (
    select
        figures.organ_id,
        figures.series_key,
        figures.year,
        figures.report_id,
        figures.value,
        figures.scope,
        figures.is_approximate,
        figures.is_conflicted
    from {{ ref('int_figures') }} as figures
    semi join series on figures.series_key = series.series_key
    where figures.value is not null and figures.organ_id is not null
)

select
    *,
    lag(report_id) over before as previous_report_id,
    lag(year) over before as previous_year,
    lag(value) over before as previous_value,
    lag(scope) over before as previous_scope,
    lag(is_approximate) over before as is_previous_approximate,
    lag(year, 2) over before as second_previous_year,
    lag(value, 2) over before as second_previous_value
from figures
window before as (
    partition by organ_id, series_key
    order by year
)
