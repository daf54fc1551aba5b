"""What changed between two publications of the warehouse: reports, facts, findings, corrections, rejects.

Reads two published files and writes nothing. DuckDB is imported here and in :mod:`gongkai.warehouse` alone, and
only when a comparison is asked for; nothing that reads reports imports this package.
"""

from gongkai.diff.compare import Change, Count, Difference, DiffError, compare
from gongkai.diff.publications import find_publication, last_two, newest

__all__ = ["Change", "Count", "DiffError", "Difference", "compare", "find_publication", "last_two", "newest"]
