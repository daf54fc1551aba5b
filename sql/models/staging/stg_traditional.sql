with characters as (
    select * from {{ source('catalogue', 'traditional') }}
)

select
    traditional,
    simplified
from characters
