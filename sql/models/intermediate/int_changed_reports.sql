{#- What of a report stands in the rows of its facts and texts, or decides which they are. -#}
{%- set told = ['organ_id', 'region_code', 'year', 'form', 'versions', 'is_current', 'superseded_by', 'copy_of'] -%}

{{ config(materialized='table') }}

{#- What stands now, and what stood in the last publication, by name. -#}
{%- set states = {'': (ref('dim_report'), ref('corrections'))} -%}
{%- if carried() -%}{%- do states.update({'_before': (previous('dim_report'), previous('corrections'))}) -%}{%- endif -%}

with {% for when, tables in states.items() -%}
reports{{ when }} as (
    select
        report_id,
        {{ told | join(', ') }}
    from {{ tables[0] }}
),

corrected{{ when }} as (
    select
        report_id,
        observation_id,
        correction_id,
        action,
        corrected_value
    from {{ tables[1] }}
    where status = 'applied'
){{ ',\n\n' if not loop.last }}
{%- endfor %}

{% if carried() -%}
select report_id from build.reread_reports
{%- for now, before in [('reports', 'reports_before'), ('corrected', 'corrected_before')] %}
{%- for these, those in [(now, before), (before, now)] %}
union
select report_id
from (select * from {{ these }} except select * from {{ those }}) as only_{{ these }}
{%- endfor %}
{%- endfor %}
{% else %}
select report_id from reports
union
select report_id from corrected
{% endif %}
