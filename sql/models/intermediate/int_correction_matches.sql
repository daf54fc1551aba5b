with corrections as (
    select * from {{ ref('stg_corrections') }}
    where problem is null
),

reports as (
    select * from {{ ref('dim_report') }}
),

named as (
    select
        corrections.*,
        reports.report_id
    from corrections
    inner join reports on corrections.report_named in (reports.report_id, reports.source_path)
    union all
    select
        corrections.*,
        reports.report_id
    from corrections
    inner join reports
        on
            corrections.organ_named = regexp_replace(reports.organ_name, '\s+', '', 'g')
            and corrections.year_named = reports.year
            and reports.is_current
    where corrections.report_named is null
),

observations as (
    select
        *,
        {{ breakdown() }} as breakdown
    from {{ ref('stg_observations') }}
    where is_primary and report_id in (select report_id from named)
)

select
    named.correction_id,
    named.report_id,
    observations.observation_id,
    observations.value,
    -- a correction may name one of several figures by its value
    coalesce(named.value_read is null or named.value_read = observations.value, false) as is_meant,
    coalesce(named.action = 'replace' and named.corrected_value = observations.value, false) as is_right_already
from named
left join observations
    on
        named.report_id = observations.report_id
        and named.measure = observations.measure
        and named.breakdown = observations.breakdown
        and named.period = observations.period
        and coalesce(named.scope, observations.scope) = observations.scope
