with section_words as (
    select * from {{ source('working', 'section_words') }}
)

select
    section_id,
    report_id,
    words,
    prose,
    parts
from section_words
