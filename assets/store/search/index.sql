-- The index of the fts extension over the words of sections. The words are folded already: nothing is stemmed,
-- left out or replaced.
create table main.section_words as
select
    section_id,
    concat_ws(' ', words, nullif(parts, '')) as words
from working.section_words
order by section_id;

pragma create_fts_index(
    'main.section_words', 'section_id', 'words',
    stemmer = 'none', stopwords = 'none', ignore = '[ ]+', strip_accents = 0, lower = 0
);

drop table main.section_words;

-- sorted by word, so that a question reads its own words' rows and skips the rest
create or replace table fts_main_section_words.terms as
select *
from fts_main_section_words.terms
order by termid, docid;
