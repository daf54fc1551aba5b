"""Files read in a process apart: archives and their members, and what is said when that process dies."""

import os
import signal
import time
import zipfile

import pytest

from gongkai import apart
from gongkai.apart import ReadApart, needs_opening, split_member
from gongkai.intake import guard
from gongkai.limits import Limits

TEXT = "青禾县水务局2012年政府信息公开工作年度报告\n一、主动公开情况\n主动公开政府信息40条。\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.html").write_text(f"<p>{TEXT}</p>", "utf-8")
    with zipfile.ZipFile(tmp_path / "b!c.zip", "w") as archive:
        for name in ("一.txt", "deadly.txt", "二.txt"):
            archive.writestr(name, TEXT)
    return tmp_path


@pytest.fixture
def reader():
    made = ReadApart(Limits(seconds=60))
    yield made
    made.close()


def paths(found):
    return [one if isinstance(one, str) else one.document.path for one in found]


def test_a_member_is_told_from_a_file_with_an_exclamation_mark(folder):
    archive = str(folder / "b!c.zip")
    assert split_member(archive) == (archive, None)
    assert split_member(f"{archive}!/一.txt") == (archive, f"{archive}!/一.txt")
    assert split_member(f"{archive}!一.txt") == (archive, f"{archive}!一.txt")
    assert split_member(str(folder / "gone.zip!/x.txt")) == (str(folder / "gone.zip!/x.txt"), None)
    assert [needs_opening(path) for path in ("a.txt", "a.pdf", archive, f"{archive}!一.txt")] == [
        False,
        True,
        True,
        True,
    ]


def test_members_are_read_each_for_itself(folder, reader):
    archive = str(folder / "b!c.zip")
    assert paths(reader.read(archive)) == [f"{archive}!/{name}" for name in ("一.txt", "deadly.txt", "二.txt")]
    assert paths(reader.read(f"{archive}!二.txt")) == [f"{archive}!/二.txt"]
    (missing,) = reader.read(f"{archive}!三.txt")
    assert missing.startswith(f"{archive}!三.txt: the archive has no such member; it holds {archive}!/一.txt")


def crashing(file, only, limits):
    """Stands in for the reading of a file: dies on a deadly member."""
    if only is None or "deadly" in only:
        os.kill(os.getpid(), signal.SIGKILL)
    return [f"{only}: read"]


def hanging(file, only, limits):
    with guard(Limits(seconds=0.5)):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(60)


def test_a_crash_costs_one_member(folder, reader, monkeypatch):
    monkeypatch.setattr(apart, "_read", crashing)
    archive = str(folder / "b!c.zip")
    first, second, third = reader.read(archive)
    assert (first, third) == (f"{archive}!/一.txt: read", f"{archive}!/二.txt: read")
    assert second.startswith(f"{archive}!/deadly.txt: the process that read it died")
    (page,) = reader.read(str(folder / "a.html"))
    assert page.startswith(f"{folder / 'a.html'}: the process that read it died")


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signals to be deaf to")
def test_a_file_that_hangs_is_out_of_time(folder, reader, monkeypatch):
    monkeypatch.setattr(apart, "_read", hanging)
    (said,) = reader.read(str(folder / "a.html"))
    assert said.startswith(f"{folder / 'a.html'}: not done after 60 seconds; ")
    monkeypatch.undo()
    assert paths(reader.read(str(folder / "a.html"))) == [str(folder / "a.html")]
