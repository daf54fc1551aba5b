{%- set stated = ['received', 'carried_in', 'carried_out'] -%}
{%- set outcomes = ['granted', 'partly_granted', 'refused', 'unable', 'not_processed', 'other'] -%}

with classes as (
    select * from {{ ref('int_request_classes') }}
),

reports as (
    select * from {{ ref('dim_report') }}
    where is_current and organ_id is not null and year is not null
),

-- all classes of a report side by side
wide as (
    select
        reports.organ_id,
        reports.region_code,
        reports.year,
        reports.form,
        reports.report_id,
        {%- for name in stated + ['answered'] + outcomes %}
        max(classes.value) filter (where classes.request_class = '{{ name }}') as {{ name }},
        coalesce(
            max(classes.basis) filter (where classes.request_class = '{{ name }}'), 'not_stated'
        ) as {{ name }}_basis,
        {%- endfor %}
        sum(classes.value) filter (
            where classes.request_class in (
                {%- for name in outcomes %}
                '{{ name }}'{{ ',' if not loop.last }}
                {%- endfor %}
            )
        ) as all_outcomes,
        cast(coalesce(sum(classes.parts_without_value), 0) as bigint) as parts_without_value,
        coalesce(bool_or(classes.is_conflicted), false) as is_conflicted
    from reports
    left join classes on reports.report_id = classes.report_id
    group by reports.organ_id, reports.region_code, reports.year, reports.form, reports.report_id
),

-- where no total of the answers is stated, it is the sum of the outcomes that are
answered as (
    select
        * exclude (all_outcomes) replace (
            cast(coalesce(answered, all_outcomes) as decimal(28, 4)) as answered,
            case
                when answered is null and all_outcomes is not null then 'sum_of_parts' else answered_basis
            end as answered_basis
        ),
        granted + partly_granted as granted_rate_numerator,
        refused as refused_rate_numerator
    from wide
)

select
    organ_id,
    region_code,
    year,
    form,
    {%- for name in stated + ['answered'] + outcomes %}
    {{ name }},
    {{ name }}_basis,
    {%- endfor %}
    cast(granted_rate_numerator as decimal(28, 4)) as granted_rate_numerator,
    answered as granted_rate_denominator,
    cast(granted_rate_numerator as double) / nullif(answered, 0) as granted_rate,
    refused_rate_numerator,
    answered as refused_rate_denominator,
    cast(refused_rate_numerator as double) / nullif(answered, 0) as refused_rate,
    parts_without_value,
    is_conflicted,
    report_id
from answered
order by year, region_code, organ_id
