with section_words as (
    select * from {{ source('working', 'section_words') }}
)

select
    section_id,
    report_id,
    words,
    parts
from section_words
