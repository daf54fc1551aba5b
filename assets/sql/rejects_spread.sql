-- Files that the code itself rejected, where they are so many that the publication would lack a tenth of the reports.
with faults as (
    select
        path,
        reason,
        message
    from rejects
    where reason in ('internal_error', 'inconsistent', 'unstorable')
)

select *
from faults
where
    (select count(*) from faults) >= 5
    and (select count(*) from faults) * 10 > (select count(*) from raw_reports)
