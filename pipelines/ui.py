"""``python -m pipelines.ui``: Dagster's web interface, with the daemon that runs the nightly schedule.

It listens on this machine only, and ends with Ctrl-C.
"""

from __future__ import annotations

import os
import signal
import sys

from pipelines.environment import prepare
from pipelines.settings import PROJECT, Settings, SettingsError

__all__ = ["command", "main"]

_HOST = "127.0.0.1"


def command(settings: Settings) -> list[str]:
    """The command line of the web interface."""
    return [
        *(sys.executable, "-m", "dagster", "dev", "--workspace", str(PROJECT / "workspace.yaml")),
        *("--host", _HOST, "--port", str(settings.ui_port)),
    ]


def main() -> None:
    """Become the web interface. Exit status 2 when a setting is wrong."""
    prepare()
    try:
        settings = Settings.from_environment()
        settings.store()
    except SettingsError as error:
        print(f"gongkai: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    # What `dagster dev` would otherwise print about its successor is of no use to whoever runs this.
    os.environ["PYTHONWARNINGS"] = "ignore"
    print(f"Dagster is starting on http://{_HOST}:{settings.ui_port} (end it with Ctrl-C)", flush=True)  # noqa: T201
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored in the background of a shell; Dagster ends its parts by it
    line = command(settings)
    os.execv(line[0], line)


if __name__ == "__main__":
    main()
