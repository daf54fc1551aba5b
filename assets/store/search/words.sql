create schema if not exists search;

create or replace table search.words as
select
    dict.term as word,
    cast(dict.termid as bigint) as word_id,
    cast(dict.df as bigint) as sections,
    coalesce(dictionary.weight, (select min(weight) from dictionary)) as weight
from fts_main_section_words.dict
left join dictionary on dict.term = dictionary.word
order by word;

comment on table search.words is
    'Words that sections can be searched for, as jieba cuts them (HMM off). One row per word.';

comment on column search.words.word is 'The word, in simplified script, lower case, half width.';

comment on column search.words.word_id is 'Its number in fts_main_section_words.';

comment on column search.words.sections is 'Number of sections whose own text has it.';

comment on column search.words.weight is
    'Logarithm of how likely the word is by the dictionary, by which a phrase is cut into words.';
