{{ config(materialized='table') }}

{{ figures(ref('int_readings'), ref('dim_report')) }}
