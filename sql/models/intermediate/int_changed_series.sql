{#- What of a figure and its body decides sums and ranks beside others. -#}
{%- set figure = ['report_id', 'organ_id', 'region_code', 'year', 'series_key', 'scope', 'value', 'state',
    'is_approximate', 'is_conflicted', 'is_corrected'] -%}
{%- set organ = ['organ_name', 'organ_level', 'body_class', 'join_rule'] -%}
{%- set columns %}
        figures.{{ figure | join(',\n        figures.') }},
        organs.{{ organ | join(',\n        organs.') }}
{%- endset -%}

{{ config(materialized='table') }}

{% if carried() -%}
with figures_now as (
    select
    {{- columns }}
    from {{ ref('int_figures') }} as figures
    left join {{ ref('dim_organ') }} as organs on figures.organ_id = organs.organ_id
),

figures_before as (
    select
    {{- columns }}
    from {{ ref('int_figures_before') }} as figures
    left join {{ previous('dim_organ') }} as organs on figures.organ_id = organs.organ_id
)

select
    year,
    series_key
from (select * from figures_now except select * from figures_before) as only_now
union
select
    year,
    series_key
from (select * from figures_before except select * from figures_now) as only_before
{%- else -%}
select
    year,
    series_key
from {{ ref('int_figures') }}
where false
{%- endif %}
