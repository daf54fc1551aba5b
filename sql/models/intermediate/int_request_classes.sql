with figures as (
    select * from {{ ref('int_figures') }}
    where
        is_leading
        and organ_id is not null
        and period = 'annual'
        and applicant = 'total'
        and channel is null
        and timeliness is null
),

classes as (
    select * from {{ ref('request_classes') }}
),

-- an outcome's own figure, or else the sum of its reasons
outcomes as (
    select
        report_id,
        measure,
        outcome,
        max(value) filter (where reason is null) as stated,
        sum(value) filter (where reason is not null) as summed,
        count(*) - count(value) as parts_without_value,
        bool_or(is_conflicted) as is_conflicted
    from figures
    group by report_id, measure, outcome
)

select
    outcomes.report_id,
    classes.request_class,
    cast(sum(coalesce(outcomes.stated, outcomes.summed)) as decimal(28, 4)) as value,
    case
        when count(coalesce(outcomes.stated, outcomes.summed)) = 0 then 'not_stated'
        when count(outcomes.stated) = 1 and count(coalesce(outcomes.stated, outcomes.summed)) = 1 then 'stated'
        else 'sum_of_parts'
    end as basis,
    cast(sum(outcomes.parts_without_value) as bigint) as parts_without_value,
    bool_or(outcomes.is_conflicted) as is_conflicted
from outcomes
inner join classes
    on outcomes.measure = classes.measure and outcomes.outcome is not distinct from classes.outcome
group by outcomes.report_id, classes.request_class
