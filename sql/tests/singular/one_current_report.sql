-- A returned row is a body and year for which no report stands, or more than one: sums would miss it or count it twice.
select
    organ_id,
    year,
    count(*) filter (where is_current) as current_reports
from {{ ref('dim_report') }}
where organ_id is not null and year is not null
group by organ_id, year
having count(*) filter (where is_current) <> 1
