{{ replaces('int_affected_reports') }}

{%- set stated = ['received', 'carried_in', 'carried_out'] -%}
{%- set outcomes = ['granted', 'partly_granted', 'refused', 'unable', 'not_processed', 'other'] -%}

with classes as (
    select * from {{ ref('int_class_figures') }}
    where grouping in ('requests', 'outcomes')
),

reports as (
    select * from {{ ref('dim_report') }}
    where is_current and organ_id is not null and year is not null
    {{ where_in('int_affected_reports', keyword='and') }}
),

organs as (
    select * from {{ ref('dim_organ') }}
),

-- all classes of a report side by side
wide as (
    select
        report_id,
        {%- for name in stated + ['answered'] + outcomes %}
        max(value) filter (where class = '{{ name }}') as {{ name }},
        max(basis) filter (where class = '{{ name }}') as {{ name }}_basis,
        {%- endfor %}
        sum(value) filter (where class in ({{ "'" ~ outcomes | join("', '") ~ "'" }})) as all_outcomes,
        cast(sum(parts_without_value) as bigint) as parts_without_value,
        bool_or(is_conflicted) as is_conflicted,
        bool_or(is_contradicted) as is_contradicted
    from classes
    group by report_id
),

-- where no total of the answers is stated it is the sum of the outcomes; a share of it is one only where the report
-- tells both what was given and what was refused
answered as (
    select
        * exclude (all_outcomes) replace (
            cast(coalesce(answered, all_outcomes) as decimal(28, 4)) as answered,
            case when answered is null and all_outcomes is not null then 'sum_of_parts' else answered_basis end
                as answered_basis
        ),
        case when answered is not null or (granted is not null and refused is not null) then true end as has_shares
    from wide
)

select
    reports.organ_id,
    organs.organ_name,
    organs.organ_level,
    organs.body_class,
    reports.region_code,
    reports.year,
    reports.form,
    {%- for name in stated + ['answered'] + outcomes %}
    answered.{{ name }},
    coalesce(answered.{{ name }}_basis, 'not_stated') as {{ name }}_basis,
    {%- endfor %}
    {%- for rate, numerator in [
        ('granted_rate', 'cast(answered.granted + answered.partly_granted as decimal(28, 4))'),
        ('fully_granted_rate', 'answered.granted'),
        ('refused_rate', 'answered.refused')
    ] %}
    {{ numerator }} as {{ rate }}_numerator,
    answered.answered as {{ rate }}_denominator,
    case when answered.has_shares then cast({{ numerator }} as double) / nullif(answered.answered, 0) end as {{ rate }},
    {%- endfor %}
    coalesce(answered.parts_without_value, 0) as parts_without_value,
    coalesce(answered.is_conflicted, false) as is_conflicted,
    coalesce(answered.is_contradicted, false) as is_contradicted,
    reports.report_id
from reports
inner join organs on reports.organ_id = organs.organ_id
left join answered on reports.report_id = answered.report_id
order by reports.year, reports.region_code, reports.organ_id
