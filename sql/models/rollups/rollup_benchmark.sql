{{ replaces('int_changed_series', {'year': 'year', 'series_key': series_key()}) }}

with series as (
    select * from {{ ref('int_series') }}
    where not is_detail
),

organs as (
    select * from {{ ref('dim_organ') }}
    where organ_level is not null
),

figures as (
    select
        figures.report_id,
        figures.organ_id,
        figures.region_code,
        figures.province_code,
        figures.year,
        figures.series_key,
        figures.body_class,
        organs.organ_level,
        figures.value
    from {{ ref('int_placed_figures') }} as figures
    inner join organs on figures.organ_id = organs.organ_id
    semi join series on figures.series_key = series.series_key
    where figures.scope = 'comparable' and figures.value is not null
),

-- peers have the same level and class; those of the province are known only of bodies that are placed
ranked as (
    select
        *,
        count(*) over peers as peers,
        rank() over (peers order by value desc) as peer_rank,
        percent_rank() over (peers order by value) as percentile,
        count(*) over province_peers as province_peers,
        rank() over (province_peers order by value desc) as province_rank,
        percent_rank() over (province_peers order by value) as province_percentile
    from figures
    window
        peers as (partition by series_key, year, organ_level, body_class),
        province_peers as (partition by series_key, year, organ_level, body_class, province_code)
)

select
    ranked.organ_id,
    organs.organ_name,
    ranked.organ_level,
    ranked.body_class,
    ranked.region_code,
    ranked.province_code,
    ranked.year,
    {{ series_columns() }},
    ranked.value,
    ranked.peers,
    ranked.peer_rank,
    case when ranked.peers > 1 then ranked.percentile end as percentile,
    case when ranked.province_code is not null then ranked.province_peers end as province_peers,
    case when ranked.province_code is not null then ranked.province_rank end as province_rank,
    case when ranked.province_code is not null and ranked.province_peers > 1 then ranked.province_percentile end
        as province_percentile,
    ranked.report_id
from ranked
inner join series on ranked.series_key = series.series_key
inner join organs on ranked.organ_id = organs.organ_id
order by ranked.year, series.measure, series.breakdown, series.period, ranked.organ_level, ranked.organ_id
