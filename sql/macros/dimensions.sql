{#- The dimension columns of a relation, as a select list. -#}
{% macro dimension_columns(relation='') -%}
    {%- for name in var('dimensions') %}
    {{ relation ~ '.' if relation }}{{ name }}{{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- A figure's split as one text: `channel=website`, `outcome=denied;reason=repeated`; empty where it is the plain
    total. Codes that are a dimension's default (applicant=total) are left out. -#}
{% macro breakdown() -%}
    concat_ws(
        ';'
        {%- for name in var('dimensions') %},
        '{{ name }}=' || {{ "nullif(" ~ name ~ ", 'total')" if name in var('defaulted_dimensions') else name }}
        {%- endfor %}
    )
{%- endmacro %}
