{#- A list of decimals as text: `12`, `10, 12`; empty for an empty list. -#}
{% macro number_list(values) -%}
    array_to_string(list_transform({{ values }}, lambda number: {{ plain('number') }}), ', ')
{%- endmacro %}
