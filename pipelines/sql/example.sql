select
    organ_name as organ,
    year,
    cast(value as bigint) as requests,
    cast(previous_value as bigint) as year_before,
    printf('%+d', cast(change as bigint)) as change
from rollup_change
where measure = 'requests_received' and breakdown = '' and period = 'annual' and value is not null
qualify row_number() over (partition by organ_id order by year desc) = 1
order by requests desc, organ
limit 5
