-- A returned row is a report whose primary observations, but for those that somebody withdrew, are not the rows that it
-- has in the fact tables, each once. Compared by number and by the sum of hashes, so that no table has to be held.
with withdrawn as (
    select observation_id
    from {{ ref('corrections') }}
    where status = 'applied' and action = 'withdraw'
),

observations as (
    select
        report_id,
        count(*) as observations,
        sum(hash(observation_id)) as digest
    from {{ ref('observations') }}
    where
        is_primary
        and observation_id not in (select observation_id from withdrawn)
        {{ where_in('int_changed_reports', keyword='and') }}
    group by report_id
),

facts as (
    {%- for table in fact_tables() %}
    select
        report_id,
        count(*) as facts,
        sum(hash(observation_id)) as digest
    from {{ ref(table) }}
    {{ where_in('int_changed_reports') }}
    group by report_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

reports as (
    select
        report_id,
        sum(facts) as facts,
        sum(digest) as digest
    from facts
    group by report_id
)

select
    coalesce(observations.report_id, reports.report_id) as report_id,
    observations.observations,
    reports.facts
from observations
full outer join reports on observations.report_id = reports.report_id
where
    observations.observations is distinct from reports.facts
    or observations.digest is distinct from reports.digest
