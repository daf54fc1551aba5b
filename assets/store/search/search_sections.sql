-- Okapi BM25 (k1 = 1.2, b = 0.75) over the index of the fts extension, in plain SQL.
create or replace macro main.search_sections(phrase) as table
with asked as (
    select
        words.word_id,
        -- null for a word that no section has
        ln((stats.num_docs - words.sections + 0.5) / (words.sections + 0.5) + 1) as rarity,
        stats.avgdl as usual_length
    from main.search_words(phrase) as words
    cross join fts_main_section_words.stats
),

found as (
    select
        docid,
        termid,
        count(*) as times
    from fts_main_section_words.terms
    where termid in (select word_id from asked)
    group by docid, termid
),

scores as (
    select
        docs.name as section_id,
        sum(
            asked.rarity * found.times * 2.2
            / (found.times + 1.2 * (0.25 + 0.75 * docs.len / asked.usual_length))
        ) as score,
        count(*) = (select count(*) from asked) as has_every_word
    from found
    inner join asked on found.termid = asked.word_id
    inner join fts_main_section_words.docs on found.docid = docs.docid
    group by docs.name
)

select
    scores.section_id,
    scores.score,
    scores.has_every_word,
    sections.organ_id,
    organs.organ_name,
    sections.year,
    sections.report_id,
    sections.topic,
    sections.title
from scores
inner join main.dim_section as sections on scores.section_id = sections.section_id
left join main.dim_organ as organs on sections.organ_id = organs.organ_id
order by scores.score desc, scores.section_id
