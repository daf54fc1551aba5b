select
    coalesce(form, 'unknown') as form,
    year,
    count(*) as reports
from dim_report
group by all
