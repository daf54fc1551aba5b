-- each version that does not stand, beside the one that does; exact copies cannot differ
with pairs as (
    select
        superseded_by as report_id,
        report_id as other_report_id
    from {{ ref('dim_report') }}
    where superseded_by is not null and copy_of is null
    {{ where_in('int_affected_reports', 'superseded_by', 'and') }}
),

facts as (
    select
        *,
        {{ breakdown() }} as breakdown
    from {{ ref('int_fact_rows') }}
    where report_id in (select report_id from pairs union all select other_report_id from pairs)
),

-- what a report says of one thing: one value, or several where it contradicts itself
figures as (
    select
        report_id,
        measure,
        breakdown,
        period,
        list_sort(list_distinct(list(value))) as figure_values,
        list(observation_id order by span_start, observation_id) as observation_ids,
        arg_min(span_start, (span_start, observation_id)) as span_start,
        arg_min(span_end, (span_start, observation_id)) as span_end
    from facts
    group by report_id, measure, breakdown, period
),

standing as (
    select
        pairs.other_report_id,
        figures.*
    from pairs
    inner join figures on pairs.report_id = figures.report_id
),

others as (
    select
        pairs.report_id as standing_report_id,
        figures.*
    from pairs
    inner join figures on pairs.other_report_id = figures.report_id
)

select
    coalesce(standing.report_id, others.standing_report_id) as report_id,
    coalesce(standing.other_report_id, others.report_id) as other_report_id,
    coalesce(standing.measure, others.measure) as measure,
    coalesce(standing.breakdown, others.breakdown) as breakdown,
    coalesce(standing.period, others.period) as period,
    standing.figure_values,
    others.figure_values as other_values,
    coalesce(standing.observation_ids, []) as observation_ids,
    coalesce(others.observation_ids, []) as other_observation_ids,
    standing.span_start,
    standing.span_end
from standing
full join others
    on
        standing.other_report_id = others.report_id
        and standing.measure = others.measure
        and standing.breakdown = others.breakdown
        and standing.period = others.period
where standing.figure_values is distinct from others.figure_values
