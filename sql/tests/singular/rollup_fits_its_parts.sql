-- A returned row is a sum that does not fit its parts: a value without a part that has one, or none with such a part.
with sums as (
    select * exclude (region_code, region_name, region_level)
    from {{ ref('rollup_region_year') }}
    union all by name
    select * from {{ ref('rollup_national_year') }}
)

select *
from sums
where
    (value is null) <> (parts_valued = 0)
    or (basis = 'not_stated') <> (value is null)
    or (basis = 'stated' and parts_valued <> 1)
    or reports > parts_valued + parts_blank + parts_not_applicable + parts_ambiguous
