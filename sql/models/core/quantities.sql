{{ replaces('int_changed_reports') }}

with quantities as (
    select * from {{ ref('stg_quantities') }}
    {{ where_in('int_changed_reports') }}
),

reports as (
    select * from {{ ref('dim_report') }}
)

select
    quantities.quantity_id,
    quantities.report_id,
    reports.organ_id,
    reports.region_code,
    reports.year,
    quantities.section_id,
    quantities.value,
    quantities.unit,
    quantities.qualifier,
    quantities.reason,
    quantities.clause,
    quantities.span_start,
    quantities.span_end,
    reports.is_current
from quantities
inner join reports on quantities.report_id = reports.report_id
order by reports.year, quantities.report_id, quantities.span_start
