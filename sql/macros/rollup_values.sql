{#- What a sum over figures says: the value, how it was come by, and what its parts were. A null part is never a
    zero: it is counted beside the sum. Parts that a wider figure of the same area holds are left out of it. -#}
{% macro rollup_values() -%}
    cast(sum(value) filter (where not is_held) as decimal(28, 4)) as value,
    case
        when count(value) filter (where not is_held) = 0 then 'not_stated'
        when count(value) filter (where not is_held) = 1 and bool_or(speaks_for_area and value is not null) then 'stated'
        else 'sum_of_parts'
    end as basis,
    count(*) filter (where not is_held) as reports,  -- a report has a figure once
    count(value) filter (where not is_held) as parts_valued,
    count(*) filter (where state = 'blank' and not is_held) as parts_blank,
    count(*) filter (where state = 'not_applicable' and not is_held) as parts_not_applicable,
    count(*) filter (where state = 'ambiguous' and not is_held) as parts_ambiguous,
    count(*) filter (where is_conflicted and not is_held) as parts_conflicted,
    count(*) filter (where is_approximate and not is_held) as parts_approximate,
    count(*) filter (where is_corrected and not is_held) as parts_corrected,
    count(*) filter (where is_held) as parts_held,
    cast(sum(value) filter (where is_held) as decimal(28, 4)) as value_held
{%- endmacro %}


{#- The columns of rollup_values. -#}
{% macro rollup_value_columns() -%}
    sums.value,
    sums.basis,
    sums.reports,
    sums.parts_valued,
    sums.parts_blank,
    sums.parts_not_applicable,
    sums.parts_ambiguous,
    sums.parts_conflicted,
    sums.parts_approximate,
    sums.parts_corrected,
    sums.parts_held,
    sums.value_held
{%- endmacro %}
