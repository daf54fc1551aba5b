{%- for table in fact_tables() %}
select * from {{ ref(table) }}
{{ 'union all by name' if not loop.last }}
{%- endfor %}
