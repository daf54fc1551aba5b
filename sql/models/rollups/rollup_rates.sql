with requests as (
    select * from {{ ref('rollup_requests') }}
),

classes as (
    select * from {{ ref('rollup_classes') }}
    where value is not null
),

organs as (
    select
        organ_id,
        organ_level,
        province_code
    from {{ ref('dim_organ') }}
    left join {{ ref('dim_region') }} using (region_code)
),

rates as (
    {%- for rate, numerator in [
        ('granted', 'granted + partly_granted'), ('fully_granted', 'granted'), ('refused', 'refused'),
        ('unable', 'unable'), ('not_processed', 'not_processed')
    ] %}
    select
        report_id,
        '{{ rate }}' as rate,
        {{ numerator }} as numerator,
        answered as denominator,
        -- as in rollup_requests: no share of a sum that lacks what was granted or what was refused
        answered_basis = 'stated' or (granted is not null and refused is not null) as is_share
    from requests
    union all
    {%- endfor %}
    {%- for proceeding in ['review', 'litigation'] %}
    select
        results.report_id,
        '{{ proceeding }}_corrected' as rate,
        results.value as numerator,
        wholes.value as denominator,
        true as is_share
    from classes as results
    inner join classes as wholes on results.report_id = wholes.report_id
    where
        results.grouping = '{{ proceeding }}_results' and results.class = 'corrected'
        and wholes.grouping = 'appeals' and wholes.class = '{{ proceeding }}'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

shares as (
    select
        requests.organ_id,
        requests.organ_name,
        organs.organ_level,
        requests.body_class,
        requests.region_code,
        organs.province_code,
        requests.year,
        rates.rate,
        cast(rates.numerator as decimal(28, 4)) as numerator,
        rates.denominator,
        cast(rates.numerator as double) / rates.denominator as value,
        requests.report_id
    from rates
    inner join requests on rates.report_id = requests.report_id
    inner join organs on requests.organ_id = organs.organ_id
    where rates.is_share and rates.numerator is not null and rates.denominator > 0
)

select
    *,
    count(*) over peers as peers,
    rank() over (peers order by value desc) as peer_rank,
    if(count(*) over peers > 1, percent_rank() over (peers order by value), null) as percentile
from shares
-- a body of unknown level has no peers but itself
window peers as (partition by rate, year, organ_level, body_class, if(organ_level is null, organ_id, null))
order by year, rate, organ_level, organ_id
