-- A returned row is a change that is not value less previous_value, or that goes back in time.
select *
from {{ ref('rollup_change') }}
where (
    previous_value + change <> value
    or previous_year >= year
    or report_id = previous_report_id
    or (relative_change is null) <> (previous_value = 0)
)
{{ where_in('int_affected_reports', keyword='and') }}
