with steady as (
    select
        measure,
        coalesce(breakdown, '') as breakdown
    from {{ ref('steady_figures') }}
),

series as (
    select series.series_key
    from {{ ref('int_series') }} as series
    anti join steady on series.measure = steady.measure and series.breakdown = steady.breakdown
    where series.period = 'annual'
),

-- small counts are often the same; two years of one large figure are worth a look, three a warning
repeated as (
    select
        pairs.*,
        pairs.second_previous_year = pairs.year - 2 and pairs.second_previous_value = pairs.value as is_third
    from {{ ref('int_year_pairs') }} as pairs
    semi join series on pairs.series_key = series.series_key
    where
        pairs.value = pairs.previous_value
        and pairs.previous_year = pairs.year - 1
        and not pairs.is_approximate
        and pairs.value >= 10
)

select
    'repeated' as rule,
    case when is_third then 'warning' else 'info' end as severity,
    report_id,
    series_key,
    previous_report_id as compared_report_id,
    previous_year as compared_year,
    value as stated,
    previous_value as computed,
    {{ json_numbers({'value': 'value', 'years': 'if(is_third, 3, 2)'}) }} as numbers,
    concat(
        ':', case when is_third then '连续三年' else '连续两年' end, '(至', year, '年)均为', {{ plain('value') }}, '。'
    ) as message_zh,
    concat(
        ': ', {{ plain('value') }}, case when is_third then ' three' else ' two' end, ' years running, to ', year, '.'
    ) as message_en,
    [
        {'report_id': report_id, 'series_key': series_key},
        {'report_id': previous_report_id, 'series_key': series_key}
    ] as sides
from repeated
where is_third or value >= 50
