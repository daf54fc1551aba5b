select
    rule,
    severity,
    count(*) as findings,
    count(distinct report_id) as reports
from findings
group by rule, severity
order by findings desc, rule
