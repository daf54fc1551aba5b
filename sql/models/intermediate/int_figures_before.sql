-- depends_on: {{ ref('int_figures') }} either way, since the order of assets is that of a whole build
{{ config(materialized='table') }}

{% if carried() -%}
{%- set before = readings(previous_facts(), where_in('int_affected_reports', keyword='and')) -%}
{{ figures('(' ~ before ~ ')', previous('dim_report')) }}
{%- else -%}
select * from {{ ref('int_figures') }}
where false
{%- endif %}
