{{ replaces('int_changed_reports') }}

with facts as (
    {{ facts_of('resources') }}
)

select
    {{ fact_columns(['staff_type']) }}
from facts
order by year, region_code, organ_id, report_id, measure, span_start, observation_id
