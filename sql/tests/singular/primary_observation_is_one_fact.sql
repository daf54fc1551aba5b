-- A returned row is a primary observation that stands in no fact table though nobody withdrew it, or in several.
{%- set tables = [
    'fct_proactive_disclosures', 'fct_engagement', 'fct_requests', 'fct_appeals', 'fct_fees', 'fct_resources'
] %}
with observations as (
    select observation_id
    from {{ ref('observations') }}
    where is_primary {{ where_in('int_changed_reports', keyword='and') }}
),

withdrawn as (
    select observation_id
    from {{ ref('corrections') }}
    where status = 'applied' and action = 'withdraw'
),

facts as (
    {%- for table in tables %}
    select observation_id
    from {{ ref(table) }}
    {{ where_in('int_changed_reports') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    observations.observation_id,
    count(facts.observation_id) as fact_rows
from observations
full outer join facts on observations.observation_id = facts.observation_id
left join withdrawn on observations.observation_id = withdrawn.observation_id
group by observations.observation_id
having count(facts.observation_id) <> if(count(withdrawn.observation_id) = 0, 1, 0)
