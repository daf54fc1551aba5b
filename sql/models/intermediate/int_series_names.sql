with series as (
    select * from {{ ref('int_series') }}
),

measures as (
    select * from {{ ref('dim_measure') }}
),

codes as (
    select * from {{ ref('dim_code') }}
),

splits as (
    unpivot series
    on {{ var('dimensions') | join(', ') }}
    into name dimension value code
),

split_names as (
    select
        splits.series_key,
        string_agg(coalesce(codes.name_zh, splits.code), '、' order by splits.dimension) as split_zh,
        string_agg(coalesce(codes.name_en, splits.code), ', ' order by splits.dimension) as split_en
    from splits
    left join codes on splits.dimension = codes.dimension and splits.code = codes.code
    where splits.code <> 'total'
    group by splits.series_key
)

select
    series.series_key,
    measures.name_zh || coalesce('(' || split_names.split_zh || ')', '') as name_zh,
    measures.name_en || coalesce(' (' || split_names.split_en || ')', '') as name_en
from series
inner join measures on series.measure = measures.measure
left join split_names on series.series_key = split_names.series_key
