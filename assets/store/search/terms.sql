-- The words of some sections, sorted: a question reads its own words' rows and skips the rest. All sections at once
-- would not fit into memory; so many at a time that a question reads few places, and each is sorted by one number,
-- which takes half the time of two.
insert into fts_main_section_words.terms
select
    place & 4294967295 as docid,
    0 as fieldid,
    place >> 32 as termid
from (
    select (dict.termid << 32) | words.docid as place
    from (
        select
            docs.docid,
            unnest(section_tokens.tokens) as term
        from section_tokens
        inner join fts_main_section_words.docs as docs on section_tokens.section_id = docs.name
        where section_tokens.place >= {first} and section_tokens.place < {past}
    ) as words
    inner join fts_main_section_words.dict as dict on words.term = dict.term
    order by place
) as sorted;
