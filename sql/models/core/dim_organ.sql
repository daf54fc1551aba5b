with reports as (
    select * from {{ ref('int_report_organs') }}
),

-- name, level, kind and region as the latest report has them
latest as (
    select *
    from reports
    qualify row_number() over (
        partition by organ_id
        order by year desc nulls last, published_date desc nulls last, report_id
    ) = 1
),

summary as (
    select
        organ_id,
        string_agg(distinct organ_name, '; ' order by organ_name) as names,
        cast(min(year) as integer) as first_year,
        cast(max(year) as integer) as last_year,
        count(distinct year) as years_reported
    from reports
    group by organ_id
)

select
    latest.organ_id,
    latest.organ_name,
    summary.names,
    latest.join_rule,
    latest.organ_level,
    latest.organ_kind,
    case
        when latest.organ_kind = 'department' then 'department'
        when latest.organ_level = 'township' then 'township'
        when latest.organ_kind = 'government' then 'government'
        else 'unknown'
    end as body_class,
    latest.region_code,
    summary.first_year,
    summary.last_year,
    summary.years_reported
from latest
inner join summary on latest.organ_id = summary.organ_id
order by latest.region_code, latest.organ_name
