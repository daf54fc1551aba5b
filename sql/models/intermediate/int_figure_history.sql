with figures as (
    select
        organ_id,
        series_key,
        value
    from {{ ref('int_year_pairs') }}
),

histories as (
    select
        organ_id,
        series_key,
        count(*) as history_years,
        median(value) as history_median,
        mad(value) as deviation
    from figures
    group by organ_id, series_key
)

-- counts scatter by their square root even where nothing happens; 1.4826 makes the deviation a standard one
select
    organ_id,
    series_key,
    history_years,
    cast(history_median as double) as history_median,
    greatest(1.4826 * cast(deviation as double), sqrt(abs(cast(history_median as double))), 1) as history_spread
from histories
