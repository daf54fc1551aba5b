with series as (
    select
        series_key,
        measure,
        applicant
    from {{ ref('int_series') }}
    where measure in ('requests_carried_out', 'requests_carried_in') and period = 'annual'
),

figures as (
    select
        figures.*,
        series.measure,
        series.applicant
    from {{ ref('int_figures') }} as figures
    inner join series on figures.series_key = series.series_key
    where figures.organ_id is not null and figures.value is not null and not figures.is_approximate
),

carried_in as (
    select * from figures
    where measure = 'requests_carried_in'
),

carried_out as (
    select * from figures
    where measure = 'requests_carried_out'
)

select
    'carried_over' as rule,
    case
        when carried_in.scope = carried_out.scope or 'unstated' in (carried_in.scope, carried_out.scope) then 'error'
        else 'warning'
    end as severity,
    carried_in.report_id,
    carried_in.series_key,
    carried_out.report_id as compared_report_id,
    carried_out.year as compared_year,
    carried_in.value as stated,
    carried_out.value as computed,
    {{ json_numbers({'carried_in': 'carried_in.value', 'carried_out_before': 'carried_out.value'}) }} as numbers,
    concat(
        ':', carried_in.year, '年上年结转', {{ plain('carried_in.value') }}, '件,', carried_out.year, '年年报结转下年度',
        {{ plain('carried_out.value') }}, '件,两者不符。'
    ) as message_zh,
    concat(
        ': ', {{ plain('carried_in.value') }}, ' carried into ', carried_in.year, ', but ',
        {{ plain('carried_out.value') }}, ' carried out of ', carried_out.year, '.'
    ) as message_en,
    [
        {'report_id': carried_in.report_id, 'series_key': carried_in.series_key},
        {'report_id': carried_out.report_id, 'series_key': carried_out.series_key}
    ] as sides
from carried_in
inner join carried_out
    on
        carried_in.organ_id = carried_out.organ_id
        and carried_in.applicant = carried_out.applicant
        and carried_in.year = carried_out.year + 1
where carried_in.value <> carried_out.value
