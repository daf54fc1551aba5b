{{ replaces('int_changed_reports') }}

with facts as (
    {{ facts_of('fees') }}
)

select
    {{ fact_columns([]) }}
from facts
order by year, region_code, organ_id, report_id, measure, span_start, observation_id
