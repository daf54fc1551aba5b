-- A returned row is a rate that is not its numerator over its denominator, or that rollup_requests has otherwise.
with rates as (
    select * from {{ ref('rollup_rates') }}
),

requests as (
    select * from {{ ref('rollup_requests') }}
)

select rates.*
from rates
inner join requests on rates.report_id = requests.report_id
where
    rates.denominator <= 0
    or abs(rates.value - cast(rates.numerator as double) / rates.denominator) > 1e-9
    or (rates.rate = 'refused' and rates.value is distinct from requests.refused_rate)
    or (rates.rate = 'granted' and rates.value is distinct from requests.granted_rate)
    or (rates.rate = 'fully_granted' and rates.value is distinct from requests.fully_granted_rate)
