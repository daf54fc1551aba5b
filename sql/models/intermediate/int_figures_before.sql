{{ config(materialized='table') }}

{% if carried() -%}
with readings as (
    {{ readings(previous_facts(), where_in('int_affected_reports', keyword='and')) }}
)

{{ figures('readings', previous('dim_report')) }}
{%- else -%}
select * from {{ ref('int_figures') }}
where false
{%- endif %}
