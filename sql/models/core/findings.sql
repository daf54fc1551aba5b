with within_reports as (
    select * from {{ ref('stg_findings') }}
),

between_versions as (
    select * from {{ ref('int_version_findings') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

found as (
    select
        within_reports.finding_id,
        within_reports.report_id,
        reports.organ_id,
        reports.region_code,
        reports.year,
        within_reports.rule,
        within_reports.severity,
        within_reports.message_en,
        within_reports.message_zh,
        within_reports.stated,
        within_reports.computed,
        within_reports.numbers,
        within_reports.observation_ids,
        within_reports.span_start,
        within_reports.span_end,
        reports.is_current
    from within_reports
    inner join reports on within_reports.report_id = reports.report_id
    union all by name
    select * from between_versions
)

select * from found
order by year, report_id, span_start, finding_id
