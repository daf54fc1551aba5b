{{ replaces('int_changed_reports') }}

with documents as (
    select * from {{ ref('stg_documents') }}
    {{ where_in('int_changed_reports') }}
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
