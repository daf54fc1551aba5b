-- A returned row is a body and year whose row of rollup_requests is not what its classes say: a value without a basis,
-- a sum that differs from rollup_classes, or a share without its denominator.
{%- set classes = [
    'received', 'carried_in', 'carried_out', 'granted', 'partly_granted', 'refused', 'unable', 'not_processed', 'other'
] %}
with requests as (
    select * from {{ ref('rollup_requests') }}
    {{ where_in('int_affected_reports') }}
),

classes as (
    select * from {{ ref('rollup_classes') }}
    where grouping in ('requests', 'outcomes')
)
{% for class in classes %}
select
    requests.organ_id,
    requests.year,
    '{{ class }}' as class,
    requests.{{ class }} as value,
    classes.value as value_of_class
from requests
left join classes on requests.report_id = classes.report_id and classes.class = '{{ class }}'
where
    requests.{{ class }} is distinct from classes.value
    or (requests.{{ class }} is null) <> (requests.{{ class }}_basis = 'not_stated')
union all
{%- endfor %}
select
    organ_id,
    year,
    'rates' as class,
    granted_rate_numerator as value,
    granted_rate_denominator as value_of_class
from requests
where
    granted_rate_denominator is distinct from answered
    or (granted_rate is not null and (granted_rate_numerator is null or coalesce(answered, 0) = 0))
    or (refused_rate is not null and (refused is null or coalesce(answered, 0) = 0))
