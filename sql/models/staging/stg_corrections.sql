with corrections as (
    select * from {{ source('working', 'corrections') }}
)

select
    -- key
    correction_id,

    -- where it is written
    file as correction_file,
    line as correction_line,

    -- which figure is meant
    report as report_named,
    organ as organ_named,
    year as year_named,
    measure,
    breakdown,
    period,
    scope,
    value_read,

    -- what is right, who says so and why
    action,
    value as corrected_value,
    corrected_by,
    corrected_on,
    explanation,
    problem
from corrections
