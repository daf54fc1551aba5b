-- Titles that are not the words of the source at their span, or stand outside their section.
select
    documents.path,
    sections.section_id,
    sections.title,
    substring(documents.text, sections.title_start + 1, sections.title_end - sections.title_start) as source
from sections
inner join documents using (report_id)
where
    sections.title <> substring(documents.text, sections.title_start + 1, sections.title_end - sections.title_start)
    or sections.title_start < sections.span_start
    or sections.title_end > sections.span_end
    or sections.span_end > length(documents.text)
