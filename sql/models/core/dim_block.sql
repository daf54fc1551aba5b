{{ replaces('int_changed_reports') }}

with blocks as (
    select * from {{ ref('stg_blocks') }}
    {{ where_in('int_changed_reports') }}
),

reports as (
    select
        report_id,
        year
    from {{ ref('dim_report') }}
)

select
    blocks.report_id,
    reports.year,
    blocks.block_index,
    blocks.block_kind,
    blocks.span_start,
    blocks.span_end,
    blocks.page,
    blocks.box_left,
    blocks.box_top,
    blocks.box_right,
    blocks.box_bottom,
    blocks.source_place,
    blocks.ocr_score
from blocks
inner join reports on blocks.report_id = reports.report_id
order by reports.year, blocks.report_id, blocks.block_index
