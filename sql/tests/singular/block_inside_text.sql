-- A returned row is a block or a cell of a grid that reaches beyond the text of its report.
with spans as (
    select
        report_id,
        span_start,
        span_end
    from {{ ref('dim_block') }}
    union all
    select
        report_id,
        span_start,
        span_end
    from {{ ref('dim_cell') }}
)

select
    spans.*,
    length(texts.text) as characters
from spans
inner join {{ ref('dim_text') }} as texts on spans.report_id = texts.report_id
where spans.span_start < 0 or spans.span_end < spans.span_start or spans.span_end > length(texts.text)
