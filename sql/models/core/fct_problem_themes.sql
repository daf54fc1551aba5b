{{ replaces('int_changed_reports') }}

with problem_words as (
    select * from {{ ref('int_problem_words') }}
    {{ where_in('int_changed_reports') }}
),

terms as (
    select * from {{ ref('int_theme_terms') }}
    where theme <> 'general'
),

-- a word belongs to a theme once, however many of its terms are in it
themed as (
    select
        problem_words.report_id,
        terms.theme,
        problem_words.word,
        any_value(problem_words.mentions) as mentions
    from problem_words
    inner join terms on contains(problem_words.word, terms.term)
    group by problem_words.report_id, terms.theme, problem_words.word
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
