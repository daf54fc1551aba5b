"""Commands that do not outlive the process that runs them.

A run that is killed outright cannot stop what it began. A dbt that went on building would hold the working file, and
write into the folder of its build, while the next run needs both. On Linux the kernel ends it, by what this file does
when it is run as a program; elsewhere it goes on to its end.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

__all__ = ["tied"]

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def tied(command: Sequence[str]) -> list[str]:
    """The same command, killed when the thread that starts it ends; its first word is a path or on the path."""
    if sys.platform != "linux":
        return [*command]
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def _main(parent: str, *command: str) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(parent):  # it ended before this could be asked
        sys.exit(f"{command[0]}: not started, since the process that asked for it has ended")
    os.execvp(command[0], command)


if __name__ == "__main__":
    _main(*sys.argv[1:])
