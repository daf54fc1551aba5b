with recursive regions as (
    select * from {{ ref('stg_regions') }}
),

-- a division under one code, whatever it was called meanwhile
codes as (
    select
        region_code,
        max_by(region_level, valid_from) as region_level,
        min(valid_from) as valid_from,
        case when bool_and(valid_to is not null) then max(valid_to) end as valid_to
    from regions
    group by region_code
),

successions as (
    select distinct
        region_code,
        successor_code
    from regions
    where successor_code <> region_code
),

-- one became one, in the same year and at the same level: the same division goes on under a new code
continuations as (
    select
        successions.region_code,
        successions.successor_code
    from successions
    inner join codes as old on successions.region_code = old.region_code
    inner join codes as new on successions.successor_code = new.region_code
    where
        old.region_level = new.region_level
        and old.valid_to = new.valid_from
    qualify
        count(*) over (partition by successions.successor_code) = 1
        and count(*) over (partition by successions.region_code) = 1
),

steps as (
    select
        region_code,
        region_code as current_code,
        0 as step
    from codes
    union all
    select
        steps.region_code,
        continuations.successor_code as current_code,
        steps.step + 1 as step
    from steps
    inner join continuations on steps.current_code = continuations.region_code
    where steps.step < 10
)

select
    region_code,
    max_by(current_code, step) as current_code
from steps
group by region_code
