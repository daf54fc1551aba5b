-- Evidence that reaches out of the section it is said to stand in.
select
    observations.observation_id,
    observations.section_id,
    observations.evidence
from observations
inner join sections using (section_id)
where observations.span_start < sections.span_start or observations.span_end > sections.span_end
