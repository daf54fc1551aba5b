-- A returned row is an observation whose evidence is not the text between its offsets: the figure cannot be trusted.
with observations as (
    select * from {{ ref('observations') }}
    {{ where_in('int_changed_reports') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
    {{ where_in('int_changed_reports') }}
)

select
    observations.observation_id,
    observations.evidence,
    documents.source_path,
    observations.span_start,
    observations.span_end
from observations
inner join documents on observations.report_id = documents.report_id
where
    observations.evidence <> substring(
        documents.text,
        observations.span_start + 1,
        observations.span_end - observations.span_start
    )
