{{ replaces('int_affected_reports') }}

with figures as (
    select * from {{ ref('int_class_figures') }}
),

reports as (
    select * from {{ ref('dim_report') }}
    where organ_id is not null
),

organs as (
    select * from {{ ref('dim_organ') }}
),

classes as (
    select
        grouping,
        class,
        max(comparable_from) as comparable_from
    from {{ ref('harmonised_classes') }}
    group by grouping, class
)

select
    reports.organ_id,
    organs.organ_name,
    organs.body_class,
    reports.region_code,
    reports.year,
    reports.form,
    figures.grouping,
    figures.class,
    figures.value,
    figures.basis,
    figures.value_of_parts,
    figures.parts_without_value,
    classes.comparable_from,
    reports.year >= classes.comparable_from as is_comparable,
    figures.is_conflicted,
    figures.is_contradicted,
    reports.report_id
from figures
inner join reports on figures.report_id = reports.report_id
inner join organs on reports.organ_id = organs.organ_id
inner join classes on figures.grouping = classes.grouping and figures.class = classes.class
order by reports.year, reports.region_code, reports.organ_id, figures.grouping, figures.class
