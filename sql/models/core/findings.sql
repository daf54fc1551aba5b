with findings as (
    select * from {{ ref('stg_findings') }}
),

reports as (
    select * from {{ ref('dim_report') }}
)

select
    findings.finding_id,
    findings.report_id,
    reports.organ_id,
    reports.region_code,
    reports.year,
    findings.rule,
    findings.severity,
    findings.message_en,
    findings.message_zh,
    findings.stated,
    findings.computed,
    findings.numbers,
    findings.observation_ids,
    findings.span_start,
    findings.span_end,
    reports.is_current
from findings
inner join reports on findings.report_id = reports.report_id
order by reports.year, findings.report_id, findings.span_start, findings.finding_id
