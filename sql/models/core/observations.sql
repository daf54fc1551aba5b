{{ replaces('int_changed_reports') }}

with observations as (
    select * from {{ ref('stg_observations') }}
    {{ where_in('int_changed_reports') }}
),

reports as (
    select * from {{ ref('dim_report') }}
)

select
    observations.observation_id,
    observations.report_id,
    reports.organ_id,
    reports.region_code,
    reports.year,
    observations.section_id,
    observations.measure,
    {{- dimension_columns('observations') }},
    observations.period,
    observations.value,
    observations.unit,
    observations.status,
    observations.qualifier,
    observations.scope,
    observations.source,
    observations.method,
    observations.support,
    observations.evidence,
    observations.span_start,
    observations.span_end,
    observations.is_primary,
    observations.is_conflicted,
    reports.is_current
from observations
inner join reports on observations.report_id = reports.report_id
order by
    reports.year, reports.region_code, reports.organ_id, observations.report_id,
    observations.span_start, observations.observation_id
