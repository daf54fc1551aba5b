import os
import re
import subprocess
import sys
import time

import pytest

from assets.store.lock import RunLockedError, run_lock


def test_the_second_is_told_who_holds_it_and_since_when(tmp_path):
    path = tmp_path / "warehouse" / "run.lock"
    with run_lock(path), pytest.raises(RunLockedError) as caught, run_lock(path):
        pass
    assert re.search(rf"process {os.getpid()} on \S+, since \d{{4}}-\d\d-\d\dT", str(caught.value))


def test_it_is_given_back_after_an_error(tmp_path):
    path = tmp_path / "run.lock"
    with pytest.raises(ZeroDivisionError), run_lock(path):
        raise ZeroDivisionError
    with run_lock(path):
        assert path.with_name("run.lock.json").exists()
    assert not path.with_name("run.lock.json").exists()


def test_a_killed_holder_leaves_it_free(tmp_path):
    path = tmp_path / "run.lock"
    holding = f"with run_lock(pathlib.Path({str(path)!r})): time.sleep(60)"
    code = f"import pathlib, time; from assets.store.lock import run_lock\n{holding}"
    holder = subprocess.Popen([sys.executable, "-c", code])
    try:
        deadline = time.monotonic() + 20
        while not path.with_name("run.lock.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        with pytest.raises(RunLockedError, match=f"process {holder.pid} "), run_lock(path):
            pass
    finally:
        holder.kill()
        holder.wait()
    with run_lock(path):
        pass
