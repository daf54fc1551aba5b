"""The assets: one a layer of the warehouse, thin; they call the domain, write, and say what they did.

=========  ==================================================  =========================================
group      assets                                              module
=========  ==================================================  =========================================
reading    raw_reports                                         :mod:`assets.raw_reports`
reading    documents, sections, observations, quantities,      :mod:`assets.reading`, in one pass: a
           findings, rejects                                   document is read once
staging,   the models of sql/, through dagster-dbt             :mod:`assets.models`
core,
rollups
release    publication, exports                                :mod:`assets.release`
=========  ==================================================  =========================================

What stands between the layers is in :mod:`assets.checks`; what the assets stand on is in :mod:`assets.store`.
"""
