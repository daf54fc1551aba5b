with series as (
    select series_key
    from {{ ref('int_series') }}
    where period = 'cumulative'
),

falls as (
    select pairs.*
    from {{ ref('int_year_pairs') }} as pairs
    semi join series on pairs.series_key = series.series_key
    where pairs.value < pairs.previous_value
)

select
    'cumulative_falls' as rule,
    case
        when is_approximate or is_previous_approximate or scope <> previous_scope then 'warning'
        else 'error'
    end as severity,
    report_id,
    series_key,
    previous_report_id as compared_report_id,
    previous_year as compared_year,
    value as stated,
    previous_value as computed,
    {{ json_numbers({'value': 'value', 'value_before': 'previous_value'}) }} as numbers,
    concat(
        ':历年累计', previous_year, '年为', {{ plain('previous_value') }}, ',', year, '年反为', {{ plain('value') }}, '。'
    ) as message_zh,
    concat(
        ': the cumulative figure was ', {{ plain('previous_value') }}, ' in ', previous_year, ' and is only ',
        {{ plain('value') }}, ' in ', year, '.'
    ) as message_en,
    [
        {'report_id': report_id, 'series_key': series_key},
        {'report_id': previous_report_id, 'series_key': series_key}
    ] as sides
from falls
