-- A returned row is a block or a cell of a grid that reaches beyond the text of its report.
with spans as (
    select
        report_id,
        span_start,
        span_end
    from {{ ref('dim_block') }}
    {{ where_in('int_changed_reports') }}
    union all
    select
        report_id,
        span_start,
        span_end
    from {{ ref('dim_cell') }}
    {{ where_in('int_changed_reports') }}
),

-- counted once a text, and not once a span
texts as (
    select
        report_id,
        length(text) as characters
    from {{ ref('dim_text') }}
    {{ where_in('int_changed_reports') }}
)

select
    spans.*,
    texts.characters
from spans
inner join texts on spans.report_id = texts.report_id
where spans.span_start < 0 or spans.span_end < spans.span_start or spans.span_end > texts.characters
