-- depends_on: {{ ref('int_figures') }} either way, since the order of assets is that of a whole build
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
