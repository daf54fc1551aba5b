{#- Views of staging read the working database, which nobody has who opens the published file: in a build for
    publication they go at the end. By hand (GONGKAI_BUILD_DB not set) they stay, to be looked at. Which reports were
    built anew stays where others are carried over: the search and the exports go by it. -#}
{% macro drop_staging() -%}
    {%- if env_var('GONGKAI_BUILD_DB', '') -%}
        {%- if carried() -%}
            create or replace table build.changed_reports as from staging.int_changed_reports;
        {% endif -%}
        drop schema if exists staging cascade
    {%- endif -%}
{%- endmacro %}
