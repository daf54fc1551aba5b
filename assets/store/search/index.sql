-- The index of the fts extension over the words of sections, anew. The words are folded already, with one blank
-- between them: nothing is stemmed, left out or replaced.
drop schema if exists fts_main_section_words cascade;

create or replace table main.section_words (section_id varchar, words varchar);

-- over no rows: its schema and its macros. Its tables are filled below, in a third of the time and in less memory.
pragma create_fts_index(
    'main.section_words', 'section_id', 'words',
    stemmer = 'none', stopwords = 'none', ignore = '[ ]+', strip_accents = 0, lower = 0
);

drop table main.section_words;

create or replace temp view section_tokens as
select
    rowid as place,
    section_id,
    list_filter(string_split(concat_ws(' ', words, parts), ' '), lambda word: word <> '') as tokens
from working.section_words;

insert into fts_main_section_words.docs
select
    row_number() over () - 1 as docid,
    section_id as name,
    len(tokens) as len
from section_tokens;

insert into fts_main_section_words.dict
select
    row_number() over (order by term) - 1 as termid,
    term,
    df
from (
    select
        term,
        count(*) as df
    from (select unnest(list_distinct(tokens)) as term from section_tokens) as words
    group by term
) as counted
order by term;
