with figures as (
    select * from {{ ref('int_figures') }}
    where is_leading and value is not null and organ_id is not null
),

reports as (
    select
        report_id,
        form
    from {{ ref('dim_report') }}
),

-- the figure of the last year before for which the body gave it
paired as (
    select
        figures.*,
        reports.form,
        lag(figures.report_id) over before as previous_report_id,
        lag(figures.year) over before as previous_year,
        lag(figures.value) over before as previous_value,
        lag(figures.scope) over before as previous_scope,
        lag(reports.form) over before as previous_form
    from figures
    inner join reports on figures.report_id = reports.report_id
    window before as (
        partition by figures.organ_id, figures.measure, figures.breakdown, figures.period
        order by figures.year
    )
)

select
    organ_id,
    region_code,
    year,
    measure,
    {{- dimension_columns() }},
    breakdown,
    period,
    unit,
    value,
    previous_year,
    previous_value,
    cast(value - previous_value as decimal(24, 4)) as change,
    case when previous_value <> 0 then cast(value - previous_value as double) / abs(previous_value) end
        as relative_change,
    (form is distinct from previous_form) as is_form_changed,
    scope <> previous_scope as is_scope_changed,
    year - previous_year > 1 as has_year_gap,
    is_approximate,
    is_conflicted,
    report_id,
    previous_report_id
from paired
where previous_year is not null
order by year, region_code, organ_id, measure, breakdown, period
