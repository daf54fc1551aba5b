{#- The figures of a check by name, as the JSON object that findings have. -#}
{% macro json_numbers(figures) -%}
    concat('{'
    {%- for name, value in figures.items() %}, '{{ ', ' if not loop.first }}"{{ name }}": ', {{ plain(value) }}{% endfor -%}
    , '}')
{%- endmacro %}
