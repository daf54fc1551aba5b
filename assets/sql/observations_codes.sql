-- Observations whose measure, unit, dimensions or codes the catalogue does not have.
with split as (
    unpivot (
        select
            observation_id,
            measure,
            channel,
            category,
            disclosure_class,
            document_type,
            document_status,
            activity,
            by_leader,
            applicant,
            timeliness,
            outcome,
            reason,
            proceeding,
            result,
            staff_type
        from observations
    )
    on columns(* exclude (observation_id, measure)) into name dimension value code
)

select
    observations.observation_id,
    'unit' as fault,
    concat_ws(' ', observations.measure, observations.unit) as found
from observations
left join catalogue_measures as measures using (measure)
where measures.measure is null or observations.unit <> measures.unit
union all
select
    split.observation_id,
    'dimension' as fault,
    concat_ws(' ', split.measure, split.dimension) as found
from split
left join catalogue_measures as measures using (measure)
where not coalesce(list_contains(string_split(measures.dimensions, ';'), split.dimension), false)
union all
select
    split.observation_id,
    'code' as fault,
    concat_ws(' ', split.dimension, split.code) as found
from split
left join catalogue_dimensions as codes
    on split.dimension = codes.dimension and codes.code in (split.code, '*')
where codes.code is null
