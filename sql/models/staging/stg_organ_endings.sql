with organs as (
    select * from {{ source('catalogue', 'organs') }}
)

select
    ending,
    kind as organ_kind,
    level as organ_level,
    before as only_after
from organs
