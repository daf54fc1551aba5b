{#- A decimal as JSON and people write it: 12, 0.5; null stays null. -#}
{% macro plain_number(value) -%}
    regexp_replace(cast({{ value }} as varchar), '\.?0+$', '')
{%- endmacro %}


{#- A list of decimals as text: `12`, `10, 12`; empty for an empty list. -#}
{% macro number_list(values) -%}
    array_to_string(list_transform({{ values }}, lambda number: {{ plain_number('number') }}), ', ')
{%- endmacro %}
