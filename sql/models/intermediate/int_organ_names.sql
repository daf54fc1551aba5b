with documents as (
    select
        stg_documents.* exclude (text),
        folded.organ
    from {{ ref('stg_documents') }} as stg_documents
    inner join {{ ref('int_folded_names') }} as folded on stg_documents.organ_name = folded.organ_name
),

regions as (
    select * from {{ ref('dim_region') }}
),

-- what a government, its office or its leading group on openness ends in; zones and townships have their own names
endings as (
    select ending
    from {{ ref('stg_organ_endings') }}
    where organ_kind = 'government' and only_after is null and organ_level is distinct from 'township'
),

government_names as (
    select
        documents.report_id,
        max(length(endings.ending)) as ending_length
    from documents
    inner join endings on suffix(documents.organ, endings.ending)
    where documents.organ_kind = 'government'
    group by documents.report_id
),

-- 淮安市洪泽区财政局 and 洪泽区财政局 are 财政局 of one division; 镇政府办公室 reports for 镇人民政府
named as (
    select
        documents.*,
        regions.current_code,
        government_names.ending_length is not null
        and documents.organ_level = regions.region_level as is_region_government,
        case
            when government_names.ending_length is null then documents.organ
            else left(documents.organ, -government_names.ending_length) || '人民政府'
        end as government_name,
        concat(
            '^(', regions.province_name, ')?(', regions.prefecture_name, ')?(', regions.county_name, ')?'
        ) as divisions
    from documents
    left join regions on documents.region_code = regions.region_code
    left join government_names on documents.report_id = government_names.report_id
)

select
    report_id,
    organ as organ_name,
    government_name,
    if(is_region_government, government_name, regexp_replace(government_name, divisions, '')) as name_in_region,
    is_region_government,
    current_code,
    organ_level,
    organ_kind,
    region_code,
    year,
    published_date,
    sha256
from named
