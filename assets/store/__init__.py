"""What the assets stand on: the folders, the working database, publication, exports, the run lock.

Plain Python and DuckDB. Nothing here knows Dagster, and nothing here knows how a report is read.
"""
