{#- The facts of all fact tables that rollups and comparisons are made of, with the number of their series.
    Args:
        facts: the rows of all fact tables, as they are called in `from`.
        condition: which of their rows, beside those of current reports with a year. -#}
{% macro readings(facts, condition='') -%}
    select
        report_id,
        {{ series_key() }} as series_key,
        observation_id,
        measure,
        {{- dimension_columns() }},
        period,
        unit,
        value,
        scope,
        status,
        qualifier,
        support,
        is_conflicted,
        is_corrected
    from {{ facts }}
    where is_current and year is not null {{ condition }}
{%- endmacro %}


{#- Each figure of a report once: of several readings the one value, or the one that the report's own sums confirm,
    else none. Readings of one figure are several only where a report contradicts itself and nothing in it is better
    placed: those few are put together, and all others go by, so that memory need hold no more than their keys.
    Args:
        readings, reports: as they are called in `from`. -#}
{% macro figures(readings, reports) -%}
    with readings as not materialized (
        select * from {{ readings }}
    ),

    repeated as (
        select
            report_id,
            series_key
        from readings
        group by report_id, series_key
        having count(*) > 1
    ),

    chosen as (
        select
            report_id,
            series_key,
            scope,
            value as highest,
            value,
            status = 'blank' as is_blank,
            qualifier <> 'exact' as is_approximate,
            is_conflicted,
            support = 'contradicted' as is_contradicted,
            is_corrected
        from readings
        anti join repeated using (report_id, series_key)
        union all
        select
            report_id,
            series_key,
            min(scope) as scope,
            max(value) as highest,
            case
                when min(value) = max(value) then max(value)
                when min(value) filter (where support = 'confirmed') = max(value) filter (where support = 'confirmed')
                    then max(value) filter (where support = 'confirmed')
            end as value,
            bool_or(status = 'blank') as is_blank,
            bool_or(qualifier <> 'exact') as is_approximate,
            bool_or(is_conflicted) as is_conflicted,
            bool_or(support = 'contradicted') as is_contradicted,
            bool_or(is_corrected) as is_corrected
        from readings
        semi join repeated using (report_id, series_key)
        group by report_id, series_key
    )

    select
        chosen.report_id,
        reports.organ_id,
        reports.region_code,
        reports.year,
        chosen.series_key,
        chosen.scope,
        chosen.value,
        case
            when chosen.value is not null then 'valued'
            when chosen.highest is not null then 'ambiguous'
            when chosen.is_blank then 'blank'
            else 'not_applicable'
        end as state,
        chosen.is_approximate,
        chosen.is_conflicted,
        chosen.is_contradicted,
        chosen.is_corrected
    from chosen
    inner join {{ reports }} as reports on chosen.report_id = reports.report_id
{%- endmacro %}


{#- All fact tables of the last publication, one below the other. -#}
{% macro previous_facts() -%}
    (
        {%- for table in fact_tables() %}
        select * from {{ previous(table) }}
        {{ 'union all by name' if not loop.last }}
        {%- endfor %}
    ) as facts_before
{%- endmacro %}


{#- What all reports say in the years and series in which any figure changed. -#}
{% macro readings_of_changed_series() -%}
    {%- set changed = ref('int_changed_series') -%}
    {%- set condition -%}
        and year in (select year from {{ changed }})
        and (year, {{ series_key() }}) in (select year, series_key from {{ changed }})
    {%- endset -%}
    (
        {{ readings(ref('int_fact_rows'), condition) }}
    )
{%- endmacro %}
