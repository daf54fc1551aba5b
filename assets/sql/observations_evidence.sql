-- Evidence that is not the words of the source at its span.
select
    documents.path,
    observations.observation_id,
    observations.span_start,
    observations.span_end,
    observations.evidence,
    substring(documents.text, observations.span_start + 1, observations.span_end - observations.span_start) as source
from observations
inner join documents using (report_id)
where
    observations.evidence = ''
    or observations.evidence
    <> substring(documents.text, observations.span_start + 1, observations.span_end - observations.span_start)
    or length(observations.evidence) <> observations.span_end - observations.span_start
