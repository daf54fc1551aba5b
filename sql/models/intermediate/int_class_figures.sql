with figures as (
    select * from {{ ref('int_figures') }}
),

series as (
    select * from {{ ref('int_series') }}
    where period = 'annual'
),

classes as (
    select
        grouping,
        class,
        measure,
        coalesce(breakdown, '') as breakdown,
        -- the figure that holds this one, or the figure itself
        coalesce(part_of, breakdown, '') as whole,
        part_of is not null as is_part
    from {{ ref('harmonised_classes') }}
),

classed_series as (
    select
        series.series_key,
        classes.grouping,
        classes.class,
        classes.whole,
        classes.is_part
    from series
    inner join classes on series.measure = classes.measure and series.breakdown = classes.breakdown
),

-- a figure of its own, or else the sum of its parts
wholes as (
    select
        figures.report_id,
        classed_series.grouping,
        classed_series.class,
        classed_series.whole,
        max(figures.value) filter (where not classed_series.is_part) as stated,
        sum(figures.value) filter (where classed_series.is_part) as summed,
        count(*) - count(figures.value) as parts_without_value,
        bool_or(figures.is_conflicted) as is_conflicted,
        bool_or(figures.is_contradicted) as is_contradicted
    from figures
    inner join classed_series on figures.series_key = classed_series.series_key
    group by figures.report_id, classed_series.grouping, classed_series.class, classed_series.whole
)

select
    report_id,
    grouping,
    class,
    cast(sum(coalesce(stated, summed)) as decimal(28, 4)) as value,
    case
        when count(coalesce(stated, summed)) = 0 then 'not_stated'
        when count(stated) = 1 and count(coalesce(stated, summed)) = 1 then 'stated'
        else 'sum_of_parts'
    end as basis,
    cast(sum(parts_without_value) as bigint) as parts_without_value,
    cast(sum(summed) as decimal(28, 4)) as value_of_parts,
    bool_or(is_conflicted) as is_conflicted,
    bool_or(is_contradicted) as is_contradicted
from wholes
group by report_id, grouping, class
