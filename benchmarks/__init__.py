"""Speed and memory, as ratios measured in one run; what was read is compared with the truth in every run.

``make bench`` runs all of it, the graph with 100 and with 1 000 reports, in some minutes; ``make bench
SIZES=10000,100000 ARGS="-k graph"`` is the long one, and ``make bench ARGS=--smallest`` does everything once, as small
as it goes (``make test`` does that, too). Each run leaves a file in ``benchmarks/results``, with versions, parameters,
seeds and the load of the machine; ``python -m benchmarks.tables`` merges them into docs/performance.md. Times of a
machine that does other work at once mean little: compare ratios, and medians.
"""
