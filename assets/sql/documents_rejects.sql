-- Files that were not read, reports that are neither read nor rejected or both, and those of files that are not there.
select
    coalesce(outcomes.path, files.path) as path,
    count(outcomes.kind) as outcomes,
    string_agg(outcomes.kind, ', ' order by outcomes.kind) as kinds
from raw_reports as files
full join readings on files.report_id = readings.file_id
full join (
    select report_id, path, 'document' as kind from documents
    union all
    select report_id, path, 'reject' as kind from rejects
) as outcomes on readings.report_id = outcomes.report_id
group by coalesce(outcomes.path, files.path), files.report_id
having count(outcomes.kind) <> 1 or files.report_id is null
