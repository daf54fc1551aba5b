-- Observations of no report, or in a section that is not there.
select
    observations.observation_id,
    observations.report_id,
    observations.section_id
from observations
left join documents on observations.report_id = documents.report_id
left join sections
    on observations.section_id = sections.section_id and observations.report_id = sections.report_id
where
    documents.report_id is null
    or (observations.section_id is not null and sections.section_id is null)
