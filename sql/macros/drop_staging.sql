{#- Views of staging read the working database, which nobody has who opens the published file: in a build for
    publication they go at the end. By hand (GONGKAI_BUILD_DB not set) they stay, to be looked at. -#}
{% macro drop_staging() -%}
    {%- if env_var('GONGKAI_BUILD_DB', '') -%}
        drop schema if exists staging cascade
    {%- endif -%}
{%- endmacro %}
