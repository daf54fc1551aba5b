{{ config(materialized='table') }}

with section_words as (
    select * from {{ ref('stg_section_words') }}
),

sections as (
    select
        section_id,
        report_id,
        year
    from {{ ref('dim_section') }}
    where topic = 'problems'
),

reports as (
    select report_id
    from {{ ref('dim_report') }}
    where is_current and year is not null
),

-- what a problems section says it will do about them is no problem: from 下一步 (next) on it is left out
words as (
    select
        sections.report_id,
        sections.year,
        unnest(string_split(
            regexp_replace(section_words.prose, '(^| )(下一步|下步|今后)( .*)?$', ''), ' '
        )) as word
    from section_words
    inner join sections on section_words.section_id = sections.section_id
    inner join reports on sections.report_id = reports.report_id
)

select
    report_id,
    year,
    word,
    count(*) as mentions
from words
-- words of Chinese characters, two or more
where regexp_full_match(word, '\p{Han}{2,}')
group by report_id, year, word
