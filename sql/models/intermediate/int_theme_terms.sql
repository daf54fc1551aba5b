with themes as (
    select * from {{ ref('problem_themes') }}
)

select
    theme,
    trim(unnest(string_split(terms, ';'))) as term
from themes
