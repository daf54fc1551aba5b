-- Sections of no report, or under a parent that is not there.
select
    sections.section_id,
    sections.report_id,
    sections.parent_section_id
from sections
left join documents on sections.report_id = documents.report_id
left join sections as parents
    on sections.parent_section_id = parents.section_id and sections.report_id = parents.report_id
where
    documents.report_id is null
    or (sections.parent_section_id is not null and parents.section_id is null)
