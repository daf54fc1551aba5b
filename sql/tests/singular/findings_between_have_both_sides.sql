-- A returned row is a finding between two reports that does not name the other report, both values and observations of
-- both sides, or that compares two bodies.
with findings as (
    select * from {{ ref('findings') }}
    where compares <> 'report' {{ where_in('int_affected_reports', keyword='and') }}
),

reports as (
    select * from {{ ref('dim_report') }}
)

select findings.*
from findings
left join reports as compared on findings.compared_report_id = compared.report_id
where
    compared.report_id is null
    or compared.organ_id <> findings.organ_id
    or compared.year <> findings.compared_year
    or (findings.compares = 'years' and (findings.stated is null or findings.computed is null))
    or (findings.compares = 'years' and json_array_length(findings.observation_ids) < 2)
