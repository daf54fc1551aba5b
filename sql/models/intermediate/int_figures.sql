{%- set tables = [
    'fct_proactive_disclosures', 'fct_engagement', 'fct_requests', 'fct_appeals', 'fct_fees', 'fct_resources'
] -%}
{%- set key = 'report_id, measure, breakdown, period' -%}

with facts as (
    {%- for table in tables %}
    select * from {{ ref(table) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

readings as (
    select
        *,
        {{ breakdown() }} as breakdown,
        case source when 'form' then 1 when 'annex' then 2 else 3 end as source_rank
    from facts
    where is_current and year is not null
),

-- of the readings of one figure those of the best source count, a blank one only where no other has a value
best as (
    select *
    from readings
    qualify rank() over (
        partition by {{ key }}, scope
        order by value is null, source_rank
    ) = 1
),

figures as (
    select
        report_id,
        any_value(organ_id) as organ_id,
        any_value(region_code) as region_code,
        any_value(year) as year,
        measure,
        {%- for name in var('dimensions') %}
        any_value({{ name }}) as {{ name }},
        {%- endfor %}
        breakdown,
        period,
        scope,
        any_value(unit) as unit,
        min(source_rank) as source_rank,
        -- several values in one place: the one that the report's own sums confirm, else none
        case
            when count(distinct value) = 1 then max(value)
            when count(distinct value) filter (where support = 'confirmed') = 1
                then max(value) filter (where support = 'confirmed')
        end as value,
        count(distinct value) as values_read,
        bool_or(status = 'blank') as is_blank,
        bool_or(qualifier <> 'exact') as is_approximate,
        bool_or(is_conflicted) as is_conflicted
    from best
    group by {{ key }}, scope
)

select
    * exclude (values_read, is_blank),
    case
        when value is not null then 'valued'
        when values_read > 1 then 'ambiguous'
        when is_blank then 'blank'
        else 'not_applicable'
    end as state,
    row_number() over (
        partition by {{ key }}
        order by
            value is null,
            source_rank,
            case scope when 'jurisdiction' then 1 when 'unstated' then 2 else 3 end
    ) = 1 as is_leading
from figures
