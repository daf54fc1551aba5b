with documents as (
    select * from {{ ref('stg_documents') }}
),

organs as (
    select * from {{ ref('int_report_organs') }}
),

figures as (
    select
        report_id,
        count(value) as figures
    from {{ ref('stg_observations') }}
    where is_primary
    group by report_id
),

identified as (
    select
        documents.report_id,
        documents.source_path,
        documents.sha256,
        documents.published_date,
        organs.organ_id,
        coalesce(figures.figures, 0) as figures,
        case
            when organs.organ_id is not null and documents.year is not null
                then concat_ws(':', organs.organ_id, documents.year)
        end as body_and_year
    from documents
    left join organs on documents.report_id = organs.report_id
    left join figures on documents.report_id = figures.report_id
),

-- the same bytes under several names are one report: of those that tell body and year the first by path stands for all
reports as (
    select
        *,
        first_value(report_id) over same_bytes as first_copy,
        first_value(body_and_year) over same_bytes as first_body_and_year
    from identified
    -- a file is shown rather than a member of an archive
    window same_bytes as (
        partition by sha256 order by body_and_year is null, contains(source_path, '!/'), source_path
    )
),

-- one body and year make a group; a report of which either is unknown stands for itself
grouped as (
    select
        *,
        coalesce(first_body_and_year, first_copy) as version_group,
        -- a version without a date may be as late as any: there the fuller reading decides
        coalesce(published_date, max(published_date) over (partition by version_group)) as published_at_latest
    from reports
)

select
    report_id,
    organ_id,
    figures,
    nullif(first_copy, report_id) as copy_of,
    count(*) over (partition by version_group) as versions,
    row_number() over best_first as version_rank,
    nullif(first_value(report_id) over best_first, report_id) as superseded_by
from grouped
-- a later publication stands before an earlier one, then the fuller reading
window best_first as (
    partition by version_group
    order by
        first_copy <> report_id,
        published_at_latest desc nulls last,
        figures desc,
        published_date is null,
        contains(source_path, '!/'),
        source_path
)
