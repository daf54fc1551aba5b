-- A returned row is a rank that cannot be: outside its peers, or the first among them with another percentile than 1.
select *
from {{ ref('rollup_benchmark') }}
where
    peer_rank not between 1 and peers
    or province_rank not between 1 and province_peers
    or province_peers > peers
    or percentile not between 0 and 1
    or province_percentile not between 0 and 1
