{#- Bodies that report for a people's government: its office, the leading group on openness. -#}
{%- set for_government = '(人民政府|(政务公开|政府信息公开)(工作)?领导小组)(办公室|办公厅|辦公室|辦公廳)?$' -%}
{%- set office = '(人民政府)(办公室|办公厅|辦公室|辦公廳)$' -%}

with documents as (
    select
        *,
        regexp_replace(organ_name, '\s+', '', 'g') as organ
    from {{ ref('stg_documents') }}
    where organ_name is not null
),

regions as (
    select * from {{ ref('dim_region') }}
),

-- 淮安市洪泽区财政局 and 洪泽区财政局 are 财政局 of one division
placed as (
    select
        documents.*,
        regions.current_code,
        documents.organ_kind = 'government'
        and documents.organ_level = regions.region_level
        and regexp_matches(documents.organ, '{{ for_government }}') as is_region_government,
        regexp_replace(
            documents.organ,
            '^' || concat(
                '(' || regions.province_name || ')?',
                '(' || regions.prefecture_name || ')?',
                '(' || regions.county_name || ')?'
            ),
            ''
        ) as short_name
    from documents
    left join regions on documents.region_code = regions.region_code
),

keyed as (
    select
        *,
        case
            when is_region_government then 'government_of_region'
            when current_code is not null then 'name_in_region'
            else 'name'
        end as join_rule,
        case
            when is_region_government then current_code
            else
                concat_ws(
                    ':',
                    current_code,
                    regexp_replace(coalesce(nullif(short_name, ''), organ), '{{ office }}', '\1')
                )
        end as organ_key
    from placed
)

select
    report_id,
    sha256(join_rule || ':' || organ_key)[:16] as organ_id,
    join_rule,
    organ_key,
    organ as organ_name,
    organ_level,
    organ_kind,
    region_code,
    year,
    published_date
from keyed
