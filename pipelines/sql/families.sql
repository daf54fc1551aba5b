select
    measures.family,
    count(*) as facts,
    count(*) filter (where observations.status = 'reported') as reported,
    count(*) filter (where observations.status = 'none_stated') as none,
    count(*) filter (where observations.status = 'blank') as blank,
    count(*) filter (where observations.status = 'not_applicable') as "n/a",
    count(*) filter (where observations.is_conflicted) as in_conflict
from observations
inner join dim_measure as measures on observations.measure = measures.measure
where observations.is_primary
group by measures.family
order by facts desc, measures.family
