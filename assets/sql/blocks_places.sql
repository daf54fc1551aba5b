-- Blocks of no report, beyond its text, or with a box of which edges are missing.
select
    blocks.report_id,
    blocks.block_index,
    blocks.kind,
    blocks.span_start,
    blocks.span_end,
    blocks.page,
    documents.characters
from blocks
left join (select report_id, length(text) as characters from documents) as documents using (report_id)
where
    documents.report_id is null
    or blocks.span_start < 0
    or blocks.span_end < blocks.span_start
    or blocks.span_end > documents.characters
    or blocks.page < 1
    or (blocks.box_left is null) <> (blocks.box_bottom is null)
    or (blocks.box_top is null) <> (blocks.box_right is null)
    or (blocks.box_left is null) <> (blocks.box_top is null)
