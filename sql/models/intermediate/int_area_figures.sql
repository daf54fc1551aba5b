{#- The levels of regions, from the widest. -#}
{%- set levels = ['province', 'prefecture', 'county'] -%}
{%- set columns = '* exclude (province_code, prefecture_code, county_code, held_at)' -%}

with figures as (
    select * from {{ ref('int_placed_figures') }}
)

select
    'nation' as area_level,
    cast(null as varchar) as area_code,
    {{ columns }},
    held_at > 0 as is_held,
    false as speaks_for_area
from figures
{% for level in levels %}
union all
select
    '{{ level }}' as area_level,
    {{ level }}_code as area_code,
    {{ columns }},
    held_at >= {{ loop.index }} as is_held,
    coalesce(speaks_for = {{ level }}_code, false) as speaks_for_area
from figures
where {{ level }}_code is not null
{% endfor %}
union all
select
    'unplaced' as area_level,
    cast(null as varchar) as area_code,
    {{ columns }},
    false as is_held,
    false as speaks_for_area
from figures
where province_code is null
