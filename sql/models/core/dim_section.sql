{{ replaces('int_changed_reports') }}

with sections as (
    select * from {{ ref('stg_sections') }}
    {{ where_in('int_changed_reports') }}
),

documents as (
    select
        report_id,
        text
    from {{ ref('stg_documents') }}
    {{ where_in('int_changed_reports') }}
),

reports as (
    select
        report_id,
        organ_id,
        year
    from {{ ref('dim_report') }}
)

select
    sections.section_id,
    sections.report_id,
    reports.organ_id,
    reports.year,
    sections.parent_section_id,
    sections.section_index,
    sections.section_level,
    sections.heading_number,
    sections.title,
    sections.topic,
    sections.detection,
    sections.span_start,
    sections.span_end,
    sections.title_start,
    sections.title_end,
    -- spans count code points, as substring() does; substring_grapheme() would not
    substring(documents.text, sections.span_start + 1, sections.span_end - sections.span_start) as text
from sections
inner join documents on sections.report_id = documents.report_id
inner join reports on sections.report_id = reports.report_id
order by reports.year, reports.organ_id, sections.report_id, sections.section_index
