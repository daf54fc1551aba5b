with section_words as (
    select * from {{ ref('stg_section_words') }}
),

sections as (
    select
        section_id,
        report_id,
        year,
        coalesce(topic = 'problems', false) as is_problem
    from {{ ref('dim_section') }}
),

reports as (
    select report_id
    from {{ ref('dim_report') }}
    where is_current and year is not null
),

-- what a problems section says it will do about them is no problem: from 下一步 (next) on it is left out
kept as (
    select
        sections.*,
        case
            when sections.is_problem
                then regexp_replace(section_words.prose, '(^| )(下一步|下步|今后)( .*)?$', '')
            else section_words.prose
        end as words
    from section_words
    inner join sections on section_words.section_id = sections.section_id
    inner join reports on sections.report_id = reports.report_id
),

words as (
    select
        * exclude (words),
        unnest(string_split(words, ' ')) as word
    from kept
)

select
    report_id,
    year,
    is_problem,
    word,
    count(*) as mentions
from words
-- words of Chinese characters, two or more
where regexp_full_match(word, '\p{Han}{2,}')
group by report_id, year, is_problem, word
