"""A process that is run for another does not outlive it."""

import signal
import subprocess
import sys

import psutil
import pytest

from assets.tied import tied

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no signal at the end of a parent")
PARENT = """
import subprocess, sys
from assets.tied import tied
child = subprocess.Popen(tied([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]))
print(child.pid, flush=True)
child.wait()
"""


def test_the_command_runs_as_it_would_alone():
    command = [sys.executable, "-c", "import sys; print(sys.argv[1:]); sys.exit(7)", "a b", "*"]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    done = subprocess.run(tied(command), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (7, "['a b', '*']\n", "")
    assert (done.returncode, done.stdout) == (alone.returncode, alone.stdout)


@linux
def test_it_ends_with_a_parent_that_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    lines = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
    (pid,) = (int(line) for line in lines - {"up"})
    child = psutil.Process(pid)
    assert child.is_running()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert not psutil.wait_procs([child], timeout=30)[1]


@linux
def test_it_is_not_begun_for_a_parent_that_has_ended():
    command = tied([sys.executable, "-c", "print('begun')"])
    command[4] = "1"  # whoever it names is not the one that starts it
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "has ended" in done.stderr
