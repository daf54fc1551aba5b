-- Quantities of no report, or in a section that is not there.
select
    quantities.quantity_id,
    quantities.report_id,
    quantities.section_id
from quantities
left join documents on quantities.report_id = documents.report_id
left join sections on quantities.section_id = sections.section_id and quantities.report_id = sections.report_id
where
    documents.report_id is null
    or (quantities.section_id is not null and sections.section_id is null)
