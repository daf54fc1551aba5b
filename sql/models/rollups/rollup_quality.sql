{{ replaces('int_affected_reports') }}

with reports as (
    select * from {{ ref('dim_report') }}
    where is_current and organ_id is not null and year is not null
    {{ where_in('int_affected_reports', keyword='and') }}
),

organs as (
    select * from {{ ref('dim_organ') }}
),

findings as (
    select
        report_id,
        count(*) as findings,
        count(*) filter (where severity = 'error') as errors,
        count(*) filter (where severity = 'warning') as warnings,
        count(*) filter (where severity = 'info') as infos,
        count(*) filter (where compares = 'report') as within_report,
        count(*) filter (where compares = 'years') as between_years,
        count(*) filter (where compares = 'versions') as between_versions,
        string_agg(distinct rule, '; ' order by rule) as rules
    from {{ ref('findings') }}
    group by report_id
),

figures as (
    select
        report_id,
        count(*) filter (where state = 'ambiguous') as ambiguous_figures,
        count(*) filter (where state = 'blank') as blank_figures,
        count(*) filter (where is_conflicted) as conflicted_figures
    from {{ ref('int_figures') }}
    group by report_id
)

select
    reports.organ_id,
    organs.organ_name,
    organs.organ_level,
    organs.body_class,
    reports.region_code,
    reports.year,
    reports.form,
    {%- for name in ['findings', 'errors', 'warnings', 'infos', 'within_report', 'between_years', 'between_versions'] %}
    coalesce(findings.{{ name }}, 0) as {{ name }},
    {%- endfor %}
    coalesce(findings.rules, '') as rules,
    reports.figures,
    {%- for name in ['conflicted_figures', 'ambiguous_figures', 'blank_figures'] %}
    coalesce(figures.{{ name }}, 0) as {{ name }},
    {%- endfor %}
    cast(coalesce(findings.errors, 0) as double) / nullif(reports.figures, 0) as error_rate,
    reports.report_id
from reports
inner join organs on reports.organ_id = organs.organ_id
left join findings on reports.report_id = findings.report_id
left join figures on reports.report_id = figures.report_id
order by reports.year, reports.region_code, reports.organ_id
