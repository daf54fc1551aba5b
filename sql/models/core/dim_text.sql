with documents as (
    select * from {{ ref('stg_documents') }}
),

reports as (
    select
        report_id,
        year
    from {{ ref('dim_report') }}
)

select
    documents.report_id,
    reports.year,
    documents.text
from documents
inner join reports on documents.report_id = reports.report_id
order by reports.year, documents.report_id
