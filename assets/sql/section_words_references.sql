-- Sections without their words, or words of no section.
select
    coalesce(sections.section_id, section_words.section_id) as section_id,
    coalesce(sections.report_id, section_words.report_id) as report_id
from sections
full outer join section_words
    on sections.section_id = section_words.section_id and sections.report_id = section_words.report_id
where sections.section_id is null or section_words.section_id is null
