{{ replaces('int_changed_reports') }}

with facts as (
    {{ facts_of('proactive') }}
)

select
    {{ fact_columns(['channel', 'category', 'disclosure_class', 'document_type', 'document_status', 'activity']) }}
from facts
order by year, region_code, organ_id, report_id, measure, span_start, observation_id
