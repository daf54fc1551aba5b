{#- What became of a correction, in a sentence that names file and line and says what to do. -#}
{% macro correction_message() -%}
    concat(
        'corrections/', correction_file, coalesce(', line ' || correction_line, ''), ': ',
        case status
            when 'invalid' then problem
            when 'no_report'
                then concat(
                    'there is no report ',
                    coalesce(report_named, concat('of ', organ_named, ' for ', year_named)),
                    '; name it as dim_report does (source_path, report_id, or organ_name and year)'
                )
            when 'several_reports' then concat(reports, ' reports are meant; name the one by its source_path')
            when 'no_figure'
                then concat(
                    'the report has no figure ', measure, if(breakdown = '', '', concat(' (', breakdown, ')')),
                    ' for the period ', period,
                    '; look in observations for how it was read'
                )
            when 'several_figures'
                then concat(meant, ' figures are meant; say in value_read, or by scope in dimensions, which one')
            when 'no_difference'
                then 'the figure is now read as the correction has it; the line can be taken out'
            when 'read_differently'
                then concat('no figure with the value ', cast(value_read as double), ' is read any more; look again')
            when 'superseded' then 'another correction of the same figure counts; the line can be taken out'
            when 'contradicted' then 'another correction of the same day says otherwise; none of them is applied'
            when 'applied'
                then concat(measure, if(breakdown = '', '', concat(' (', breakdown, ')')), ': ', if(action = 'withdraw', 'withdrawn', 'corrected'))
        end
    )
{%- endmacro %}
