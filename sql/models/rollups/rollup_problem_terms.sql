with words as (
    select * from {{ ref('int_problem_words') }}
),

elsewhere as (
    select * from {{ ref('int_other_words') }}
),

terms as (
    select term from {{ ref('int_theme_terms') }}
),

counted as (
    select
        word,
        count(*) as reports,
        sum(mentions) as mentions,
        min(year) as first_year,
        max(year) as last_year
    from words
    group by word
),

beside as (
    select
        counted.*,
        coalesce(elsewhere.mentions, 0) as mentions_elsewhere,
        (select coalesce(sum(mentions), 0) from elsewhere) as all_elsewhere
    from counted
    left join elsewhere on counted.word = elsewhere.word
),

-- how much more frequent than elsewhere, with one mention added on either side, times how often
weighed as (
    select
        *,
        mentions * ln(
            ((mentions + 1) / (sum(mentions) over () + 1))
            / ((mentions_elsewhere + 1) / (all_elsewhere + 1))
        ) as weight
    from beside
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
where not exists (select 1 from terms where contains(weighed.word, terms.term))
order by weight desc, term
