{{ replaces('int_changed_reports') }}

with problem_words as (
    select * from {{ ref('int_problem_words') }}
    {{ where_in('int_changed_reports') }}
),

terms as (
    select * from {{ ref('int_theme_terms') }}
    where theme <> 'general'
),

-- a word belongs to a theme once, however many of its terms are in it; terms are looked for once a word
themed_words as (
    select distinct
        words.word,
        terms.theme
    from (select distinct word from problem_words) as words
    inner join terms on contains(words.word, terms.term)
),

themed as (
    select
        problem_words.report_id,
        themed_words.theme,
        problem_words.word,
        problem_words.mentions
    from problem_words
    inner join themed_words on problem_words.word = themed_words.word
),

reports as (
    select * from {{ ref('dim_report') }}
)

select
    themed.report_id,
    reports.organ_id,
    reports.region_code,
    reports.year,
    themed.theme,
    cast(sum(themed.mentions) as bigint) as mentions,
    string_agg(themed.word, '; ' order by themed.mentions desc, themed.word) as words
from themed
inner join reports on themed.report_id = reports.report_id
group by themed.report_id, reports.organ_id, reports.region_code, reports.year, themed.theme
order by reports.year, themed.report_id, themed.theme
