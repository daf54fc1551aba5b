with reports as (
    select * from {{ ref('dim_report') }}
    where is_current and organ_id is not null and year is not null
),

organs as (
    select * from {{ ref('dim_organ') }}
    where first_year is not null
),

years as (
    select unnest(generate_series(min(year), max(year))) as year
    from reports
),

-- every body in every year from its first report to the latest year that anybody reported for
expected as (
    select
        organs.organ_id,
        organs.organ_name,
        organs.body_class,
        organs.region_code,
        organs.last_year,
        cast(years.year as integer) as year
    from organs
    inner join years on organs.first_year <= years.year
)

select
    expected.organ_id,
    expected.organ_name,
    expected.body_class,
    expected.region_code,
    expected.year,
    reports.report_id is not null as has_report,
    case
        when reports.report_id is not null then 'reported'
        when expected.year < expected.last_year then 'gap'
        else 'none_since'
    end as coverage,
    reports.report_id,
    reports.form,
    coalesce(reports.versions, 0) as versions,
    reports.figures
from expected
left join reports on expected.organ_id = reports.organ_id and expected.year = reports.year
order by expected.year, expected.region_code, expected.organ_id
