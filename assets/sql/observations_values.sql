-- Values where the status allows none, none where it asks for one, and a stated none that is not 0.
select
    observation_id,
    measure,
    status,
    value
from observations
where
    (status in ('blank', 'not_applicable') and value is not null)
    or (status in ('reported', 'none_stated') and value is null)
    or (status = 'none_stated' and value <> 0)
