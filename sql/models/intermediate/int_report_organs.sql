with names as (
    select * from {{ ref('int_organ_names') }}
),

-- 鼓楼区, 朝阳区: names that several divisions have
shared_names as (
    select region_names.region_name
    from {{ ref('dim_region_name') }} as region_names
    inner join {{ ref('dim_region') }} as regions on region_names.region_code = regions.region_code
    group by region_names.region_name
    having count(distinct regions.current_code) > 1
),

-- names of no region that many bodies have: those that begin so, and 市财政局 or 财政局 without a place (青禾县 is one)
common_names as (
    select distinct names.report_id
    from names
    left join shared_names on starts_with(names.organ_name, shared_names.region_name)
    where
        names.current_code is null
        and (
            shared_names.region_name is not null
            or (
                not regexp_matches(names.organ_name, '^[^省市县区旗州盟]*.[省市县区旗州盟镇乡村街道]')
                and regexp_matches(names.organ_name, '^[省市县区旗州盟镇乡]|(局|厅|委|委员会|办|办公室|队|所|站|政府)$')
            )
        )
),

ruled as (
    select
        names.*,
        case
            when names.is_region_government then 'government_of_region'
            when names.current_code is not null then 'name_in_region'
            when common_names.report_id is not null and names.organ_level is distinct from 'national' then 'report'
            else 'name'
        end as join_rule
    from names
    left join common_names on names.report_id = common_names.report_id
),

keyed as (
    select
        *,
        case join_rule
            when 'government_of_region' then current_code
            when 'name_in_region' then concat_ws(':', current_code, name_in_region)
            when 'name' then government_name
            else concat_ws(':', sha256, organ_name)
        end as organ_key
    from ruled
)

select
    report_id,
    sha256(join_rule || ':' || organ_key)[:16] as organ_id,
    join_rule,
    organ_key,
    organ_name,
    case
        when organ_name <> government_name then 'office_of_government'
        when join_rule = 'government_of_region' then 'government'
        when join_rule = 'name_in_region' and organ_name <> name_in_region then 'without_divisions'
        else 'as_named'
    end as name_rule,
    organ_level,
    organ_kind,
    region_code,
    year,
    published_date
from keyed
