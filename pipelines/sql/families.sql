select
    measures.family,
    count(*) as facts,
    count(*) filter (where observations.status = 'reported') as reported,
    count(*) filter (where observations.status = 'none_stated') as none_stated,
    count(*) filter (where observations.status = 'blank') as blank,
    count(*) filter (where observations.status = 'not_applicable') as not_applicable,
    count(*) filter (where observations.is_conflicted) as conflicted
from observations
inner join dim_measure as measures on observations.measure = measures.measure
where observations.is_primary
group by measures.family
order by facts desc, measures.family
