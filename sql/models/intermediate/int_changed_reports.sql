{#- What of a report stands in the rows of its facts and texts, or decides which they are. -#}
{%- set told = ['organ_id', 'region_code', 'year', 'form', 'versions', 'is_current', 'superseded_by', 'copy_of'] -%}

{{ config(materialized='table') }}

with reports as (
    select
        report_id,
        {{ told | join(', ') }}
    from {{ ref('dim_report') }}
),

corrected as (
    select
        report_id,
        observation_id,
        correction_id,
        action,
        corrected_value
    from {{ ref('corrections') }}
    where status = 'applied'
)
{% if carried() %}
, reports_before as (
    select
        report_id,
        {{ told | join(', ') }}
    from {{ previous('dim_report') }}
),

corrected_before as (
    select
        report_id,
        observation_id,
        correction_id,
        action,
        corrected_value
    from {{ previous('corrections') }}
    where status = 'applied'
)

select report_id from build.reread_reports
{%- for now, before in [('reports', 'reports_before'), ('corrected', 'corrected_before')] %}
{%- for these, those in [(now, before), (before, now)] %}
union
select report_id
from (select * from {{ these }} except select * from {{ those }}) as only_{{ these }}
{%- endfor %}
{%- endfor %}
{% else %}
select report_id from reports
union
select report_id from corrected
{% endif %}
