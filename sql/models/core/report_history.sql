with history as (
    select * from {{ ref('stg_report_history') }}
),

present as (
    select
        report_id,
        sha256,
        code_version
    from {{ ref('stg_documents') }}
)

select
    history.report_id,
    history.source_path,
    history.sha256,
    history.code_version,
    history.reading,
    history.first_seen_at,
    history.last_seen_at,
    present.report_id is not null as is_present
from history
left join present
    on
        history.report_id = present.report_id
        and history.sha256 = present.sha256
        and history.code_version = present.code_version
order by history.source_path, history.first_seen_at, history.sha256, history.code_version
