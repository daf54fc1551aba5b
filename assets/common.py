"""What several assets share: the pool of one writer, and when to try again."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import duckdb

__all__ = ["POOL", "disk_retry"]

# Every step that opens the working or the published database stands in this pool; dagster.yaml gives it one slot.
POOL = "warehouse"

_RETRIES = 2
_WAIT_SECONDS = 5


@contextmanager
def disk_retry() -> Iterator[None]:
    """Try a step again when the disk failed it: a share that was away for a moment is back a little later.

    What is wrong in the code, in dbt or in the data is as wrong the second time, and fails at once.
    """
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise dg.RetryRequested(max_retries=_RETRIES, seconds_to_wait=_WAIT_SECONDS) from error
