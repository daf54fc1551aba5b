-- A returned row is a section whose text is not as long as its span: the span reaches beyond the report.
select
    section_id,
    span_start,
    span_end,
    length(text) as characters
from {{ ref('dim_section') }}
where length(text) <> span_end - span_start {{ where_in('int_changed_reports', keyword='and') }}
