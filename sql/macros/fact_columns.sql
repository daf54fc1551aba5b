{#- The columns of a fact table: keys, measure, the dimensions its family is split by, and what every fact has. -#}
{% macro fact_columns(dimensions) -%}
    observation_id,
    report_id,
    organ_id,
    region_code,
    year,
    measure,
    {%- for name in dimensions %}
    {{ name }},
    {%- endfor %}
    period,
    value,
    unit,
    status,
    qualifier,
    scope,
    source,
    support,
    evidence,
    span_start,
    span_end,
    section_id,
    is_conflicted,
    is_corrected,
    correction_id,
    is_current
{%- endmacro %}
