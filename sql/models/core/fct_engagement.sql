{{ replaces('int_changed_reports') }}

with facts as (
    {{ facts_of('engagement') }}
)

select
    {{ fact_columns(['by_leader']) }}
from facts
order by year, region_code, organ_id, report_id, measure, span_start, observation_id
