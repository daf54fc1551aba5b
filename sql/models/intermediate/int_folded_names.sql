with documents as (
    select distinct organ_name
    from {{ ref('stg_documents') }}
    where organ_name is not null
),

characters as (
    select
        coalesce(string_agg(traditional, '' order by traditional), '') as traditional,
        coalesce(string_agg(simplified, '' order by traditional), '') as simplified
    from {{ ref('stg_traditional') }}
)

-- 財政局 is 财政局: in two scripts the years of one body would fall apart, and no name in it be known
select
    documents.organ_name,
    translate(
        regexp_replace(documents.organ_name, '\s+', '', 'g'), characters.traditional, characters.simplified
    ) as organ
from documents
cross join characters
