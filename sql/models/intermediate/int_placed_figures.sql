{#- The levels of regions, from the widest; and what makes two figures the same figure of two bodies. -#}
{%- set levels = ['province', 'prefecture', 'county'] -%}
{%- set same_figure = ['year', 'series_key', 'scope'] -%}

{{ config(materialized='table') }}

with figures as (
    {%- if carried() %}
    {{ figures(readings_of_changed_series(), ref('dim_report')) }}
    {%- else %}
    select * from {{ ref('int_figures') }}
    {%- endif %}
),

organs as (
    select * from {{ ref('dim_organ') }}
),

regions as (
    select * from {{ ref('dim_region') }}
),

placed as (
    select
        figures.* replace (
            -- what can be set beside the figures of its like: a government's for its jurisdiction, any other body's
            -- for itself, and those that do not say
            case
                when figures.scope = 'unstated' then 'comparable'
                when figures.scope = if(organs.body_class = 'government', 'jurisdiction', 'organ') then 'comparable'
                else figures.scope
            end as scope
        ),
        coalesce(organs.body_class, 'unknown') as body_class,
        regions.province_code,
        regions.prefecture_code,
        regions.county_code,
        case when organs.join_rule = 'government_of_region' then figures.region_code end as speaks_for
    from figures
    left join organs on figures.organ_id = organs.organ_id
    left join regions on figures.region_code = regions.region_code
),

-- what a region's own government states for its jurisdiction, or does not say of whom: it may hold that of all
-- governments below
wide as (
    select
        speaks_for,
        {{ same_figure | join(', ') }}
    from placed
    where speaks_for is not null and scope = 'comparable' and value is not null
)

-- held_at: the narrowest level at which such a figure holds this one; 0 where none does
select
    placed.*,
    greatest(
        {%- for level in levels %}
        case when {{ level }}_wide.year is not null then {{ loop.index }} else 0 end
        {{- ',' if not loop.last }}
        {%- endfor %}
    ) as held_at
from placed
{%- for level in levels %}
left join wide as {{ level }}_wide
    on
        -- one expression on each side, or DuckDB compares every figure with every other
        case
            when placed.body_class = 'government'
                then nullif(placed.{{ level }}_code, coalesce(placed.speaks_for, ''))
        end = {{ level }}_wide.speaks_for
        {%- for name in same_figure %}
        and placed.{{ name }} = {{ level }}_wide.{{ name }}
        {%- endfor %}
{%- endfor %}
