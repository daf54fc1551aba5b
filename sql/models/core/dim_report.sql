with documents as (
    select * from {{ ref('stg_documents') }}
),

versions as (
    select * from {{ ref('int_report_versions') }}
)

select
    documents.report_id,
    versions.organ_id,
    documents.region_code,
    documents.year,
    documents.year_source,
    documents.form,
    documents.title,
    documents.organ_name,
    documents.published_date,
    documents.source_path,
    documents.sha256,
    documents.media_type,
    documents.encoding,
    documents.table_disclosure,
    documents.table_requests,
    documents.table_appeals,
    documents.table_annex,
    versions.figures,
    versions.versions,
    versions.version_rank,
    versions.version_rank = 1 as is_current,
    versions.superseded_by,
    versions.copy_of,
    documents.notes,
    documents.code_version
from documents
inner join versions on documents.report_id = versions.report_id
order by documents.year, documents.region_code, documents.report_id
