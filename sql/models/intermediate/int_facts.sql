with observations as (
    select * from {{ ref('int_corrected_observations') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

measures as (
    select
        measure,
        family,
        string_split(dimensions, ';') as takes
    from {{ ref('dim_measure') }}
),

defaults as (
    select
        {%- for name in var('defaulted_dimensions') %}
        max(code) filter (where dimension = '{{ name }}') as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('dim_code') }}
    where is_default
)

select
    observations.observation_id,
    observations.report_id,
    reports.organ_id,
    reports.region_code,
    reports.year,
    measures.family,
    observations.measure,
    {%- for name in var('dimensions') %}
    {%- if name in var('defaulted_dimensions') %}
    case
        when list_contains(measures.takes, '{{ name }}')
            then coalesce(observations.{{ name }}, defaults.{{ name }})
    end as {{ name }},
    {%- else %}
    observations.{{ name }},
    {%- endif %}
    {%- endfor %}
    observations.period,
    observations.value,
    observations.unit,
    observations.status,
    observations.qualifier,
    observations.scope,
    observations.source,
    observations.support,
    observations.evidence,
    observations.span_start,
    observations.span_end,
    observations.section_id,
    observations.is_conflicted,
    observations.correction_id is not null as is_corrected,
    observations.correction_id,
    reports.is_current
from observations
inner join reports on observations.report_id = reports.report_id
inner join measures on observations.measure = measures.measure
cross join defaults
