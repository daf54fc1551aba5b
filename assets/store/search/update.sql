-- The index brought from the version before to the words as they are now: the sections of reports that changed are
-- taken out and put in again, and so are those that only one of the two has.
create or replace temp table stale as
select docs.docid
from fts_main_section_words.docs as docs
left join working.section_words as words on docs.name = words.section_id
where words.section_id is null or words.report_id in (select report_id from build.changed_reports);

create or replace temp table fresh as
select
    (select coalesce(max(docid), -1) from fts_main_section_words.docs) + row_number() over (order by section_id)
        as docid,
    section_id,
    list_filter(string_split(concat_ws(' ', words, parts), ' '), lambda word: word <> '') as tokens
from working.section_words
where section_id not in (
    select name from fts_main_section_words.docs where docid not in (select docid from stale)
)
order by section_id;

create or replace table fts_main_section_words.dict as
with less as (
    select
        termid,
        count(distinct docid) as sections
    from fts_main_section_words.terms
    where docid in (select docid from stale)
    group by termid
),

more as (
    select
        term,
        count(*) as sections
    from (select unnest(list_distinct(tokens)) as term from fresh) as words
    group by term
),

old as (
    select
        dict.termid,
        dict.term,
        dict.df - coalesce(less.sections, 0) as df
    from fts_main_section_words.dict as dict
    left join less on dict.termid = less.termid
)

select
    coalesce(
        old.termid,
        (select coalesce(max(termid), -1) from old)
        + row_number() over (partition by old.termid is null order by more.term)
    ) as termid,
    coalesce(old.term, more.term) as term,
    coalesce(old.df, 0) + coalesce(more.sections, 0) as df
from old
full join more on old.term = more.term
where coalesce(old.df, 0) + coalesce(more.sections, 0) > 0
order by termid;

-- Copied without them: to delete one row in a hundred holds every block of the table in memory.
create table fts_main_section_words.kept as
select terms.*
from fts_main_section_words.terms as terms
anti join stale on terms.docid = stale.docid;

drop table fts_main_section_words.terms;

alter table fts_main_section_words.kept rename to terms;

delete from fts_main_section_words.docs
where docid in (select docid from stale);

insert into fts_main_section_words.docs
select
    docid,
    section_id as name,
    len(tokens) as len
from fresh
order by docid;

insert into fts_main_section_words.terms
select
    words.docid,
    0 as fieldid,
    dict.termid
from (
    select
        docid,
        unnest(tokens) as term
    from fresh
) as words
inner join fts_main_section_words.dict as dict on words.term = dict.term
order by dict.termid, words.docid;

drop table stale;

drop table fresh;
