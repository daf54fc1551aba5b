{#- A build that carries over: it begins as a copy of the last publication, and only what changed since is built anew.
    The last publication is then attached as `previous`, and `build.reread_reports` names the reports that were read
    since (assets/store/carrying.py). Else everything is built. -#}
{% macro carried() -%}
    {{ return(env_var('GONGKAI_PREVIOUS_DB', '') != '') }}
{%- endmacro %}


{#- A table of the last publication; only where the build carries over. -#}
{% macro previous(table) -%}
    previous.main.{{ table }}
{%- endmacro %}


{#- Materialize a model by replacing rows: those that `changes` names go, those that the model gives are added.
    Args:
        changes: the model that says of what the rows are replaced.
        keys: columns of `changes`, and what they are here where that differs, by name. -#}
{% macro replaces(changes, keys={'report_id': 'report_id'}) -%}
    {{- config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        meta={'replaces': {'changes': changes, 'keys': keys}},
        pre_hook="{{ take_out() }}"
    ) -}}
{%- endmacro %}


{#- Take out the rows that a model replaces. -#}
{% macro take_out() -%}
    {%- if carried() and execute -%}
        delete from {{ this }} where {{ is_replaced(model.config.meta.replaces) }}
    {%- endif -%}
{%- endmacro %}


{#- The condition on a row of a model that it is replaced in this build. -#}
{% macro is_replaced(replaces) -%}
    {%- set changes = api.Relation.create(target.database, 'staging', replaces.changes) -%}
    ({{ replaces['keys'].values() | join(', ') }}) in (
        select {{ replaces['keys'].keys() | join(', ') }} from {{ changes }} where {{ replaces['keys'].keys() | first }} is not null)
{%- endmacro %}


{#- `where report_id in (…)`, which leaves only the reports that a model names; nothing where all are built. -#}
{% macro where_in(changes, column='report_id', keyword='where') -%}
    {%- if carried() %}{{ keyword }} {{ column }} in (select report_id from {{ ref(changes) }}){% endif -%}
{%- endmacro %}


{#- What a test looks at: of a model that replaces rows, those that it replaced in this build. The others passed when
    they were built. -#}
{% macro get_where_subquery(relation) -%}
    {%- set conditions = [config.get('where', '')] -%}
    {%- if carried() and execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == relation.identifier and node.config.meta.replaces -%}
            {%- do conditions.append(is_replaced(node.config.meta.replaces)) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set conditions = conditions | select | list -%}
    {%- if conditions -%}
        {%- do return('(select * from ' ~ relation ~ ' where ' ~ conditions | join(' and ') ~ ') as tested') -%}
    {%- endif -%}
    {%- do return(relation) -%}
{%- endmacro %}
