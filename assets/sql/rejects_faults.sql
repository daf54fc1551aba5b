-- Files that were rejected for what the code did, not for what they are.
select
    path,
    reason,
    message
from rejects
where reason in ('internal_error', 'inconsistent', 'unstorable', 'worker_died', 'out_of_time')
