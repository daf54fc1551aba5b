with blocks as (
    select * from {{ source('working', 'blocks') }}
)

select
    -- keys
    report_id,
    block_index,

    -- its words
    kind as block_kind,
    span_start,
    span_end,

    -- where they stand
    page,
    box_left,
    box_top,
    box_right,
    box_bottom,
    path as source_place,
    score as ocr_score
from blocks
