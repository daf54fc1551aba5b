-- Files that are neither read nor rejected, or both; documents and rejects of files that are not there.
select
    coalesce(files.path, outcomes.path) as path,
    count(outcomes.kind) as outcomes,
    string_agg(outcomes.kind, ', ' order by outcomes.kind) as kinds
from raw_reports as files
full join (
    select report_id, path, 'document' as kind from documents
    union all
    select report_id, path, 'reject' as kind from rejects
) as outcomes using (report_id)
group by coalesce(files.path, outcomes.path), files.report_id
having count(outcomes.kind) <> 1 or files.report_id is null
