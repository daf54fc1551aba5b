-- Figures that are not part of their clause, or whose clause is not in the source.
select
    documents.path,
    quantities.quantity_id,
    quantities.clause,
    substring(documents.text, quantities.span_start + 1, quantities.span_end - quantities.span_start) as figure
from quantities
inner join documents using (report_id)
where
    quantities.span_start >= quantities.span_end
    or quantities.span_end > length(documents.text)
    or not contains(documents.text, quantities.clause)
    or not contains(
        quantities.clause,
        substring(documents.text, quantities.span_start + 1, quantities.span_end - quantities.span_start)
    )
