{{ readings(ref('int_fact_rows'), where_in('int_affected_reports', keyword='and')) }}
