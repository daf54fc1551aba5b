with words as (
    select * from {{ ref('int_topic_words') }}
),

terms as (
    select term from {{ ref('int_theme_terms') }}
),

counted as (
    select
        word,
        count(distinct report_id) filter (where is_problem) as reports,
        coalesce(sum(mentions) filter (where is_problem), 0) as mentions,
        coalesce(sum(mentions) filter (where not is_problem), 0) as mentions_elsewhere,
        min(year) filter (where is_problem) as first_year,
        max(year) filter (where is_problem) as last_year
    from words
    group by word
),

-- how much more frequent than elsewhere, with one mention added on either side, times how often
weighed as (
    select
        *,
        mentions * ln(
            ((mentions + 1) / (sum(mentions) over () + 1))
            / ((mentions_elsewhere + 1) / (sum(mentions_elsewhere) over () + 1))
        ) as weight
    from counted
)

select
    weighed.word as term,
    cast(weighed.weight as double) as weight,
    weighed.reports,
    cast(weighed.mentions as bigint) as mentions,
    cast(weighed.mentions_elsewhere as bigint) as mentions_elsewhere,
    weighed.first_year,
    weighed.last_year
from weighed
where
    weighed.mentions > 0
    and not exists (select 1 from terms where contains(weighed.word, terms.term))
order by weight desc, term
