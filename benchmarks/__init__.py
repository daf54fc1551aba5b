"""Speed and memory, as ratios measured in one run; what was read is compared with the truth in every run.

``make bench`` runs all of it with 100 reports; ``make bench ARGS="--sizes 100,1000"`` names others. The figures go to
``benchmarks/results/latest.json`` with versions and parameters; ``python -m benchmarks.tables`` puts them into
docs/performance.md. Times of a machine that does other work at once mean little: compare ratios, and medians.
"""
