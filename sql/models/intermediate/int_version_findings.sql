with figures as (
    select
        differences.*,
        nullif(concat_ws(';', nullif(breakdown, ''), nullif(period, 'annual')), '') as split,
        measures.name_zh || coalesce('(' || split || ')', '') as name_zh,
        measures.name_en || coalesce(' (' || split || ')', '') as name_en,
        {{ number_list('differences.figure_values') }} as here,
        {{ number_list('differences.other_values') }} as there
    from {{ ref('int_version_figures') }} as differences
    inner join {{ ref('dim_measure') }} as measures on differences.measure = measures.measure
),

reports as (
    select * from {{ ref('dim_report') }}
),

-- other values: one finding a figure
differing as (
    select
        figures.report_id,
        figures.other_report_id,
        concat_ws(':', figures.measure, figures.breakdown, figures.period) as about,
        'warning' as severity,
        'Versions differ: ' || name_en || ' is ' || coalesce(nullif(here, ''), 'blank') || ' here and '
        || coalesce(nullif(there, ''), 'blank') || ' in ' || others.source_path || '.' as message_en,
        '两个版本不一致:' || name_zh || '本版为' || coalesce(nullif(here, ''), '空白') || ','
        || others.source_path || '为' || coalesce(nullif(there, ''), '空白') || '。' as message_zh,
        figure_values[1] as stated,
        other_values[1] as computed,
        '{"current": [' || here || '], "other": [' || there || '], "other_report_id": "' || figures.other_report_id || '"}' as numbers,
        observation_ids || other_observation_ids as observation_ids,
        span_start,
        span_end
    from figures
    inner join reports as others on figures.other_report_id = others.report_id
    where figure_values is not null and other_values is not null
),

-- figures that one version lacks: one finding for all of them
lacking as (
    select
        figures.report_id,
        figures.other_report_id,
        'lacking' as about,
        'info' as severity,
        'Versions differ: figures that stand here only: ' || count(figure_values) || '; in '
        || any_value(others.source_path) || ' only: ' || count(other_values) || '.' as message_en,
        '两个版本不一致:仅本版有的数字' || count(figure_values) || '个,仅' || any_value(others.source_path)
        || '有的' || count(other_values) || '个。' as message_zh,
        null as stated,
        null as computed,
        '{"only_current": ' || count(figure_values) || ', "only_other": ' || count(other_values)
        || ', "other_report_id": "' || figures.other_report_id || '"}' as numbers,
        list_sort(flatten(list(observation_ids || other_observation_ids))) as observation_ids,
        min(figures.span_start) as span_start,
        arg_min(figures.span_end, figures.span_start) as span_end
    from figures
    inner join reports as others on figures.other_report_id = others.report_id
    where figure_values is null or other_values is null
    group by figures.report_id, figures.other_report_id
)

select
    sha256(concat_ws(':', found.report_id, 'versions_differ', found.other_report_id, found.about))[:16] as finding_id,
    found.report_id,
    'versions_differ' as rule,
    found.severity,
    found.message_en,
    found.message_zh,
    cast(found.stated as decimal(20, 4)) as stated,
    cast(found.computed as decimal(20, 4)) as computed,
    found.numbers,
    cast(to_json(found.observation_ids) as varchar) as observation_ids,
    found.span_start,
    found.span_end,
    found.other_report_id as compared_report_id,
    others.year as compared_year
from (select * from differing union all select * from lacking) as found
inner join reports as others on found.other_report_id = others.report_id
