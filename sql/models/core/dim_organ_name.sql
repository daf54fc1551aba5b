with reports as (
    select * from {{ ref('int_report_organs') }}
)

select
    organ_id,
    organ_name,
    name_rule,
    cast(min(year) as integer) as first_year,
    cast(max(year) as integer) as last_year,
    count(*) as reports
from reports
group by organ_id, organ_name, name_rule
order by organ_id, first_year, organ_name
