with series as (
    select series_key
    from {{ ref('int_series') }}
    where period = 'annual'
),

-- ten times as much or a tenth, of figures that are large enough to mean something
jumps as (
    select
        pairs.*,
        greatest(pairs.value, pairs.previous_value) / least(pairs.value, pairs.previous_value) as factor
    from {{ ref('int_year_pairs') }} as pairs
    semi join series on pairs.series_key = series.series_key
    where
        pairs.previous_year = pairs.year - 1
        and least(pairs.value, pairs.previous_value) > 0
        and greatest(pairs.value, pairs.previous_value) >= 100
),

large as (
    select
        *,
        -- 10, 100, 10 000 exactly: a unit or a decimal point went wrong
        factor in (10, 100, 1000, 10000) as is_power_of_ten
    from jumps
    where factor >= 10
)

select
    'jump' as rule,
    case when scope = previous_scope or is_power_of_ten then 'warning' else 'info' end as severity,
    report_id,
    series_key,
    previous_report_id as compared_report_id,
    previous_year as compared_year,
    value as stated,
    previous_value as computed,
    {{ json_numbers({'value': 'value', 'value_before': 'previous_value', 'factor': 'round(factor, 2)'}) }} as numbers,
    concat(
        ':', previous_year, '年', {{ plain('previous_value') }}, ',', year, '年', {{ plain('value') }}, ',相差',
        {{ plain('round(factor, 1)') }}, '倍', case when is_power_of_ten then ',或为单位、小数点之误' end, '。'
    ) as message_zh,
    concat(
        ': ', {{ plain('previous_value') }}, ' in ', previous_year, ', ', {{ plain('value') }}, ' in ', year,
        ', a factor of ', {{ plain('round(factor, 1)') }},
        case when is_power_of_ten then '; perhaps a slip of unit or decimal point' end, '.'
    ) as message_en,
    [
        {'report_id': report_id, 'series_key': series_key},
        {'report_id': previous_report_id, 'series_key': series_key}
    ] as sides
from large
