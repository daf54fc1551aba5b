{#- One model a rule; each has the same columns. -#}
{%- set rules = [
    'int_carried_findings', 'int_document_findings', 'int_cumulative_findings', 'int_repeated_findings',
    'int_jump_findings'
] -%}

with found as (
    {%- for rule in rules %}
    select * from {{ ref(rule) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

names as (
    select * from {{ ref('int_series_names') }}
),

keyed as (
    select
        *,
        sha256(concat_ws(':', rule, report_id, compared_report_id, series_key))[:16] as finding_id
    from found
),

sides as (
    select
        finding_id,
        unnest(sides, recursive := true)
    from keyed
),

-- every reading behind a figure, contradictory ones included
evidence as (
    select
        sides.finding_id,
        to_json(list(distinct readings.observation_id order by readings.observation_id)) as observation_ids
    from sides
    inner join {{ ref('int_readings') }} as readings
        on sides.report_id = readings.report_id and sides.series_key = readings.series_key
    group by sides.finding_id
)

select
    keyed.finding_id,
    keyed.report_id,
    keyed.rule,
    keyed.severity,
    upper(names.name_en[1]) || names.name_en[2:] || keyed.message_en as message_en,
    '“' || names.name_zh || '”' || keyed.message_zh as message_zh,
    keyed.stated,
    keyed.computed,
    keyed.numbers,
    cast(evidence.observation_ids as varchar) as observation_ids,
    cast(null as integer) as span_start,
    cast(null as integer) as span_end,
    keyed.compared_report_id,
    keyed.compared_year
from keyed
inner join names on keyed.series_key = names.series_key
left join evidence on keyed.finding_id = evidence.finding_id
