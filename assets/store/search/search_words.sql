-- The words of a phrase: the most probable path through it, as jieba takes it, over the words that sections have.
-- best has for each position in the phrase the best path to it; step by step the next position is added, and those
-- too far back for any word to begin there are dropped. A character that is no word of any section's counts as one
-- that none has; signs and white space are passed over.
create or replace macro main.search_words(phrase) as table
with recursive phrases as (
    -- a question, not a chapter: what follows is left out
    select translate(lower(left(cast(phrase as varchar), 100)), {traditional}, {simplified}) as folded
),

starts as (
    select
        folded,
        unnest(range(length(folded))) as first
    from phrases
),

stretches as (
    select
        folded,
        first,
        unnest(range(1, {longest} + 1)) as characters
    from starts
),

edges as (
    select
        stretches.first,
        stretches.first + stretches.characters as past,
        case
            when words.word is not null then words.word
            when regexp_matches(substring(stretches.folded, cast(stretches.first as bigint) + 1, 1), '[\p{Han}a-z0-9]')
                then substring(stretches.folded, cast(stretches.first as bigint) + 1, 1)
        end as word,
        coalesce(words.weight, -100) as weight
    from stretches
    left join search.words
        on substring(stretches.folded, cast(stretches.first as bigint) + 1, stretches.characters) = words.word
    where
        stretches.first + stretches.characters <= length(stretches.folded)
        and (words.word is not null or stretches.characters = 1)
),

best as (
    select
        cast(0 as bigint) as step,
        cast(0 as bigint) as past,
        cast(0 as double) as weight,
        cast([] as varchar[]) as path
    union all
    select * from (
        select
            step + 1 as step,
            past,
            weight,
            path
        from best
        where step < (select length(folded) from phrases) and past > step - {longest}
        union all
        select
            best.step + 1 as step,
            best.step + 1 as past,
            max(best.weight + edges.weight) as weight,
            arg_max(list_append(best.path, edges.word), best.weight + edges.weight) as path
        from best
        inner join edges on best.past = edges.first and best.step + 1 = edges.past
        group by best.step
    ) as next_step
),

whole as (
    select distinct unnest(path) as word
    from best
    where step = (select length(folded) from phrases) and past = step
)

select
    whole.word,
    words.word_id,
    coalesce(words.sections, 0) as sections
from whole
left join search.words on whole.word = words.word
where whole.word is not null
