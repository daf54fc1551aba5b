with found as (
    select * from {{ ref('stg_findings') }}
    union all by name
    select * exclude (compared_report_id, compared_year) from {{ ref('int_version_findings') }}
),

reports as (
    select * from {{ ref('dim_report') }}
)

select
    found.finding_id,
    found.report_id,
    reports.organ_id,
    reports.region_code,
    reports.year,
    found.rule,
    found.severity,
    found.message_en,
    found.message_zh,
    found.stated,
    found.computed,
    found.numbers,
    found.observation_ids,
    found.span_start,
    found.span_end,
    reports.is_current
from found
inner join reports on found.report_id = reports.report_id
order by reports.year, found.report_id, found.span_start, found.finding_id
