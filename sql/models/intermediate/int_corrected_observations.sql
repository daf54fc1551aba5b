-- nothing is materialized on the way, so that who reads a few measures of this reads no others
with observations as (
    select * from {{ ref('stg_observations') }}
    where is_primary
    {{ where_in('int_changed_reports', keyword='and') }}
),

corrections as (
    select * from {{ ref('corrections') }}
    where status = 'applied'
),

matched as not materialized (
    select
        observations.*,
        corrections.correction_id,
        corrections.corrected_value,
        coalesce(corrections.action = 'replace', false) as is_replaced,
        coalesce(corrections.action = 'withdraw', false) as is_withdrawn
    from observations
    left join corrections on observations.observation_id = corrections.observation_id
),

corrected as not materialized (
    select
        * replace (
            case when is_replaced then corrected_value else value end as value,
            case when is_replaced then 'reported' else status end as status,
            case when is_replaced then 'exact' else qualifier end as qualifier,
            case when is_replaced then 'untested' else support end as support
        )
    from matched
),

corrected_reports as (
    select distinct report_id
    from corrections
),

-- whether readings of one figure differ is looked at anew where one of them was corrected
compared as (
    select
        *,
        bool_or(correction_id is not null) over same_figure as is_figure_corrected,
        count(distinct case when not is_withdrawn then value end) over same_figure as values_left
    from corrected
    semi join corrected_reports on corrected.report_id = corrected_reports.report_id
    window same_figure as (
        partition by
            report_id,
            measure,
            {{- dimension_columns() }},
            period
    )
)

select
    * exclude (corrected_value, is_replaced, is_withdrawn, is_figure_corrected, values_left)
    replace (case when is_figure_corrected then values_left > 1 else is_conflicted end as is_conflicted)
from compared
where not is_withdrawn
union all by name
-- reports without corrections are not sorted for it
select * exclude (corrected_value, is_replaced, is_withdrawn)
from corrected
anti join corrected_reports on corrected.report_id = corrected_reports.report_id
