with corrections as (
    select * from {{ ref('stg_corrections') }}
),

matches as (
    select
        correction_id,
        count(distinct report_id) as reports,
        max(report_id) as report_id,
        count(observation_id) as figures,
        count(observation_id) filter (where is_meant) as meant,
        max(observation_id) filter (where is_meant) as observation_id,
        max(value) filter (where is_meant) as value,
        bool_or(is_right_already and is_meant) as is_right_already,
        bool_or(is_right_already) as is_right_elsewhere
    from {{ ref('int_correction_matches') }}
    group by correction_id
),

judged as (
    select
        corrections.*,
        matches.* exclude (correction_id),
        case
            when corrections.problem is not null then 'invalid'
            when matches.reports is null then 'no_report'
            when matches.reports > 1 then 'several_reports'
            when matches.figures = 0 then 'no_figure'
            when matches.meant > 1 then 'several_figures'
            when matches.is_right_already or (matches.meant = 0 and matches.is_right_elsewhere) then 'no_difference'
            when matches.meant = 0 then 'read_differently'
            else 'applied'
        end as judgement
    from corrections
    left join matches on corrections.correction_id = matches.correction_id
),

-- of several that mean one figure the latest counts; where those of one day differ, none
ranked as (
    select
        *,
        max(corrected_on) over same_figure as last_on,
        row_number() over (same_figure order by corrected_on desc, correction_file, correction_line) as place
    from judged
    window same_figure as (partition by observation_id, judgement)
),

settled as (
    select
        * exclude (judgement),
        case
            when judgement <> 'applied' then judgement
            when corrected_on < last_on then 'superseded'
            when
                count(distinct coalesce(cast(corrected_value as varchar), action)) over (
                    partition by observation_id, judgement, corrected_on
                ) > 1 then 'contradicted'
            when place > 1 then 'superseded'
            else 'applied'
        end as status
    from ranked
)

select
    correction_id,
    correction_file,
    correction_line,
    status,
    {{ correction_message() }} as message,
    {% for name in [
        'report_named', 'organ_named', 'year_named', 'measure', 'breakdown', 'period', 'scope', 'value_read', 'action',
        'corrected_value', 'corrected_by', 'corrected_on', 'explanation'
    ] %}{{ name }}, {% endfor %}
    case when reports = 1 then report_id end as report_id,
    case when meant = 1 then observation_id end as observation_id,
    case when meant = 1 then value end as value_before
from settled
order by correction_file, correction_line
