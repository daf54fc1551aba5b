with sections as (
    select * from {{ source('working', 'sections') }}
)

select
    -- keys
    section_id,
    report_id,
    parent_section_id,

    -- the heading
    section_index,
    level as section_level,
    number as heading_number,
    title,
    topic,
    detection,

    -- where it stands
    span_start,
    span_end,
    title_start,
    title_end
from sections
