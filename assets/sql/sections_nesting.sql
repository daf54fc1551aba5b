-- Sections that reach out of their parent.
select
    sections.section_id,
    sections.span_start,
    sections.span_end,
    parents.span_start as parent_start,
    parents.span_end as parent_end
from sections
inner join sections as parents on sections.parent_section_id = parents.section_id
where sections.span_start < parents.span_start or sections.span_end > parents.span_end
