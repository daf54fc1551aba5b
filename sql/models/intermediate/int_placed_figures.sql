{#- The levels of regions, from the widest; and what makes two figures the same figure of two bodies. -#}
{%- set levels = ['province', 'prefecture', 'county'] -%}
{%- set same_figure = ['year', 'series_key', 'scope'] -%}

{{ config(materialized='table') }}

with figures as (
    select * from {{ ref('int_figures') }}
),

organs as (
    select * from {{ ref('dim_organ') }}
),

regions as (
    select * from {{ ref('dim_region') }}
),

placed as (
    select
        figures.*,
        coalesce(organs.body_class, 'unknown') as body_class,
        regions.province_code,
        regions.prefecture_code,
        regions.county_code,
        case when organs.join_rule = 'government_of_region' then figures.region_code end as speaks_for
    from figures
    left join organs on figures.organ_id = organs.organ_id
    left join regions on figures.region_code = regions.region_code
),

-- figures that can be set beside those of their like: a government's for its jurisdiction, any other body's for
-- itself, and those that do not say
comparable as (
    select * replace ('comparable' as scope)
    from placed
    where scope in ('unstated', case body_class when 'government' then 'jurisdiction' else 'organ' end)
),

scoped as (
    select * from placed
    union all
    select * from comparable
),

-- what a region's own government states, but for figures of the organ alone: it may hold all governments' below
wide as (
    select
        speaks_for,
        {{ same_figure | join(', ') }}
    from scoped
    where speaks_for is not null and scope <> 'organ' and value is not null
)

-- held_at: the narrowest level at which such a figure holds this one; 0 where none does
select
    scoped.*,
    greatest(
        {%- for level in levels %}
        case when {{ level }}_wide.year is not null then {{ loop.index }} else 0 end
        {{- ',' if not loop.last }}
        {%- endfor %}
    ) as held_at
from scoped
{%- for level in levels %}
left join wide as {{ level }}_wide
    on
        -- one expression on each side, or DuckDB compares every figure with every other
        case
            when scoped.body_class = 'government'
                then nullif(scoped.{{ level }}_code, coalesce(scoped.speaks_for, ''))
        end = {{ level }}_wide.speaks_for
        {%- for name in same_figure %}
        and scoped.{{ name }} = {{ level }}_wide.{{ name }}
        {%- endfor %}
{%- endfor %}
