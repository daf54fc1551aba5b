with section_words as (
    select * from {{ ref('stg_section_words') }}
),

sections as (
    select
        section_id,
        report_id
    from {{ ref('dim_section') }}
    where topic is distinct from 'problems'
),

reports as (
    select report_id
    from {{ ref('dim_report') }}
    where is_current and year is not null
),

words as (
    select unnest(string_split(section_words.prose, ' ')) as word
    from section_words
    inner join sections on section_words.section_id = sections.section_id
    inner join reports on sections.report_id = reports.report_id
)

select
    word,
    count(*) as mentions
from words
group by word
-- looked at once a word, not once a mention: words of Chinese characters, two or more
having regexp_full_match(word, '\p{Han}{2,}')
