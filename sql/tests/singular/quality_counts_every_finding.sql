-- A returned row is a body and year whose findings are not all counted, or counted twice.
with findings as (
    select
        organ_id,
        year,
        count(*) as findings
    from {{ ref('findings') }}
    where is_current and organ_id is not null and year is not null
    group by organ_id, year
)

select
    quality.organ_id,
    quality.year,
    quality.findings,
    findings.findings as findings_listed
from {{ ref('rollup_quality') }} as quality
full outer join findings on quality.organ_id = findings.organ_id and quality.year = findings.year
where
    coalesce(quality.findings, 0) <> coalesce(findings.findings, 0)
    or quality.findings <> quality.errors + quality.warnings + quality.infos
    or quality.findings <> quality.within_report + quality.between_years + quality.between_versions
