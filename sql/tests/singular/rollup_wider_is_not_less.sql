-- A returned row is a figure whose national sum is less than that of one province: parts went missing on the way up.
-- Measures that may be negative (items_change) are left out.
with provinces as (
    select
        year,
        measure,
        breakdown,
        period,
        scope,
        body_class,
        max(value) as largest
    from {{ ref('rollup_province_year') }}
    where measure <> 'items_change'
    group by all
)

select
    provinces.*,
    nation.value
from provinces
inner join {{ ref('rollup_national_year') }} as nation
    using (year, measure, breakdown, period, scope, body_class)
where nation.value < provinces.largest or (nation.value is null and provinces.largest is not null)
