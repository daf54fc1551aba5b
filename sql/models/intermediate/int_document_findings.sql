{%- set states = ['in_force', 'made', 'repealed'] -%}

with series as (
    select
        series_key,
        document_type,
        document_status
    from {{ ref('int_series') }}
    where measure = 'documents' and period = 'annual'
),

-- the row of one kind of document in the table of article 20(1), form of 2021
stocks as (
    select
        figures.organ_id,
        figures.year,
        figures.report_id,
        series.document_type,
        {%- for state in states %}
        max(figures.value) filter (where series.document_status = '{{ state }}') as {{ state }},
        max(series.series_key) filter (where series.document_status = '{{ state }}') as {{ state }}_key
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_figures') }} as figures
    inner join series on figures.series_key = series.series_key
    where figures.organ_id is not null and not figures.is_approximate
    group by figures.organ_id, figures.year, figures.report_id, series.document_type
),

pairs as (
    select
        now.*,
        before.report_id as compared_report_id,
        before.year as compared_year,
        before.in_force as in_force_before,
        before.in_force + now.made - now.repealed as computed
    from stocks as now
    inner join stocks as before
        on
            now.organ_id = before.organ_id
            and now.document_type = before.document_type
            and now.year = before.year + 1
)

select
    'documents_in_force' as rule,
    'warning' as severity,
    report_id,
    in_force_key as series_key,
    compared_report_id,
    compared_year,
    in_force as stated,
    computed,
    {{ json_numbers({
        'in_force': 'in_force', 'in_force_before': 'in_force_before', 'made': 'made', 'repealed': 'repealed'
    }) }} as numbers,
    concat(
        ':', compared_year, '年现行有效', {{ plain('in_force_before') }}, '件,加', year, '年制发', {{ plain('made') }},
        '件减废止', {{ plain('repealed') }}, '件应为', {{ plain('computed') }}, '件,年报为', {{ plain('in_force') }}, '件。'
    ) as message_zh,
    concat(
        ': ', {{ plain('in_force_before') }}, ' at the end of ', compared_year, ', ', {{ plain('made') }}, ' made and ',
        {{ plain('repealed') }}, ' repealed in ', year, ' leave ', {{ plain('computed') }}, ', the report has ',
        {{ plain('in_force') }}, '.'
    ) as message_en,
    [
        {'report_id': report_id, 'series_key': in_force_key}, {'report_id': report_id, 'series_key': made_key},
        {'report_id': report_id, 'series_key': repealed_key},
        {'report_id': compared_report_id, 'series_key': in_force_key}
    ] as sides
from pairs
where in_force <> computed
