with documents as (
    select
        report_id,
        source_path,
        sha256,
        year,
        published_date
    from {{ ref('stg_documents') }}
),

organs as (
    select
        report_id,
        organ_id
    from {{ ref('int_report_organs') }}
),

figures as (
    select
        report_id,
        count(value) as figures
    from {{ ref('stg_observations') }}
    where is_primary
    group by report_id
),

-- the same bytes under several names are one report: the first by path stands for all
reports as (
    select
        documents.*,
        organs.organ_id,
        coalesce(figures.figures, 0) as figures,
        first_value(documents.report_id) over (
            partition by documents.sha256
            order by documents.source_path
        ) as first_copy
    from documents
    left join organs on documents.report_id = organs.report_id
    left join figures on documents.report_id = figures.report_id
),

-- one body and year make a group; a report of which either is unknown stands for itself
grouped as (
    select
        *,
        case
            when organ_id is not null and year is not null then concat_ws(':', organ_id, year)
            else first_copy
        end as version_group
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
        published_date desc nulls last,
        figures desc,
        source_path
)
