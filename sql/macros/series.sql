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


{#- The facts of one family, for its table. The measures are named one by one: known before the observations are
    joined, so that those of other families go no further; not by `in`, after which DuckDB takes the rest for few. -#}
{% macro facts_of(family) -%}
    {%- set catalogue = ref('dim_measure') -%}
    select * from {{ ref('int_facts') }}
    where
        family = '{{ family }}'
        {%- if execute %}
        {%- set measures = run_query("select measure from " ~ catalogue ~ " where family = '" ~ family ~ "' order by measure") %}
        and list_contains(['{{ measures.columns[0].values() | join("', '") }}'], measure)
        {%- endif %}
{%- endmacro %}
