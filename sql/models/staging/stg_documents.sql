with documents as (
    select * from {{ source('working', 'documents') }}
)

select
    -- key
    report_id,

    -- the file
    path as source_path,
    sha256,
    media_type,
    encoding,
    text,
    notes,
    code_version,

    -- whose report, for which year
    organ as organ_name,
    organ_level,
    organ_kind,
    region_code,
    year,
    year_source,
    published_date,
    title,
    form,

    -- the standard tables
    table_disclosure,
    table_requests,
    table_appeals,
    table_annex
from documents
