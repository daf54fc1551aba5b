select
    dim_organ.organ_name as organ,
    rollup_change.year,
    cast(rollup_change.value as bigint) as requests,
    cast(rollup_change.previous_value as bigint) as year_before,
    format('{:+d}', cast(rollup_change.change as bigint)) as change
from rollup_change
inner join dim_organ on rollup_change.organ_id = dim_organ.organ_id
where
    rollup_change.measure = 'requests_received'
    and rollup_change.breakdown = ''
    and rollup_change.period = 'annual'
    and rollup_change.value is not null
order by requests desc, organ, rollup_change.year
limit 5
