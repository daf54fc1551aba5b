-- How many sections there are, and how long they are on average.
delete from fts_main_section_words.stats;

insert into fts_main_section_words.stats
select
    count(*) as num_docs,
    sum(len) / count(len) as avgdl
from fts_main_section_words.docs;
