{#- The fact tables, one a family of measures. -#}
{% macro fact_tables() -%}
    {{ return([
        'fct_proactive_disclosures', 'fct_engagement', 'fct_requests', 'fct_appeals', 'fct_fees', 'fct_resources'
    ]) }}
{%- endmacro %}


{#- One number for a measure, split and period, so that figures are sorted and joined by it instead of by sixteen
    columns. It is of this build only. -#}
{% macro series_key() -%}
    hash(measure, period{% for name in var('dimensions') %}, {{ name }}{% endfor %})
{%- endmacro %}


{#- What a series is about, for the rollups: its measure, how it is split, its unit. -#}
{% macro series_columns() -%}
    series.measure,
    {{- dimension_columns('series') }},
    series.breakdown,
    series.period,
    series.unit
{%- endmacro %}


{#- A figure as people write it: 42, 8.5; no zeros that only its type has. -#}
{% macro plain(value) -%}
    regexp_replace(cast(try_cast({{ value }} as decimal(24, 4)) as varchar), '\.?0+$', '')
{%- endmacro %}
