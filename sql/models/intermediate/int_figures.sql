{{ config(materialized='table') }}

with readings as (
    select * from {{ ref('int_readings') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

-- readings of one figure are several only where a report contradicts itself and nothing in it is better placed
grouped as (
    select
        report_id,
        series_key,
        min(scope) as scope,
        min(value) as lowest,
        max(value) as highest,
        min(value) filter (where support = 'confirmed') as lowest_confirmed,
        max(value) filter (where support = 'confirmed') as highest_confirmed,
        bool_or(status = 'blank') as is_blank,
        bool_or(qualifier <> 'exact') as is_approximate,
        bool_or(is_conflicted) as is_conflicted,
        bool_or(support = 'contradicted') as is_contradicted,
        bool_or(is_corrected) as is_corrected
    from readings
    group by report_id, series_key
),

-- of several values the one that the report's own sums confirm, else none
chosen as (
    select
        *,
        case
            when lowest = highest then lowest
            when lowest_confirmed = highest_confirmed then lowest_confirmed
        end as value
    from grouped
)

select
    chosen.report_id,
    reports.organ_id,
    reports.region_code,
    reports.year,
    chosen.series_key,
    chosen.scope,
    chosen.value,
    case
        when chosen.value is not null then 'valued'
        when chosen.highest is not null then 'ambiguous'
        when chosen.is_blank then 'blank'
        else 'not_applicable'
    end as state,
    chosen.is_approximate,
    chosen.is_conflicted,
    chosen.is_contradicted,
    chosen.is_corrected
from chosen
inner join reports on chosen.report_id = reports.report_id
