{{ replaces('int_affected_reports') }}

with pairs as (
    select * from {{ ref('int_year_pairs') }}
    where previous_year is not null
),

series as (
    select * from {{ ref('int_series') }}
),

histories as (
    select * from {{ ref('int_figure_history') }}
),

reports as (
    select
        report_id,
        region_code,
        form
    from {{ ref('dim_report') }}
),

organs as (
    select * from {{ ref('dim_organ') }}
)

select
    pairs.organ_id,
    organs.organ_name,
    organs.body_class,
    reports.region_code,
    pairs.year,
    {{ series_columns() }},
    pairs.value,
    pairs.previous_year,
    pairs.previous_value,
    cast(pairs.value - pairs.previous_value as decimal(24, 4)) as change,
    case
        when pairs.previous_value <> 0
            then cast(pairs.value - pairs.previous_value as double) / abs(pairs.previous_value)
    end as relative_change,
    reports.form is distinct from previous_reports.form as is_form_changed,
    pairs.scope <> pairs.previous_scope as is_scope_changed,
    pairs.year - pairs.previous_year > 1 as has_year_gap,
    -- fewer than five years tell nothing
    case
        when histories.history_years >= 5
            then abs(pairs.value - histories.history_median) > 3.5 * histories.history_spread
    end as is_outlier,
    histories.history_years,
    histories.history_median,
    pairs.is_approximate,
    pairs.is_conflicted,
    pairs.report_id,
    pairs.previous_report_id
from pairs
inner join series on pairs.series_key = series.series_key
inner join histories on pairs.organ_id = histories.organ_id and pairs.series_key = histories.series_key
inner join reports on pairs.report_id = reports.report_id
inner join reports as previous_reports on pairs.previous_report_id = previous_reports.report_id
inner join organs on pairs.organ_id = organs.organ_id
order by pairs.year, reports.region_code, pairs.organ_id, series.measure, series.breakdown, series.period
