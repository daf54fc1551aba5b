select
    rule,
    count(*) filter (where severity = 'error') as errors,
    count(*) filter (where severity = 'warning') as warnings,
    count(*) filter (where severity = 'info') as infos,
    count(distinct report_id) as reports
from findings
group by rule
order by errors desc, warnings desc, infos desc, rule
