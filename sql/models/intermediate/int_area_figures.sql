{#- The levels that a figure is added up at, from the widest. -#}
{%- set levels = ['nation', 'province', 'prefecture', 'county'] -%}

with figures as (
    select * from {{ ref('int_placed_figures') }}
)

{% for level in levels %}
select
    '{{ level }}' as area_level,
    {{ 'cast(null as varchar)' if loop.first else level ~ '_code' }} as area_code,
    * exclude (province_code, prefecture_code, county_code, held_at),
    held_at > 0 and held_at >= {{ loop.index0 }} as is_held,
    {{ 'false' if loop.first else 'coalesce(speaks_for = ' ~ level ~ '_code, false)' }} as speaks_for_area
from figures
{% if not loop.first -%}
where {{ level }}_code is not null
{% endif -%}
{{ 'union all' if not loop.last }}
{% endfor %}
