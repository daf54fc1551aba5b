{{ replaces('int_affected_reports') }}

{#- Where findings come from; each model has the columns of int_year_findings. -#}
{%- set sources = ['int_report_findings', 'int_version_findings', 'int_year_findings'] -%}

with found as (
    {%- for source in sources %}
    select * from {{ ref(source) }}
    {{ where_in('int_affected_reports') }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
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
    case
        when found.compared_report_id is null then 'report'
        when found.compared_year = reports.year then 'versions'
        else 'years'
    end as compares,
    found.message_en,
    found.message_zh,
    cast(found.stated as decimal(20, 4)) as stated,
    cast(found.computed as decimal(20, 4)) as computed,
    found.numbers,
    found.observation_ids,
    found.span_start,
    found.span_end,
    found.compared_report_id,
    found.compared_year,
    reports.is_current
from found
inner join reports on found.report_id = reports.report_id
order by reports.year, found.report_id, found.span_start, found.finding_id
