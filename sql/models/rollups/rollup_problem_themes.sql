with facts as (
    select * from {{ ref('fct_problem_themes') }}
),

themes as (
    select * from {{ ref('problem_themes') }}
    where theme <> 'general'
),

years as (
    select
        year,
        count(distinct report_id) as reports_with_section
    from {{ ref('int_problem_words') }}
    group by year
),

words as (
    select
        year,
        theme,
        word,
        count(*) as reports
    from (
        select
            year,
            theme,
            unnest(string_split(words, '; ')) as word
        from facts
    ) as listed
    group by year, theme, word
    qualify row_number() over (partition by year, theme order by count(*) desc, word) <= 10
),

top_words as (
    select
        year,
        theme,
        string_agg(word, '; ' order by reports desc, word) as top_words
    from words
    group by year, theme
),

counted as (
    select
        year,
        theme,
        count(*) as reports,
        cast(sum(mentions) as bigint) as mentions
    from facts
    group by year, theme
)

select
    years.year,
    themes.theme,
    themes.name_zh,
    themes.name_en,
    coalesce(counted.reports, 0) as reports,
    years.reports_with_section,
    coalesce(counted.reports, 0) / years.reports_with_section as share,
    coalesce(counted.mentions, 0) as mentions,
    top_words.top_words
from years
cross join themes
left join counted on years.year = counted.year and themes.theme = counted.theme
left join top_words on years.year = top_words.year and themes.theme = top_words.theme
order by years.year, reports desc, mentions desc, themes.theme
