{{ config(materialized='table') }}

with reports as (
    select
        report_id,
        organ_id
    from {{ ref('dim_report') }}
),

changed as (
    select * from {{ ref('int_changed_reports') }}
)
{% if carried() %}
, organs as (
    select organ_id
    from reports
    where report_id in (select report_id from changed)
    union
    select organ_id
    from {{ previous('dim_report') }}
    where report_id in (select report_id from changed)
)

select report_id from changed
union
select report_id
from reports
where organ_id in (select organ_id from organs)
{% else %}
select report_id from reports
union
select report_id from changed
{% endif %}
