-- Findings of no report, or about observations that are not in the same report.
with sides as (
    select
        finding_id,
        report_id,
        unnest(from_json(observation_ids, '["VARCHAR"]')) as observation_id
    from findings
)

select
    findings.finding_id,
    findings.report_id,
    null as observation_id
from findings
left join documents using (report_id)
where documents.report_id is null
union all
select
    sides.finding_id,
    sides.report_id,
    sides.observation_id
from sides
left join observations
    on sides.observation_id = observations.observation_id and sides.report_id = observations.report_id
where observations.observation_id is null
