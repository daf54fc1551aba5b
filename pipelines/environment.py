"""Puts the process where the project's own settings hold: Dagster's home, no telemetry.

Called by the entry points before Dagster is imported.
"""

from __future__ import annotations

import os

from pipelines.settings import PROJECT

__all__ = ["prepare"]

_NO_TELEMETRY = {
    "DAGSTER_DISABLE_TELEMETRY": "yes",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
}


def prepare() -> None:
    """Make the project's folder the current one and Dagster's home, unless DAGSTER_HOME names another.

    dagster.yaml stands there; what it keeps goes to .dagster below it. A relative GONGKAI_HOME or GONGKAI_RAW
    is made absolute first.
    """
    for name in ("GONGKAI_HOME", "GONGKAI_RAW"):
        folder = os.environ.get(name)
        if folder and "://" not in folder:
            os.environ[name] = os.path.abspath(os.path.expanduser(folder))  # noqa: PTH100, PTH111
    os.environ.update(_NO_TELEMETRY)
    os.chdir(PROJECT)
    os.environ.setdefault("DAGSTER_HOME", str(PROJECT))
    (PROJECT / ".dagster").mkdir(exist_ok=True)
